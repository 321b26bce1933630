using System.Text.Json;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Orders, executions and balances in the venue's JSON.</summary>
internal static class OrderJson
{
    /// <summary>The answer to a new order.</summary>
    public static void WritePlaced(Utf8JsonWriter json, VenueOrder order, string responseType, IEnumerable<VenueFill> fills)
    {
        json.WriteStartObject();
        json.WriteString("symbol", order.Symbol);
        json.WriteNumber("orderId", order.OrderId);
        json.WriteNumber("orderListId", -1);
        json.WriteString("clientOrderId", order.ClientOrderId);
        json.WriteNumber("transactTime", order.TimeMs);
        if (responseType != "ACK")
        {
            WriteTerms(json, order);
            json.WriteNumber("workingTime", order.WorkingTimeMs);
            if (responseType == "FULL")
                WriteFills(json, fills);
            json.WriteString("selfTradePreventionMode", VenueWords.Of(order.SelfTrade));
            WriteConditional(json, order);
        }

        json.WriteEndObject();
    }

    /// <summary>The answer to a cancel.</summary>
    public static void WriteCanceled(Utf8JsonWriter json, VenueOrder order, string originalClientOrderId)
    {
        json.WriteStartObject();
        json.WriteString("symbol", order.Symbol);
        json.WriteString("origClientOrderId", originalClientOrderId);
        json.WriteNumber("orderId", order.OrderId);
        json.WriteNumber("orderListId", -1);
        json.WriteString("clientOrderId", order.ClientOrderId);
        json.WriteNumber("transactTime", order.UpdateTimeMs);
        WriteTerms(json, order);
        json.WriteString("selfTradePreventionMode", VenueWords.Of(order.SelfTrade));
        WriteConditional(json, order);
        json.WriteEndObject();
    }

    /// <summary>An order as queries show it.</summary>
    public static void WriteQueried(Utf8JsonWriter json, VenueOrder order)
    {
        json.WriteStartObject();
        json.WriteString("symbol", order.Symbol);
        json.WriteNumber("orderId", order.OrderId);
        json.WriteNumber("orderListId", -1);
        json.WriteString("clientOrderId", order.ClientOrderId);
        json.WriteString("price", VenueWords.Amount(order.Price));
        json.WriteString("origQty", VenueWords.Amount(order.Quantity));
        json.WriteString("executedQty", VenueWords.Amount(order.Executed));
        json.WriteString("cummulativeQuoteQty", VenueWords.Amount(order.CumulativeQuote));
        json.WriteString("status", VenueWords.Of(order.State));
        json.WriteString("timeInForce", VenueWords.Of(order.TimeInForce));
        json.WriteString("type", VenueWords.Of(order.Type));
        json.WriteString("side", VenueWords.Of(order.Side));
        json.WriteString("stopPrice", VenueWords.Amount(order.StopPrice));
        json.WriteString("icebergQty", "0.00000000");
        json.WriteNumber("time", order.TimeMs);
        json.WriteNumber("updateTime", order.UpdateTimeMs);
        json.WriteBoolean("isWorking", order.IsWorking);
        json.WriteNumber("workingTime", order.WorkingTimeMs);
        json.WriteString("origQuoteOrderQty", VenueWords.Amount(order.QuoteQuantity));
        json.WriteString("selfTradePreventionMode", VenueWords.Of(order.SelfTrade));
        WriteStrategy(json, order);
        json.WriteEndObject();
    }

