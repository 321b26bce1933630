using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Tests.Data;

public sealed class CaptureTests
{
    [Fact]
    public void Real_capture_ends_with_a_book_that_always_agreed_with_the_venue()
    {
        var rig = new DataRig(new DataEngineOptions { CheckBookConsistency = true });
        rig.Engine.Subscribe(rig.Handle, MarketDataKinds.Quotes | MarketDataKinds.Trades | MarketDataKinds.Book);

        int messages = CapturePlayer.Play(rig.Engine, rig.Handle);

        BookConsistencyCheck check = rig.Engine.ConsistencyCheck(rig.Handle)!;
        Assert.Equal(41_249, messages);
        Assert.Equal(2_893, check.Checks);
        Assert.Equal(0, check.Mismatches);
        Assert.Equal(0, check.Overflowed);
        Assert.Equal(1_209, rig.Book.Bids.Count);
        Assert.Equal(2_196, rig.Book.Asks.Count);
        Assert.Equal(50_093_421_584, rig.Book.LastUpdateId);
        Assert.Equal(BookState.Valid, rig.Book.State);
    }

    [Fact]
    public void Real_capture_loses_and_rejects_nothing()
    {
        var rig = new DataRig();
        rig.Engine.Subscribe(rig.Handle, MarketDataKinds.Quotes | MarketDataKinds.Trades | MarketDataKinds.Book);

        CapturePlayer.Play(rig.Engine, rig.Handle);

        DataEngineCounters counters = rig.Engine.Counters;
        Assert.Equal(41_249, counters.Messages);
        Assert.Equal(28_040, counters.Quotes);
        Assert.Equal(9_757, counters.Trades);
        Assert.Equal(1, counters.Snapshots);
        Assert.Equal(0, counters.Gaps + counters.Crossed + counters.Malformed + counters.UnknownInstrument + counters.Resyncs);

        // The two differences before the snapshot's id are the only ones without effect.
        Assert.Equal(3_451, counters.BookUpdates + counters.Ignored);
        Assert.Equal(2, counters.Ignored);
    }

    [Fact]
    public void Real_capture_with_one_difference_missing_is_noticed_and_leaves_the_book_empty()
    {
        var rig = new DataRig();
        rig.Engine.Subscribe(rig.Handle, MarketDataKinds.Book);
        var thief = new UpdateThief(rig.Engine, steal: 1_000);

        CapturePlayer.Play(thief, rig.Handle);

        Assert.Equal(1, rig.Engine.Counters.Gaps);
        Assert.False(rig.Book.IsValid);
        Assert.Equal(0, rig.Book.Bids.Count);
        Assert.Contains(rig.BookEvents, (BookStateEvent e) => e.State == BookState.Invalid && e.Reason == BookInvalidReason.Gap);
    }
}
