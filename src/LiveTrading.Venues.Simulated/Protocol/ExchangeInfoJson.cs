using System.Text.Json;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>The exchangeInfo answer: exactly the rules the matching enforces.</summary>
internal static class ExchangeInfoJson
{
    public static void Write(Utf8JsonWriter json, SimulatedVenueOptions options, IEnumerable<SimulatedSymbol> symbols, long nowMs)
    {
        json.WriteStartObject();
        json.WriteString("timezone", "UTC");
        json.WriteNumber("serverTime", nowMs);
        json.WriteStartArray("rateLimits");
        WriteLimit(json, "REQUEST_WEIGHT", "MINUTE", 1, options.RequestWeightPerMinute, null);
        WriteLimit(json, "ORDERS", "SECOND", 10, options.OrdersPerTenSeconds, null);
        WriteLimit(json, "ORDERS", "DAY", 1, options.OrdersPerDay, null);
        json.WriteEndArray();
        json.WriteStartArray("exchangeFilters");
        json.WriteEndArray();
        json.WriteStartArray("symbols");
        foreach (SimulatedSymbol symbol in symbols)
            WriteSymbol(json, symbol);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void WriteLimit(Utf8JsonWriter json, string type, string interval, int number, int limit, int? count)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType", type);
        json.WriteString("interval", interval);
        json.WriteNumber("intervalNum", number);
        json.WriteNumber("limit", limit);
        if (count is { } used)
            json.WriteNumber("count", used);
        json.WriteEndObject();
    }

    private static void WriteSymbol(Utf8JsonWriter json, SimulatedSymbol symbol)
    {
        json.WriteStartObject();
        json.WriteString("symbol", symbol.Symbol);
        json.WriteString("status", "TRADING");
        json.WriteString("baseAsset", symbol.BaseAsset);
        json.WriteNumber("baseAssetPrecision", 8);
        json.WriteString("quoteAsset", symbol.QuoteAsset);
        json.WriteNumber("quotePrecision", 8);
        json.WriteNumber("quoteAssetPrecision", 8);
        json.WriteNumber("baseCommissionPrecision", 8);
        json.WriteNumber("quoteCommissionPrecision", 8);
        WriteWords(json, "orderTypes", VenueWords.Types.Keys);
        foreach (string unsupported in new[] { "icebergAllowed", "ocoAllowed", "otoAllowed", "opoAllowed" })
            json.WriteBoolean(unsupported, false);
        json.WriteBoolean("quoteOrderQtyMarketAllowed", true);
        json.WriteBoolean("allowTrailingStop", false);
        json.WriteBoolean("cancelReplaceAllowed", true);
        json.WriteBoolean("amendAllowed", true);
        json.WriteBoolean("pegInstructionsAllowed", false);
        json.WriteBoolean("isSpotTradingAllowed", true);
        json.WriteBoolean("isMarginTradingAllowed", false);
        json.WriteStartArray("filters");
        WriteFilter(json, "PRICE_FILTER", ("minPrice", symbol.MinPrice), ("maxPrice", symbol.MaxPrice), ("tickSize", symbol.TickSize));
        WriteFilter(json, "LOT_SIZE", ("minQty", symbol.MinQuantity), ("maxQty", symbol.MaxQuantity), ("stepSize", symbol.StepSize));
        WriteFilter(json, "MARKET_LOT_SIZE", ("minQty", 0), ("maxQty", symbol.MaxMarketQuantity), ("stepSize", 0));
        json.WriteStartObject();
        json.WriteString("filterType", "PERCENT_PRICE_BY_SIDE");
        json.WriteString("bidMultiplierUp", VenueWords.Amount(symbol.PriceMultiplierUp));
        json.WriteString("bidMultiplierDown", VenueWords.Amount(symbol.PriceMultiplierDown));
        json.WriteString("askMultiplierUp", VenueWords.Amount(symbol.PriceMultiplierUp));
        json.WriteString("askMultiplierDown", VenueWords.Amount(symbol.PriceMultiplierDown));
        json.WriteNumber("avgPriceMins", 0);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType", "NOTIONAL");
        json.WriteString("minNotional", VenueWords.Amount(symbol.MinNotional));
        json.WriteBoolean("applyMinToMarket", true);
        json.WriteString("maxNotional", VenueWords.Amount(symbol.MaxNotional));
        json.WriteBoolean("applyMaxToMarket", false);
        json.WriteNumber("avgPriceMins", 0);
        json.WriteEndObject();
        WriteCount(json, "MAX_NUM_ORDERS", "maxNumOrders", symbol.MaxOpenOrders);
        WriteCount(json, "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders", symbol.MaxTriggerOrders);
        WriteCount(json, "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends", OrderRequests.MaxAmendments);
        json.WriteEndArray();
        json.WriteStartArray("permissions");
        json.WriteEndArray();
        json.WriteStartArray("permissionSets");
        json.WriteStartArray();
        json.WriteStringValue("SPOT");
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteString("defaultSelfTradePreventionMode", "EXPIRE_MAKER");
        WriteWords(json, "allowedSelfTradePreventionModes", VenueWords.SelfTrades.Keys);
        json.WriteEndObject();
    }

    private static void WriteWords(Utf8JsonWriter json, string name, IEnumerable<string> words)
    {
        json.WriteStartArray(name);
        foreach (string word in words)
            json.WriteStringValue(word);
        json.WriteEndArray();
    }

    private static void WriteFilter(Utf8JsonWriter json, string type, params ReadOnlySpan<(string Name, decimal Value)> fields)
    {
        json.WriteStartObject();
        json.WriteString("filterType", type);
        foreach ((string name, decimal value) in fields)
            json.WriteString(name, VenueWords.Amount(value));
        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, string type, string field, int value)
    {
        json.WriteStartObject();
        json.WriteString("filterType", type);
        json.WriteNumber(field, value);
        json.WriteEndObject();
    }
}
