using LiveTrading.Engine.Journal;

namespace LiveTrading.Tests.Storage;

public sealed class MemoryJournalStorageTests : JournalStorageBehaviour
{
    private protected override IJournalStorage Create() => new MemoryJournalStorage(Bytes);

    private protected override IJournalStorage Reopen(IJournalStorage storage) => ((MemoryJournalStorage)storage).Copy();

    [Fact]
    public void Loss_of_power_takes_what_was_not_synced()
    {
        var storage = new MemoryJournalStorage(Bytes);
        storage.StartSegment(1);
        storage.Append([1, 2, 3]);
        storage.BeginSync(_ => { });
        storage.Append([4]);
        Assert.Empty(storage.CopyAfterPowerLoss().Segments);
        storage.CompleteSync();
        Assert.Equal([1, 2, 3, 0], storage.CopyAfterPowerLoss().ReadSegment(1).Span[..4].ToArray());
        Assert.Equal([1, 2, 3, 4], storage.CopyAfterPowerLoss(_ => true).ReadSegment(1).Span[..4].ToArray());
    }

    [Fact]
    public void Loss_of_power_may_leave_later_sectors_without_earlier_ones()
    {
        var storage = new MemoryJournalStorage(Bytes);
        storage.StartSegment(1);
        storage.Flush();
        byte[] bytes = new byte[3 * MemoryJournalStorage.SectorBytes];
        bytes.AsSpan().Fill(7);
        storage.Append(bytes);
        ReadOnlySpan<byte> left = storage.CopyAfterPowerLoss(at => at != MemoryJournalStorage.SectorBytes).ReadSegment(1).Span;
        Assert.Equal((7, 0, 7), (left[0], left[MemoryJournalStorage.SectorBytes], left[2 * MemoryJournalStorage.SectorBytes]));
    }

    [Fact]
    public void Segment_that_was_never_synced_may_be_missing_after_a_loss_of_power()
    {
        var storage = new MemoryJournalStorage(Bytes);
        storage.StartSegment(1);
        storage.Flush();
        storage.StartSegment(2);
        Assert.Equal([1L], storage.CopyAfterPowerLoss().Segments);
        Assert.Equal([1L, 2L], storage.CopyAfterPowerLoss(_ => false).Segments);
    }

    [Fact]
    public void Failed_sync_closes_the_storage()
    {
        var storage = new MemoryJournalStorage(Bytes) { FailSyncAfter = 0, FailSyncWith = JournalWriteResult.DiskFull };
        storage.StartSegment(1);
        JournalWriteResult? result = null;
        storage.BeginSync(r => result = r);
        storage.CompleteSync();
        Assert.Equal((JournalWriteResult.DiskFull, JournalWriteResult.Closed), (result!.Value, storage.Append([1])));
    }
}
