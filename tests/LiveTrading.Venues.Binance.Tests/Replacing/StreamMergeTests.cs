using System.Text;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Venues.Binance.Parsing;
using LiveTrading.Venues.Binance.Replacing;

namespace LiveTrading.Venues.Binance.Tests.Replacing;

public sealed class StreamMergeTests
{
    private readonly StreamMerge _merge = new();

    [Theory]
    [InlineData(MarketMessageKind.BookTicker)]
    [InlineData(MarketMessageKind.Trade)]
    [InlineData(MarketMessageKind.DepthUpdate)]
    internal void TryNote_IdsOfAStream_TakesEachOnceAndNeverBack(MarketMessageKind kind)
    {
        Assert.Equal([true, false, false, true, true], new[] { 5L, 5, 4, 6, 100 }.Select(id => _merge.TryNote(Message(kind, 0, id))));
    }

    [Fact]
    public void TryNote_StreamsAndInstruments_DoNotDisturbOneAnother()
    {
        MarketMessageKind[] kinds = [MarketMessageKind.BookTicker, MarketMessageKind.Trade, MarketMessageKind.DepthUpdate];
        foreach (int instrument in new[] { 0, 300, 7 })
            Assert.All(kinds, kind => Assert.True(_merge.TryNote(Message(kind, instrument, 10))));
    }

    [Fact]
    public void TryNote_MessagesWithoutAnId_AreTaken() =>
        Assert.True(_merge.TryNote(Message(MarketMessageKind.BookTicker, 0, 0)) && _merge.TryNote(Message(MarketMessageKind.BookTicker, 0, 0)));

    [Fact]
    public void TryNote_Candle_GoesOnlyForward()
    {
        Assert.True(_merge.TryNote(Candle(60, 5)));
        Assert.False(_merge.TryNote(Candle(60, 5)));
        Assert.False(_merge.TryNote(Candle(60, 4)));
        Assert.True(_merge.TryNote(Candle(60, 5, closed: true)));
        Assert.False(_merge.TryNote(Candle(60, 6)));
        Assert.True(_merge.TryNote(Candle(120, 1)));
        Assert.False(_merge.TryNote(Candle(60, 9, closed: true)));
        Assert.True(_merge.TryNote(Candle(60, 1, seconds: 300)));
    }

    [Fact]
    public void Park_Messages_ComeBackInOrder()
    {
        string[] messages = [.. Enumerable.Range(0, 5000).Select(i => new string('x', i % 97) + i)];
        foreach (string message in messages)
            _merge.Park(Encoding.ASCII.GetBytes(message));

        int offset = 0;
        Assert.Equal(messages, Enumerable.Range(0, _merge.ParkedMessages).Select(i => Encoding.ASCII.GetString(_merge.Parked(i, ref offset))));
        Assert.False(_merge.IsFull);
    }

    [Fact]
    public void Park_BeyondItsBound_KeepsTheBeginningAndSaysSo()
    {
        byte[] message = new byte[StreamMerge.MaxParkedBytes / 4];
        for (int i = 0; i < 6; i++)
            _merge.Park(message);
        _merge.Park([1]);

        Assert.Equal((4, true), (_merge.ParkedMessages, _merge.IsFull));
    }

    private static MarketMessage Message(MarketMessageKind kind, int instrument, long id) =>
        new() { Kind = kind, Instrument = new InstrumentHandle(instrument), LastUpdateId = id, TradeId = id };

    private static MarketMessage Candle(int openSeconds, long trades, bool closed = false, int seconds = 60) => new()
    {
        Kind = MarketMessageKind.Kline,
        Instrument = new InstrumentHandle(0),
        BarInterval = new BarInterval(seconds),
        BarOpenTime = new UnixNanos(openSeconds * 1_000_000_000L),
        BarTradeCount = trades,
        BarIsClosed = closed,
    };
}
