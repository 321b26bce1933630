using System.Globalization;
using LiveTrading.Engine.Caching;

namespace LiveTrading.Engine.Journal;

/// <summary>
/// Makes one snapshot out of closed segments: a pure function of their bytes and the options. An engine that reads the
/// snapshot and what follows it comes to the same state as one that reads every record. Cold; any thread.
/// </summary>
public static class JournalCompactor
{
    /// <summary>Bytes of the snapshot that stands for all segments up to a number.</summary>
    /// <param name="source">The segments, of which the first may be a snapshot.</param>
    /// <param name="through">Number of the last segment to cover; it must not be written to any more.</param>
    /// <param name="options">What is kept in full.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such segment.</exception>
    /// <exception cref="JournalException">A segment cannot be read, or the snapshot would not read back as the state it was made from.</exception>
    public static byte[] Build(IJournalSource source, long through, JournalCompactionOptions options) =>
        Build(source, through, options, static () => false)!;

    /// <summary>As the other overload, but it can be ended between two segments.</summary>
    /// <param name="source">The segments, of which the first may be a snapshot.</param>
    /// <param name="through">Number of the last segment to cover; it must not be written to any more.</param>
    /// <param name="options">What is kept in full.</param>
    /// <param name="isEnding">Asked before each segment: true ends it.</param>
    /// <returns>Null when it was ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such segment.</exception>
    /// <exception cref="JournalException">A segment cannot be read, or the snapshot would not read back as the state it was made from.</exception>
    public static byte[]? Build(IJournalSource source, long through, JournalCompactionOptions options, Func<bool> isEnding)
    {
        ArgumentNullException.ThrowIfNull(isEnding);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        long[] segments = [.. source.Segments.Where(s => s <= through)];
        if (segments.Length == 0 || segments[^1] != through)
            throw new ArgumentOutOfRangeException(nameof(through), through, "There is no such segment.");

        // One segment at a time: what it costs is bounded by a segment and a snapshot, not by the length of the history.
        if (isEnding())
            return null;
        byte[] snapshot = Step(new JournalSlice(source, [segments[0]]), options);
        for (int i = 1; i < segments.Length; i++)
        {
            if (isEnding())
                return null;
            snapshot = Step(new JournalSlice(source, [segments[i - 1], segments[i]], snapshot), options);
        }

        if (isEnding())
            return null;
        byte[] again = Step(new JournalSlice(source, [through], snapshot), options);
        return snapshot.AsSpan().SequenceEqual(again)
            ? snapshot
            : throw new JournalException(string.Create(CultureInfo.InvariantCulture, $"The snapshot of the segments up to {through} does not read back as the state it was made from: it is not used, and nothing was changed."));
    }

    private static byte[] Step(JournalSlice slice, JournalCompactionOptions options) =>
        SnapshotWriter.Write(JournalRecovery.ReadClosed(slice, new Cache()), options);

    /// <summary>Some segments of a journal, the first replaced by a snapshot or not.</summary>
    private sealed class JournalSlice(IJournalSource source, IReadOnlyList<long> segments, byte[]? snapshot = null) : IJournalSource
    {
        public IReadOnlyList<long> Segments => segments;

        public string DescribeSegment(long segment) => source.DescribeSegment(segment);

        public ReadOnlyMemory<byte> ReadSegment(long segment) => snapshot is not null && segment == segments[0] ? snapshot : source.ReadSegment(segment);
    }
}
