using System.Globalization;
using LiveTrading.Engine.Journal;

namespace LiveTrading.Engine.Recording;

/// <summary>The order journal of a replay, in memory: what the session began with and what it wrote. How a write ends is not decided here but by the recording.</summary>
internal sealed class ReplayedJournal(int segmentBytes) : IJournalStorage
{
    /// <summary>As the options allow it.</summary>
    public const int MaxSegmentBytes = 1 << 30;

    private readonly List<long> _segments = [];
    private readonly List<byte[]> _bytes = [];
    private int _end;

    public IReadOnlyList<long> Segments => _segments;

    public int SegmentBytes => segmentBytes;

    public string DescribeSegment(long segment) => string.Create(CultureInfo.InvariantCulture, $"recorded segment {segment}");

    /// <summary>Puts a piece of what the session began with where it was.</summary>
    /// <returns>False when it cannot lie there.</returns>
    public bool TryAdd(long segment, int offset, ReadOnlySpan<byte> bytes)
    {
        // A snapshot at the beginning may be longer than a segment.
        if (segment < 0 || offset < 0 || offset > MaxSegmentBytes - bytes.Length)
            return false;
        if (!_segments.Contains(segment))
        {
            _segments.Add(segment);
            _bytes.Add([]);
        }

        bytes.CopyTo(Room(_segments.IndexOf(segment), offset, bytes.Length));
        return true;
    }

    public ReadOnlyMemory<byte> ReadSegment(long segment)
    {
        byte[] bytes = _bytes[_segments.IndexOf(segment)];
        byte[] whole = new byte[Math.Max(segmentBytes, bytes.Length)];
        bytes.CopyTo(whole, 0);
        return whole;
    }

    public JournalWriteResult Append(ReadOnlySpan<byte> record)
    {
        if (_segments.Count > 0)
            record.CopyTo(Room(_segments.Count - 1, _end, record.Length));
        _end += record.Length;
        return JournalWriteResult.Written;
    }

    public JournalWriteResult StartSegment(long segment)
    {
        _segments.Add(segment);
        _bytes.Add([]);
        _end = 0;
        return JournalWriteResult.Written;
    }

    public JournalWriteResult TruncateLast(int end)
    {
        _end = end;
        if (_bytes.Count > 0 && end < _bytes[^1].Length)
            _bytes[^1].AsSpan(end).Clear();
        return JournalWriteResult.Written;
    }

    public JournalWriteResult DropSegmentsAfter(long segment)
    {
        int kept = _segments.IndexOf(segment) + 1;
        _segments.RemoveRange(kept, _segments.Count - kept);
        _bytes.RemoveRange(kept, _bytes.Count - kept);
        return JournalWriteResult.Written;
    }

    public JournalWriteResult Flush() => JournalWriteResult.Written;

    public JournalWriteResult BeginSync(Action<JournalWriteResult> completed) => JournalWriteResult.Written;

    private Span<byte> Room(int index, int offset, int length)
    {
        byte[] bytes = _bytes[index];
        if (bytes.Length < offset + length)
        {
            Array.Resize(ref bytes, (int)Math.Min(MaxSegmentBytes, Math.Max(2L * bytes.Length, offset + length)));
            _bytes[index] = bytes;
        }

        return bytes.AsSpan(offset, length);
    }
}
