using System.Text.Json;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Candles;
using LiveTrading.Venues.Simulated.Matching;
using LiveTrading.Venues.Simulated.Playback;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Public requests.</summary>
internal sealed class MarketRequests(VenueState state, JsonBody body)
{
    private const int MaxDepth = 5000;
    private static readonly string[] Sides = ["bids", "asks"];

    /// <summary>The weight of a depth request by its limit.</summary>
    public static int DepthWeight(RequestParameters parameters)
    {
        int limit = parameters.Limit(100, MaxDepth);
        return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250;
    }

    public static ApiReply Ping(ApiCall call) => new(200, "{}"u8.ToArray());

    public ApiReply Time(ApiCall call) => Ok(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("serverTime", call.NowMs);
        json.WriteEndObject();
    });

    public ApiReply ExchangeInfo(ApiCall call)
    {
        var asked = new List<VenueMarket>();
        if (call.Parameters.Text("symbol") is { } one)
        {
            if (state.FindMarket(one) is not { } market)
                return Refuse(VenueError.BadSymbol);
            asked.Add(market);
        }
        else if (call.Parameters.Text("symbols") is { } several)
        {
            foreach (string symbol in several.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (state.FindMarket(symbol.Trim('"')) is not { } market)
                    return Refuse(VenueError.BadSymbol);
                asked.Add(market);
            }
        }
        else
        {
            asked.AddRange(state.Markets);
        }

        return Ok(json => ExchangeInfoJson.Write(json, state.Options, asked.Select(m => m.Matching.Rules.Symbol), call.NowMs));
    }

    public ApiReply Depth(ApiCall call)
    {
        if (Market(call, out VenueError? error) is not { } market)
            return Refuse(error!);
        bool limited = call.Parameters.Has("limit");
        int limit = call.Parameters.Limit(100, MaxDepth);
        if (call.Parameters.Error is { } malformed)
            return Refuse(malformed);
        market.DepthAsked = true;
        if (market.RecordedSnapshot is { } recorded && !market.HasSnapshot)
        {
            // Until playback has passed it, the answer is the recorded one, which the diffs before and after join; cut only
            // when the client asked for less.
            return limited ? new ApiReply(200, Cut(recorded, limit)) : new ApiReply(200, recorded);
        }

        return Ok(json =>
        {
            MarketDepth depth = market.Matching.Depth;
            json.WriteStartObject();
            json.WriteNumber("lastUpdateId", Math.Max(0, depth.LastUpdateId));
            WriteSide(json, "bids", depth.Bids, limit);
            WriteSide(json, "asks", depth.Asks, limit);
            json.WriteEndObject();
        });
    }

    public ApiReply Trades(ApiCall call)
    {
        if (Market(call, out VenueError? error) is not { } market)
            return Refuse(error!);
        int limit = call.Parameters.Limit(500, VenueMarket.MaxTrades);
        if (call.Parameters.Error is { } malformed)
            return Refuse(malformed);
        return Ok(json =>
        {
            json.WriteStartArray();
            foreach (RecordedTrade trade in market.Trades.TakeLast(limit))
            {
                json.WriteStartObject();
                json.WriteNumber("id", trade.TradeId);
                json.WriteString("price", VenueWords.Amount(trade.Price));
                json.WriteString("qty", VenueWords.Amount(trade.Quantity));
                json.WriteString("quoteQty", VenueWords.Amount(SymbolRules.Notional(trade.Price, trade.Quantity)));
                json.WriteNumber("time", trade.TimeMs);
                json.WriteBoolean("isBuyerMaker", trade.BuyerIsMaker);
                json.WriteBoolean("isBestMatch", true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    public ApiReply Klines(ApiCall call)
    {
        if (Market(call, out VenueError? error) is not { } market)
            return Refuse(error!);
        string interval = call.Parameters.RequiredText("interval");
        int limit = call.Parameters.Limit(500, CandleSeries.MaxCandles);
        long start = call.Parameters.Integer("startTime") ?? 0;
        long end = call.Parameters.Integer("endTime") ?? long.MaxValue;
        if (call.Parameters.Error is { } malformed)
            return Refuse(malformed);
        if (!market.Candles.TryGetValue(interval, out CandleSeries? series))
            return Refuse(new VenueError(400, -1120, "Invalid interval."));
        IEnumerable<Candle> candles = series.All.Where(c => c.OpenTimeMs >= start && c.OpenTimeMs <= end);
        return Ok(json =>
        {
            json.WriteStartArray();
            foreach (Candle candle in start > 0 ? candles.Take(limit) : candles.TakeLast(limit))
                CandleJson.WriteRow(json, candle);
            json.WriteEndArray();
        });
    }

    public ApiReply TickerPrice(ApiCall call) => PerSymbol(call, (json, market) =>
    {
        json.WriteStartObject();
        json.WriteString("symbol", market.Matching.Symbol);
        json.WriteString("price", VenueWords.Amount(market.Matching.LastPrice));
        json.WriteEndObject();
    });

    public ApiReply TickerBook(ApiCall call) => PerSymbol(call, (json, market) =>
    {
        market.Matching.Depth.TryTop(OrderSide.Buy, out long bid, out long bidQuantity);
        market.Matching.Depth.TryTop(OrderSide.Sell, out long ask, out long askQuantity);
        json.WriteStartObject();
        json.WriteString("symbol", market.Matching.Symbol);
        json.WriteString("bidPrice", VenueWords.Amount(bid));
        json.WriteString("bidQty", VenueWords.Amount(bidQuantity));
        json.WriteString("askPrice", VenueWords.Amount(ask));
        json.WriteString("askQty", VenueWords.Amount(askQuantity));
        json.WriteEndObject();
    });

    private ApiReply PerSymbol(ApiCall call, Action<Utf8JsonWriter, VenueMarket> write)
    {
        if (call.Parameters.Has("symbol"))
            return Market(call, out VenueError? error) is { } market ? Ok(json => write(json, market)) : Refuse(error!);
        return Ok(json =>
        {
            json.WriteStartArray();
            foreach (VenueMarket market in state.Markets)
                write(json, market);
            json.WriteEndArray();
        });
    }

    private byte[] Cut(byte[] recorded, int limit)
    {
        using JsonDocument document = JsonDocument.Parse(recorded);
        if (document.RootElement.GetProperty("bids").GetArrayLength() <= limit && document.RootElement.GetProperty("asks").GetArrayLength() <= limit)
            return recorded;
        return body.Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("lastUpdateId", document.RootElement.GetProperty("lastUpdateId").GetInt64());
            foreach (string side in Sides)
            {
                json.WriteStartArray(side);
                foreach (JsonElement level in document.RootElement.GetProperty(side).EnumerateArray().Take(limit))
                    level.WriteTo(json);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        });
    }

    private static void WriteSide(Utf8JsonWriter json, string name, DepthSide side, int limit)
    {
        json.WriteStartArray(name);
        for (int rank = 0; rank < side.Count && rank < limit; rank++)
        {
            json.WriteStartArray();
            json.WriteStringValue(VenueWords.Amount(side.PriceAt(rank)));
            json.WriteStringValue(VenueWords.Amount(side.QuantityAt(rank)));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private VenueMarket? Market(ApiCall call, out VenueError? error)
    {
        string symbol = call.Parameters.RequiredText("symbol");
        VenueMarket? market = state.FindMarket(symbol);
        error = call.Parameters.Error ?? (market is null ? VenueError.BadSymbol : null);
        return error is null ? market : null;
    }

    private ApiReply Ok(Action<Utf8JsonWriter> write) => new(200, body.Write(write));

    private ApiReply Refuse(VenueError error) => new(error.Status, body.Write(error, VenueApi.WriteError));
}
