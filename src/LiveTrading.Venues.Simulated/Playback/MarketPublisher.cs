using System.Text;
using LiveTrading.Venues.Simulated.Candles;
using LiveTrading.Venues.Simulated.Capture;
using LiveTrading.Venues.Simulated.Faults;
using LiveTrading.Venues.Simulated.Protocol;

namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>The way of every market message, recorded or generated: into the venue's own book, then verbatim to whom it concerns, then into the candles.</summary>
/// <remarks>Thread: the venue's loop. Allocates nothing per message but for candles somebody listens to.</remarks>
internal sealed class MarketPublisher(VenueState state, StreamHub hub)
{
    private readonly JsonBody _json = new();

    /// <summary>Takes in a message of a stream and sends it.</summary>
    /// <param name="kind">What it is; a snapshot belongs to no stream.</param>
    /// <param name="market">Whose it is; null: nobody's at this venue, only checked and sent.</param>
    /// <param name="stream">The stream's name.</param>
    /// <param name="message">As combined streams carry it.</param>
    /// <param name="data">The event alone.</param>
    /// <exception cref="System.Text.Json.JsonException">Not the message it should be.</exception>
    public void Publish(CaptureRecordKind kind, VenueMarket? market, ReadOnlySpan<byte> stream, ReadOnlySpan<byte> message, ReadOnlySpan<byte> data)
    {
        long now = state.NowMs;
        RecordedTrade trade = default;
        switch (kind)
        {
            case CaptureRecordKind.Depth when market is not null:
                market.OnDepth(data, market.RecordedSnapshot is not null, now);
                break;
            case CaptureRecordKind.BookTicker when market is not null:
                market.OnTicker(data, now);
                break;
            case CaptureRecordKind.Trade when market is not null:
                trade = market.OnTrade(data, now);
                break;
            default:
                MarketMessage.CheckJson(data);
                break;
        }

        Send(kind, stream, message, data);
        if (trade.Price != 0)
            UpdateCandles(market!, trade);
    }

    private void Send(CaptureRecordKind kind, ReadOnlySpan<byte> stream, ReadOnlySpan<byte> message, ReadOnlySpan<byte> data)
    {
        FaultPlan faults = state.Faults;
        if (faults.Count > 0)
        {
            if (kind == CaptureRecordKind.Depth && faults.TryUse(FaultKind.DepthGap, null, out _))
                return;
            if (faults.TryUse(FaultKind.GarbageFrame, null, out _))
            {
                foreach (StreamSession session in hub.Sessions)
                    session.Sender.Send("{\"stream\":\"garbage\",\"data\":{\"e\":"u8);
            }
        }

        hub.Publish(stream, message, data);
    }

    private void UpdateCandles(VenueMarket market, RecordedTrade trade)
    {
        foreach (CandleSeries series in market.Candles.Values)
        {
            Candle? closed = series.Add(trade.TradeId, trade.Price, trade.Quantity, trade.BuyerIsMaker, trade.TimeMs);
            long pace = series.Interval == "1s" ? 1000 : 2000;
            if (closed is null && trade.TimeMs - series.LastSentMs < pace)
                continue;
            if (closed is not null)
                SendCandle(market, series, closed, isClosed: true, trade.EventTimeMs);
            SendCandle(market, series, series.Current!, isClosed: false, trade.EventTimeMs);
            series.LastSentMs = trade.TimeMs;
        }
    }

    private void SendCandle(VenueMarket market, CandleSeries series, Candle candle, bool isClosed, long eventTimeMs)
    {
        string name = series.StreamName(market.Matching.Symbol);
        if (!hub.HasSubscribers(name))
            return;
        byte[] data = _json.Write(json => CandleJson.WriteEvent(json, candle, market.Matching.Symbol, series.Interval, isClosed, eventTimeMs));
        byte[] prefix = Encoding.UTF8.GetBytes($"{{\"stream\":\"{name}\",\"data\":");
        StreamHub.Publish(hub.Topic(name), [.. prefix, .. data, (byte)'}'], data);
    }
}