    /// <summary>The answer to an amendment.</summary>
    public static void WriteAmended(Utf8JsonWriter json, VenueOrder order, string originalClientOrderId, long executionId)
    {
        json.WriteStartObject();
        json.WriteNumber("transactTime", order.UpdateTimeMs);
        json.WriteNumber("executionId", executionId);
        json.WriteStartObject("amendedOrder");
        json.WriteString("symbol", order.Symbol);
        json.WriteNumber("orderId", order.OrderId);
        json.WriteNumber("orderListId", -1);
        json.WriteString("origClientOrderId", originalClientOrderId);
        json.WriteString("clientOrderId", order.ClientOrderId);
        json.WriteString("price", VenueWords.Amount(order.Price));
        json.WriteString("qty", VenueWords.Amount(order.Quantity));
        json.WriteString("executedQty", VenueWords.Amount(order.Executed));
        json.WriteString("preventedQty", "0.00000000");
        json.WriteString("quoteOrderQty", VenueWords.Amount(order.QuoteQuantity));
        json.WriteString("cumulativeQuoteQty", VenueWords.Amount(order.CumulativeQuote));
        json.WriteString("status", VenueWords.Of(order.State));
        json.WriteString("timeInForce", VenueWords.Of(order.TimeInForce));
        json.WriteString("type", VenueWords.Of(order.Type));
        json.WriteString("side", VenueWords.Of(order.Side));
        json.WriteNumber("workingTime", order.WorkingTimeMs);
        json.WriteString("selfTradePreventionMode", VenueWords.Of(order.SelfTrade));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void WriteTrade(Utf8JsonWriter json, VenueFill fill)
    {
        json.WriteStartObject();
        json.WriteString("symbol", fill.Order.Symbol);
        json.WriteNumber("id", fill.TradeId);
        json.WriteNumber("orderId", fill.Order.OrderId);
        json.WriteNumber("orderListId", -1);
        json.WriteString("price", VenueWords.Amount(fill.Price));
        json.WriteString("qty", VenueWords.Amount(fill.Quantity));
        json.WriteString("quoteQty", VenueWords.Amount(fill.QuoteQuantity));
        json.WriteString("commission", VenueWords.Amount(fill.Commission));
        json.WriteString("commissionAsset", fill.CommissionAsset);
        json.WriteNumber("time", fill.TimeMs);
        json.WriteBoolean("isBuyer", fill.Order.IsBuy);
        json.WriteBoolean("isMaker", fill.IsMaker);
        json.WriteBoolean("isBestMatch", true);
        json.WriteEndObject();
    }

    public static void WriteExecutionReport(Utf8JsonWriter json, ExecutionReport report, long eventTimeMs)
    {
        VenueOrder order = report.Order;
        VenueFill? fill = report.Fill;
        json.WriteStartObject();
        json.WriteString("e", "executionReport");
        json.WriteNumber("E", eventTimeMs);
        json.WriteString("s", order.Symbol);
        json.WriteString("c", report.ClientOrderId);
        json.WriteString("S", VenueWords.Of(order.Side));
        json.WriteString("o", VenueWords.Of(order.Type));
        json.WriteString("f", VenueWords.Of(order.TimeInForce));
        json.WriteString("q", VenueWords.Amount(report.Quantity));
        json.WriteString("p", VenueWords.Amount(order.Price));
        json.WriteString("P", VenueWords.Amount(order.StopPrice));
        json.WriteString("F", "0.00000000");
        json.WriteNumber("g", -1);
        json.WriteString("C", report.OriginalClientOrderId);
        json.WriteString("x", VenueWords.Of(report.Kind));
        json.WriteString("X", VenueWords.Of(report.State));
        json.WriteString("r", "NONE");
        json.WriteNumber("i", order.OrderId);
        json.WriteString("l", VenueWords.Amount(fill?.Quantity ?? 0));
        json.WriteString("z", VenueWords.Amount(report.Executed));
        json.WriteString("L", VenueWords.Amount(fill?.Price ?? 0));
        json.WriteString("n", fill is null ? "0" : VenueWords.Amount(fill.Commission));
        json.WriteString("N", fill?.CommissionAsset);
        json.WriteNumber("T", report.TimeMs);
        json.WriteNumber("t", fill?.TradeId ?? -1);
        json.WriteNumber("I", report.ExecutionId);
        json.WriteBoolean("w", report.IsOnBook);
        json.WriteBoolean("m", fill?.IsMaker ?? false);
        json.WriteBoolean("M", fill is not null);
        json.WriteNumber("O", order.TimeMs);
        json.WriteString("Z", VenueWords.Amount(report.CumulativeQuote));
        json.WriteString("Y", VenueWords.Amount(fill?.QuoteQuantity ?? 0));
        json.WriteString("Q", VenueWords.Amount(order.QuoteQuantity));
        if (report.WorkingTimeMs >= 0)
            json.WriteNumber("W", report.WorkingTimeMs);
        json.WriteString("V", VenueWords.Of(order.SelfTrade));
        if (order.StrategyId is { } strategy)
            json.WriteNumber("j", strategy);
        if (order.StrategyType is { } strategyType)
            json.WriteNumber("J", strategyType);
        if (report.Kind == ExecutionKind.Expired && VenueWords.Of(report.Expiry) is { } reason)
            json.WriteString("eR", reason);
        json.WriteEndObject();
    }

    public static void WriteAccountPosition(Utf8JsonWriter json, VenueAccount account, long eventTimeMs)
    {
        json.WriteStartObject();
        json.WriteString("e", "outboundAccountPosition");
        json.WriteNumber("E", eventTimeMs);
        json.WriteNumber("u", account.UpdateTimeMs);
        json.WriteStartArray("B");
        foreach (AssetBalance balance in account.Touched)
        {
            json.WriteStartObject();
            json.WriteString("a", balance.Asset);
            json.WriteString("f", VenueWords.Amount(balance.Free));
            json.WriteString("l", VenueWords.Amount(balance.Locked));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTerms(Utf8JsonWriter json, VenueOrder order)
    {
        json.WriteString("price", VenueWords.Amount(order.Price));
        json.WriteString("origQty", VenueWords.Amount(order.Quantity));
        json.WriteString("executedQty", VenueWords.Amount(order.Executed));
        json.WriteString("origQuoteOrderQty", VenueWords.Amount(order.QuoteQuantity));
        json.WriteString("cummulativeQuoteQty", VenueWords.Amount(order.CumulativeQuote));
        json.WriteString("status", VenueWords.Of(order.State));
        json.WriteString("timeInForce", VenueWords.Of(order.TimeInForce));
        json.WriteString("type", VenueWords.Of(order.Type));
        json.WriteString("side", VenueWords.Of(order.Side));
    }

    private static void WriteConditional(Utf8JsonWriter json, VenueOrder order)
    {
        if (order.StopPrice != 0)
            json.WriteString("stopPrice", VenueWords.Amount(order.StopPrice));
        WriteStrategy(json, order);
        if (order.State == VenueOrderState.Expired && VenueWords.Of(order.Expiry) is { } reason)
            json.WriteString("expiryReason", reason);
    }

    private static void WriteStrategy(Utf8JsonWriter json, VenueOrder order)
    {
        if (order.StrategyId is { } strategy)
            json.WriteNumber("strategyId", strategy);
        if (order.StrategyType is { } strategyType)
            json.WriteNumber("strategyType", strategyType);
    }

    private static void WriteFills(Utf8JsonWriter json, IEnumerable<VenueFill> fills)
    {
        json.WriteStartArray("fills");
        foreach (VenueFill fill in fills)
        {
            json.WriteStartObject();
            json.WriteString("price", VenueWords.Amount(fill.Price));
            json.WriteString("qty", VenueWords.Amount(fill.Quantity));
            json.WriteString("commission", VenueWords.Amount(fill.Commission));
            json.WriteString("commissionAsset", fill.CommissionAsset);
            json.WriteNumber("tradeId", fill.TradeId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
