using LiveTrading.Engine.Journal;

namespace LiveTrading.Simulation.Harness;

/// <summary>Between the journal and its storage: passes everything on; who derives from it changes what it is about.</summary>
internal class StorageFilter(IJournalStorage inner) : IJournalStorage
{
    public IReadOnlyList<long> Segments => inner.Segments;

    public int SegmentBytes => inner.SegmentBytes;

    protected IJournalStorage Inner => inner;

    public string DescribeSegment(long segment) => inner.DescribeSegment(segment);

    public virtual ReadOnlyMemory<byte> ReadSegment(long segment) => inner.ReadSegment(segment);

    public virtual JournalWriteResult Append(ReadOnlySpan<byte> record) => inner.Append(record);

    public virtual JournalWriteResult StartSegment(long segment) => inner.StartSegment(segment);

    public virtual JournalWriteResult TruncateLast(int end) => inner.TruncateLast(end);

    public virtual JournalWriteResult DropSegmentsAfter(long segment) => inner.DropSegmentsAfter(segment);

    public virtual JournalWriteResult Flush() => inner.Flush();

    public virtual JournalWriteResult BeginSync(Action<JournalWriteResult> completed) => inner.BeginSync(completed);
}
