using LiveTrading.Engine.Journal;

namespace LiveTrading.Simulation.Harness;

/// <summary>A journal whose process may be killed at an append: before it, in the middle of the record, or after it.</summary>
internal sealed class CrashingStorage(MemoryJournalStorage inner) : IJournalStorage
{
    private long _appends;

    public MemoryJournalStorage Inner => inner;

    /// <summary>The append at which it happens, of all that this process makes, counted from 1; 0: never.</summary>
    public long CrashAt { get; set; }

    /// <summary>How much of that record is written; negative: all of it.</summary>
    public int TornBytes { get; set; } = -1;

    /// <summary>Appends so far.</summary>
    public long AppendsSeen => _appends;

    /// <summary>Told before it kills the process.</summary>
    public Action Crashing { get; set; } = () => { };

    /// <summary>Kills the process.</summary>
    public Action Crash { get; set; } = () => { };

    /// <summary>What lay in the journal at the kill; null before.</summary>
    public MemoryJournalStorage? Left { get; private set; }

    public IReadOnlyList<long> Segments => inner.Segments;

    public int SegmentBytes => inner.SegmentBytes;

    public string DescribeSegment(long segment) => inner.DescribeSegment(segment);

    public ReadOnlyMemory<byte> ReadSegment(long segment) => inner.ReadSegment(segment);

    public JournalWriteResult Append(ReadOnlySpan<byte> record)
    {
        bool crashes = ++_appends == CrashAt;
        if (crashes && TornBytes >= 0)
        {
            inner.FailAfter = inner.Appends;
            inner.TornBytes = Math.Min(TornBytes, record.Length - 1);
        }

        JournalWriteResult result = inner.Append(record);
        if (crashes)
        {
            Leave();
            Crashing();
            Crash();
        }

        return result;
    }

    /// <summary>Keeps what lies in the journal now: the process dies here.</summary>
    public void Leave() => Left ??= inner.Copy();

    public JournalWriteResult StartSegment(long segment) => inner.StartSegment(segment);

    public JournalWriteResult TruncateLast(int end) => inner.TruncateLast(end);

    public JournalWriteResult DropSegmentsAfter(long segment) => inner.DropSegmentsAfter(segment);

    public JournalWriteResult Flush() => inner.Flush();

    public JournalWriteResult BeginSync(Action<JournalWriteResult> completed) => inner.BeginSync(completed);
}
