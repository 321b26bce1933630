using System.Globalization;
using System.Text;
using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance.Instruments;

/// <summary>The filters of one symbol, collected field by field and put onto its instrument.</summary>
internal sealed class SymbolFilters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads one entry of <c>filters</c>. Its values are kept as <c>TYPE.field</c>; unknown filters do no harm.</summary>
    public void Read(ref JsonCursor json, ref string field)
    {
        Dictionary<string, string> entry = new(StringComparer.Ordinal);
        string type = "";
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            string key = Encoding.UTF8.GetString(name);
            switch (json.Peek())
            {
                case (byte)'"' when json.ReadString(out ReadOnlySpan<byte> text):
                    if (key == "filterType")
                        type = Encoding.UTF8.GetString(text);
                    else
                        entry[key] = Encoding.UTF8.GetString(text);
                    break;
                case (byte)'t' or (byte)'f' when json.ReadBoolean(out bool flag):
                    entry[key] = flag ? "1" : "0";
                    break;
                case >= (byte)'0' and <= (byte)'9' when json.ReadInt64(out long number):
                    entry[key] = number.ToString(CultureInfo.InvariantCulture);
                    break;
                default:
                    json.SkipValue();
                    break;
            }
        }

        foreach ((string key, string value) in entry)
        {
            string path = type + "." + key;
            if (IsUsed(type) && !TryNumber(value, out _))
            {
                field = path;
                json.Fail(ParseStatus.WrongType);
                return;
            }

            _values[path] = value;
        }
    }

    /// <summary>The instrument with the rules.</summary>
    public Instrument Apply(Instrument instrument)
    {
        string notional = _values.ContainsKey("NOTIONAL.minNotional") ? "NOTIONAL" : "MIN_NOTIONAL";
        bool bySide = _values.ContainsKey("PERCENT_PRICE_BY_SIDE.bidMultiplierUp");
        return instrument with
        {
            TickSize = new Price(Raw("PRICE_FILTER.tickSize")),
            MinPrice = new Price(Raw("PRICE_FILTER.minPrice")),
            MaxPrice = new Price(Raw("PRICE_FILTER.maxPrice")),
            LotSize = new Quantity(Raw("LOT_SIZE.stepSize")),
            MinQuantity = new Quantity(Raw("LOT_SIZE.minQty")),
            MaxQuantity = new Quantity(Raw("LOT_SIZE.maxQty")),
            MarketLotSize = new Quantity(Raw("MARKET_LOT_SIZE.stepSize")),
            MaxMarketQuantity = new Quantity(Raw("MARKET_LOT_SIZE.maxQty")),
            MinNotional = Number(notional + ".minNotional"),
            MaxNotional = Number("NOTIONAL.maxNotional"),
            MinNotionalAppliesToMarket = Number(notional == "NOTIONAL" ? "NOTIONAL.applyMinToMarket" : "MIN_NOTIONAL.applyToMarket") != 0,
            MaxNotionalAppliesToMarket = Number("NOTIONAL.applyMaxToMarket") != 0,
            BuyPriceMultiplierUp = Number(bySide ? "PERCENT_PRICE_BY_SIDE.bidMultiplierUp" : "PERCENT_PRICE.multiplierUp"),
            BuyPriceMultiplierDown = Number(bySide ? "PERCENT_PRICE_BY_SIDE.bidMultiplierDown" : "PERCENT_PRICE.multiplierDown"),
            SellPriceMultiplierUp = Number(bySide ? "PERCENT_PRICE_BY_SIDE.askMultiplierUp" : "PERCENT_PRICE.multiplierUp"),
            SellPriceMultiplierDown = Number(bySide ? "PERCENT_PRICE_BY_SIDE.askMultiplierDown" : "PERCENT_PRICE.multiplierDown"),
            MaxOpenOrders = (int)Math.Min(Number("MAX_NUM_ORDERS.maxNumOrders"), int.MaxValue),
            MaxPosition = new Quantity(Raw("MAX_POSITION.maxPosition")),
        };
    }

    private static bool IsUsed(string type) => type is "PRICE_FILTER" or "LOT_SIZE" or "MARKET_LOT_SIZE" or "MIN_NOTIONAL" or "NOTIONAL"
        or "PERCENT_PRICE" or "PERCENT_PRICE_BY_SIDE" or "MAX_NUM_ORDERS" or "MAX_POSITION";

    private static bool TryNumber(string value, out decimal number) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);

    private decimal Number(string path) => _values.TryGetValue(path, out string? value) && TryNumber(value, out decimal number) ? number : 0m;

    /// <summary>As a fixed-point number. A bound beyond its range cannot be exceeded and becomes the largest one; a finer step than it holds cannot be kept and becomes the smallest one.</summary>
    private long Raw(string path)
    {
        decimal number = Number(path);
        if (number > FixedPoint.ToDecimal(long.MaxValue))
            return long.MaxValue;
        return FixedPoint.FromDecimal(Math.Ceiling(number * FixedPoint.One) / FixedPoint.One);
    }
}
