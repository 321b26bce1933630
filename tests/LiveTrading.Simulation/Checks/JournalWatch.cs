using System.Buffers.Binary;
using LiveTrading.Engine.Journal;
using LiveTrading.Model.Identifiers;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Checks;

/// <summary>Next to the storage itself: knows which orders are safe in it, and traces every byte.</summary>
/// <param name="inner">The storage.</param>
/// <param name="durability">At <see cref="JournalDurability.Disk"/> an order is safe once it was synced.</param>
/// <param name="recorded">Gets the orders that are safe.</param>
/// <param name="trace">Gets the bytes.</param>
/// <param name="now">Virtual time.</param>
internal sealed class JournalWatch(IJournalStorage inner, JournalDurability durability, HashSet<ClientOrderId> recorded, WireTrace trace, Func<long> now) : IJournalStorage
{
    private const int KindOffset = 16;

    private readonly List<ClientOrderId> _written = [];
    private int _syncing;

    public IReadOnlyList<long> Segments => inner.Segments;

    public int SegmentBytes => inner.SegmentBytes;

    public string DescribeSegment(long segment) => inner.DescribeSegment(segment);

    public ReadOnlyMemory<byte> ReadSegment(long segment) => inner.ReadSegment(segment);

    public JournalWriteResult Append(ReadOnlySpan<byte> record)
    {
        JournalWriteResult result = inner.Append(record);
        if (result != JournalWriteResult.Written)
            return result;
        trace.Add((byte)'j', now(), record);
        if ((JournalRecordKind)record[KindOffset] != JournalRecordKind.Order)
            return result;
        _written.Add(new ClientOrderId(BinaryPrimitives.ReadUInt128LittleEndian(record[JournalFormat.HeaderBytes..])));
        if (durability == JournalDurability.Process)
            Safe(_written.Count);
        return result;
    }

    public JournalWriteResult StartSegment(long segment) => inner.StartSegment(segment);

    public JournalWriteResult TruncateLast(int end) => inner.TruncateLast(end);

    public JournalWriteResult DropSegmentsAfter(long segment) => inner.DropSegmentsAfter(segment);

    public JournalWriteResult Flush()
    {
        JournalWriteResult result = inner.Flush();
        if (result == JournalWriteResult.Written)
            Safe(_written.Count);
        return result;
    }

    public JournalWriteResult BeginSync(Action<JournalWriteResult> completed)
    {
        int written = _written.Count;
        JournalWriteResult begun = inner.BeginSync(result =>
        {
            // What a flush made safe meanwhile is no longer in the list.
            if (result == JournalWriteResult.Written)
                Safe(Math.Min(_syncing, _written.Count));
            completed(result);
        });
        _syncing = written;
        return begun;
    }

    private void Safe(int count)
    {
        for (int i = 0; i < count; i++)
            recorded.Add(_written[i]);
        _written.RemoveRange(0, count);
        _syncing = Math.Max(0, _syncing - count);
    }
}
