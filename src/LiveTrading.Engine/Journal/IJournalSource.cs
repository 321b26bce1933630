namespace LiveTrading.Engine.Journal;

/// <summary>Journal bytes to be read: numbered segments, of which the first may be a snapshot that stands for all before it.</summary>
public interface IJournalSource
{
    /// <summary>Numbers of the segments present, ascending. A snapshot has the number of the last segment it covers.</summary>
    IReadOnlyList<long> Segments { get; }

    /// <summary>What people call a segment: a file path, or a made-up name.</summary>
    string DescribeSegment(long segment);

    /// <summary>All bytes of a segment, zeros at the end included.</summary>
    /// <exception cref="JournalException">The segment cannot be read.</exception>
    ReadOnlyMemory<byte> ReadSegment(long segment);
}
