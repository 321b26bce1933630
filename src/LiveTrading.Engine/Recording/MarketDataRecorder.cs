using LiveTrading.Engine.Ports;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Recording;

/// <summary>Writes down what adapters deliver, then passes it on. One call a message, no allocation.</summary>
internal sealed class MarketDataRecorder(RecordingTape tape, IMarketDataSink inner) : IMarketDataSink
{
    public void OnQuote(in QuoteTick quote)
    {
        tape.OnQuote(in quote);
        inner.OnQuote(in quote);
    }

    public void OnTrade(in TradeTick trade)
    {
        tape.OnTrade(in trade);
        inner.OnTrade(in trade);
    }

    public void OnBookUpdate(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        tape.OnBook(RecordKind.BookUpdate, in update, bids, asks);
        inner.OnBookUpdate(in update, bids, asks);
    }

    public void OnBookSnapshot(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        tape.OnBook(RecordKind.BookSnapshot, in update, bids, asks);
        inner.OnBookSnapshot(in update, bids, asks);
    }

    public void OnBookSnapshotFailed(InstrumentHandle instrument, string reason)
    {
        tape.Fields.Clear().Int32(instrument.Index).Text(reason);
        tape.Input(RecordKind.BookSnapshotFailed);
        inner.OnBookSnapshotFailed(instrument, reason);
    }

    public void OnBar(in Bar bar)
    {
        tape.Fields.Clear().Write(in bar);
        tape.Input(RecordKind.Bar);
        inner.OnBar(in bar);
    }

    public void OnFeedLost(InstrumentHandle instrument, string reason)
    {
        tape.Fields.Clear().Int32(instrument.Index).Text(reason);
        tape.Input(RecordKind.FeedLost);
        inner.OnFeedLost(instrument, reason);
    }

    public void OnFeedReady(InstrumentHandle instrument)
    {
        tape.Fields.Clear().Int32(instrument.Index);
        tape.Input(RecordKind.FeedReady);
        inner.OnFeedReady(instrument);
    }
}
