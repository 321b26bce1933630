using System.Globalization;
using System.Text;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance.Instruments;

/// <summary>Reads exchangeInfo: instruments with all filters that this engine checks, and the venue's request limits. Cold.</summary>
/// <remarks>Filters: ICEBERG_PARTS, TRAILING_DELTA, MAX_NUM_ALGO_ORDERS, MAX_NUM_ICEBERG_ORDERS, MAX_NUM_ORDER_AMENDS and MAX_NUM_ORDER_LISTS bound what this adapter never or seldom sends; the venue enforces them.</remarks>
internal sealed class ExchangeInfoParser(VenueId venue)
{
    /// <summary>The instruments read.</summary>
    public List<Instrument> Instruments { get; } = [];

    /// <summary>The request limits read.</summary>
    public RateLimitUsage[] RateLimits { get; } = new RateLimitUsage[ParseLimits.RateLimits];

    /// <summary>How many of <see cref="RateLimits"/>.</summary>
    public int RateLimitCount { get; private set; }

    /// <summary>Where and why the last <see cref="Parse"/> failed.</summary>
    public ParseFailure Failure { get; private set; }

    /// <summary>Reads a result.</summary>
    public ParseStatus Parse(ReadOnlySpan<byte> result)
    {
        Instruments.Clear();
        RateLimitCount = 0;
        string field = "symbols";
        bool seen = false;
        JsonCursor json = new(result);
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("rateLimits"u8))
            {
                field = "rateLimits";
                RateLimitUsage.ReadAll(ref json, RateLimits, out int count);
                RateLimitCount = count;
            }
            else if (name.SequenceEqual("symbols"u8))
            {
                field = "symbols";
                seen = true;
                json.EnterArray();
                while (json.NextElement())
                {
                    if (Instruments.Count == ParseLimits.ListEntries)
                        json.Fail(ParseStatus.TooMany);
                    else
                        ReadSymbol(ref json, ref field);
                }
            }
            else
            {
                json.SkipValue();
            }
        }

        ParseStatus status = !json.End() ? json.Status : seen ? ParseStatus.Ok : ParseStatus.MissingField;
        Failure = new ParseFailure(status, json.Position, field);
        if (status != ParseStatus.Ok)
            Instruments.Clear();
        return status;
    }

    private void ReadSymbol(ref JsonCursor json, ref string field)
    {
        string symbol = "", baseAsset = "", quoteAsset = "";
        InstrumentStatus status = InstrumentStatus.Halted;
        List<OrderType> types = [];
        SymbolFilters filters = new();
        bool spotAllowed = true;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            ReadOnlySpan<byte> word;
            if (name.SequenceEqual("symbol"u8))
                symbol = json.ReadString(out word) ? Encoding.UTF8.GetString(word) : "";
            else if (name.SequenceEqual("baseAsset"u8))
                baseAsset = json.ReadString(out word) ? Encoding.UTF8.GetString(word) : "";
            else if (name.SequenceEqual("quoteAsset"u8))
                quoteAsset = json.ReadString(out word) ? Encoding.UTF8.GetString(word) : "";
            else if (name.SequenceEqual("status"u8))
            {
                json.ReadString(out word);
                status = word.SequenceEqual("TRADING"u8) ? InstrumentStatus.Trading
                    : word.SequenceEqual("CANCEL_ONLY"u8) ? InstrumentStatus.CancelOnly : InstrumentStatus.Halted;
            }
            else if (name.SequenceEqual("isSpotTradingAllowed"u8))
                json.ReadBoolean(out spotAllowed);
            else if (name.SequenceEqual("orderTypes"u8))
            {
                json.EnterArray();
                while (json.NextElement())
                {
                    if (json.ReadString(out word))
                        AddType(types, word);
                }
            }
            else if (name.SequenceEqual("filters"u8))
            {
                json.EnterArray();
                while (json.NextElement())
                    filters.Read(ref json, ref field);
            }
            else
            {
                json.SkipValue();
            }
        }

        if (json.Status != ParseStatus.Ok)
            return;
        if (symbol.Length == 0 || baseAsset.Length == 0 || quoteAsset.Length == 0)
        {
            json.Fail(ParseStatus.MissingField);
            return;
        }

        Instruments.Add(filters.Apply(new Instrument
        {
            Id = new InstrumentId(symbol, venue),
            BaseCurrency = baseAsset,
            QuoteCurrency = quoteAsset,
            Status = spotAllowed ? status : InstrumentStatus.Halted,
            OrderTypes = types,
        }));
    }

    private static void AddType(List<OrderType> types, ReadOnlySpan<byte> word)
    {
        OrderType? type = word.SequenceEqual("LIMIT"u8) ? OrderType.Limit
            : word.SequenceEqual("MARKET"u8) ? OrderType.Market
            : word.SequenceEqual("STOP_LOSS"u8) ? OrderType.StopMarket
            : word.SequenceEqual("STOP_LOSS_LIMIT"u8) ? OrderType.StopLimit : null;
        if (type is { } known && !types.Contains(known))
            types.Add(known);
    }
}
