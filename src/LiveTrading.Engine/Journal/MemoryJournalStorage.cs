using System.Globalization;

namespace LiveTrading.Engine.Journal;

/// <summary>A journal in memory, for simulation, backtests and tests; it can be told to fail. Bounded by <see cref="MaxSegments"/>.</summary>
public sealed class MemoryJournalStorage : IJournalStorage
{
    private readonly List<long> _numbers = [];
    private readonly List<byte[]> _segments = [];
    private int _end;
    private bool _failed;

    /// <summary>An empty journal.</summary>
    /// <param name="segmentBytes">Bytes a segment, at least <see cref="JournalFormat.MaxRecordBytes"/> × 2; default 1 MiB.</param>
    /// <param name="maxSegments">Segments it may hold; a further one is answered with <see cref="JournalWriteResult.DiskFull"/>. Default 1,024.</param>
    /// <exception cref="ArgumentOutOfRangeException">A segment would not hold its header and a record.</exception>
    public MemoryJournalStorage(int segmentBytes = 1 << 20, int maxSegments = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentBytes, 2 * JournalFormat.MaxRecordBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSegments, 1);
        SegmentBytes = segmentBytes;
        MaxSegments = maxSegments;
    }

    /// <inheritdoc/>
    public IReadOnlyList<long> Segments => _numbers;

    /// <inheritdoc/>
    public int SegmentBytes { get; }

    /// <summary>Segments it may hold.</summary>
    public int MaxSegments { get; }

    /// <summary>Appends that succeeded.</summary>
    public long Appends { get; private set; }

    /// <summary>Appends that still succeed before one fails; negative: none fails.</summary>
    public long FailAfter { get; set; } = -1;

    /// <summary>How the failing append ends.</summary>
    public JournalWriteResult FailWith { get; set; } = JournalWriteResult.DiskFull;

    /// <summary>Bytes of the failing append that are written all the same: a torn record.</summary>
    public int TornBytes { get; set; }

    /// <summary>A copy as a crash would leave it: everything up to now, writable, without faults.</summary>
    public MemoryJournalStorage Copy()
    {
        var copy = new MemoryJournalStorage(SegmentBytes, MaxSegments) { _end = _end };
        copy._numbers.AddRange(_numbers);
        foreach (byte[] segment in _segments)
            copy._segments.Add((byte[])segment.Clone());
        return copy;
    }

    /// <inheritdoc/>
    public string DescribeSegment(long segment) => string.Create(CultureInfo.InvariantCulture, $"memory segment {segment}");

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ReadSegment(long segment) => _segments[IndexOf(segment)];

    /// <summary>The bytes of a segment, to be damaged by a test.</summary>
    public Span<byte> Bytes(long segment) => _segments[IndexOf(segment)];

    /// <inheritdoc/>
    public JournalWriteResult Append(ReadOnlySpan<byte> record)
    {
        if (_failed)
            return JournalWriteResult.Closed;
        if (_segments.Count == 0 || record.Length > SegmentBytes - _end)
            return JournalWriteResult.SegmentFull;
        if (FailAfter >= 0 && Appends >= FailAfter)
        {
            _failed = true;
            record[..Math.Min(TornBytes, record.Length)].CopyTo(_segments[^1].AsSpan(_end));
            return FailWith;
        }

        record.CopyTo(_segments[^1].AsSpan(_end));
        _end += record.Length;
        Appends++;
        return JournalWriteResult.Written;
    }

    /// <inheritdoc/>
    public JournalWriteResult StartSegment(long segment)
    {
        if (_failed)
            return JournalWriteResult.Closed;
        if (_numbers.Count == MaxSegments)
            return JournalWriteResult.DiskFull;
        if (_numbers.Count > 0 && segment != _numbers[^1] + 1)
            throw new ArgumentOutOfRangeException(nameof(segment), segment, "Segments are numbered one after the other.");
        _numbers.Add(segment);
        _segments.Add(new byte[SegmentBytes]);
        _end = 0;
        return JournalWriteResult.Written;
    }

    /// <inheritdoc/>
    public JournalWriteResult TruncateLast(int end)
    {
        if (_failed)
            return JournalWriteResult.Closed;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)end, (uint)SegmentBytes, nameof(end));
        _segments[^1].AsSpan(end).Clear();
        _end = end;
        return JournalWriteResult.Written;
    }

    /// <inheritdoc/>
    public JournalWriteResult Flush() => _failed ? JournalWriteResult.Closed : JournalWriteResult.Written;

    private int IndexOf(long segment)
    {
        int index = _numbers.IndexOf(segment);
        return index >= 0 ? index : throw new ArgumentOutOfRangeException(nameof(segment), segment, "There is no such segment.");
    }
}
