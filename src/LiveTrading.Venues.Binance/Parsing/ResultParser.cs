using System.Text;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Orders;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>
/// Reads results of WebSocket API requests. The answers to orders allocate nothing; queries allocate what they report. A
/// result that cannot be read whole gives false and nothing else.
/// </summary>
internal static class ResultParser
{
    /// <summary><c>{"serverTime":…}</c>.</summary>
    public static bool TryReadServerTime(ReadOnlySpan<byte> result, out long milliseconds)
    {
        UnixNanos time = default;
        JsonCursor json = new(result);
        bool seen = false;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("serverTime"u8))
                seen = json.ReadTime(out time);
            else
                json.SkipValue();
        }

        milliseconds = time.Milliseconds;
        return json.End() && seen && milliseconds > 0;
    }

    /// <summary>The answer to place, cancel and amend; for an amend the inner <c>amendedOrder</c> is read.</summary>
    public static bool TryReadOrderResult(ReadOnlySpan<byte> result, out OrderResult order)
    {
        order = default;
        JsonCursor json = new(result);
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("amendedOrder"u8))
            {
                json.EnterObject();
                while (json.NextProperty(out ReadOnlySpan<byte> inner))
                    ReadOrderField(ref json, inner, ref order);
            }
            else
            {
                ReadOrderField(ref json, name, ref order);
            }
        }

        return json.End() && !order.VenueOrderId.IsNone;
    }

    /// <summary>An order object of a query.</summary>
    public static bool TryReadOrder(ReadOnlySpan<byte> result, SymbolTable symbols, out OrderStatusReport? report)
    {
        JsonCursor json = new(result);
        return ReadOrder(ref json, symbols, out report) && json.End();
    }

    /// <summary>A list of order objects.</summary>
    public static bool TryReadOrders(ReadOnlySpan<byte> result, SymbolTable symbols, List<OrderStatusReport> reports)
    {
        JsonCursor json = new(result);
        json.EnterArray();
        while (json.NextElement())
        {
            if (reports.Count == ParseLimits.ListEntries)
                return json.Fail(ParseStatus.TooMany);
            if (!ReadOrder(ref json, symbols, out OrderStatusReport? report))
                return false;
            reports.Add(report!);
        }

        return json.End();
    }

    /// <summary>Own trades of one instrument, oldest first.</summary>
    public static bool TryReadTrades(ReadOnlySpan<byte> result, ReadOnlySpan<byte> symbol, InstrumentHandle instrument, CurrencyTable currencies, List<FillReport> fills)
    {
        JsonCursor json = new(result);
        json.EnterArray();
        while (json.NextElement())
        {
            if (fills.Count == ParseLimits.ListEntries)
                return json.Fail(ParseStatus.TooMany);
            if (!ReadTrade(ref json, symbol, instrument, currencies, out FillReport? fill))
                return false;
            fills.Add(fill!);
        }

        return json.End();
    }

    /// <summary>Balances of account.status.</summary>
    public static bool TryReadAccount(ReadOnlySpan<byte> result, CurrencyTable currencies, List<Balance> balances, out UnixNanos updated)
    {
        JsonCursor json = new(result);
        bool seen = false;
        updated = default;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("updateTime"u8))
                json.ReadTime(out updated);
            else if (name.SequenceEqual("balances"u8))
            {
                seen = true;
                json.EnterArray();
                while (json.NextElement())
                {
                    if (!ReadBalance(ref json, currencies, balances))
                        return false;
                }
            }
            else
            {
                json.SkipValue();
            }
        }

        return json.End() && seen;
    }

    /// <summary>A depth snapshot, into the message's level arrays.</summary>
    public static bool TryReadDepth(ReadOnlySpan<byte> result, MarketMessage message, out long lastUpdateId)
    {
        JsonCursor json = new(result);
        lastUpdateId = -1;
        int seen = 0;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("lastUpdateId"u8))
                json.ReadCount(out lastUpdateId);
            else if (name.SequenceEqual("bids"u8))
                seen |= LevelBuffer.Read(ref json, ref message.Bids, out message.BidCount) ? 1 : 0;
            else if (name.SequenceEqual("asks"u8))
                seen |= LevelBuffer.Read(ref json, ref message.Asks, out message.AskCount) ? 2 : 0;
            else
                json.SkipValue();
        }

        return json.End() && seen == 3 && lastUpdateId >= 0;
    }

    private static void ReadOrderField(ref JsonCursor json, ReadOnlySpan<byte> name, ref OrderResult order)
    {
        ReadOnlySpan<byte> word;
        if (name.SequenceEqual("orderId"u8))
        {
            json.ReadCount(out long id);
            order.VenueOrderId = new VenueOrderId((ulong)id);
        }
        else if (name.SequenceEqual("transactTime"u8))
            json.ReadTime(out order.Time);
        else if (name.SequenceEqual("status"u8))
        {
            if (json.ReadString(out word) && !VenueWords.TryStatus(word, out order.Status))
                json.Fail(ParseStatus.UnknownType);
            order.HasStatus = true;
        }
        else if (name.SequenceEqual("executedQty"u8))
        {
            json.ReadAmount(out long raw);
            order.FilledQuantity = new Quantity(raw);
        }
        else if (name.SequenceEqual("origQty"u8) || name.SequenceEqual("qty"u8))
        {
            json.ReadAmount(out long raw);
            order.Quantity = new Quantity(raw);
        }
        else if (name.SequenceEqual("price"u8))
        {
            json.ReadAmount(out long raw);
            order.Price = new Price(raw);
        }
        else
        {
            json.SkipValue();
        }
    }

    private static bool ReadOrder(ref JsonCursor json, SymbolTable symbols, out OrderStatusReport? report)
    {
        report = null;
        InstrumentHandle instrument = InstrumentHandle.None;
        ClientOrderId own = ClientOrderId.None;
        string text = "";
        long id = -1, price = 0, trigger = 0, quantity = 0, filled = 0;
        OrderSide side = default;
        OrderType type = default;
        TimeInForce timeInForce = default;
        VenueOrderStatus status = default;
        bool postOnly = false, hasSide = false, hasType = false, hasStatus = false;
        UnixNanos updated = default;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            ReadOnlySpan<byte> word;
            if (name.SequenceEqual("symbol"u8))
            {
                json.ReadString(out word);
                instrument = symbols.Find(word);
            }
            else if (name.SequenceEqual("orderId"u8))
                json.ReadCount(out id);
            else if (name.SequenceEqual("clientOrderId"u8))
            {
                json.ReadString(out word);
                own = CancelIds.TryParseOwner(word, out ClientOrderId ours) ? ours : ClientOrderId.None;
                text = Encoding.UTF8.GetString(word);
            }
            else if (name.SequenceEqual("price"u8))
                json.ReadAmount(out price);
            else if (name.SequenceEqual("stopPrice"u8))
                json.ReadAmount(out trigger);
            else if (name.SequenceEqual("origQty"u8))
                json.ReadAmount(out quantity);
            else if (name.SequenceEqual("executedQty"u8))
                json.ReadAmount(out filled);
            else if (name.SequenceEqual("side"u8))
                hasSide = json.ReadString(out word) && VenueWords.TrySide(word, out side);
            else if (name.SequenceEqual("type"u8))
                hasType = json.ReadString(out word) && VenueWords.TryType(word, out type, out postOnly);
            else if (name.SequenceEqual("timeInForce"u8))
            {
                if (json.ReadString(out word) && !VenueWords.TryTimeInForce(word, out timeInForce))
                    json.Fail(ParseStatus.UnknownType);
            }
            else if (name.SequenceEqual("status"u8))
                hasStatus = json.ReadString(out word) && VenueWords.TryStatus(word, out status);
            else if (name.SequenceEqual("updateTime"u8))
                json.ReadTime(out updated);
            else
                json.SkipValue();
        }

        if (json.Status != ParseStatus.Ok)
            return false;
        if (id < 0 || !hasSide || !hasType || !hasStatus)
            return json.Fail(ParseStatus.MissingField);
        report = new OrderStatusReport
        {
            ClientOrderId = own,
            ClientOrderIdText = text,
            VenueOrderId = new VenueOrderId((ulong)id),
            Instrument = instrument,
            Side = side,
            Type = type,
            TimeInForce = timeInForce,
            Status = status,
            Price = new Price(price),
            TriggerPrice = new Price(trigger),
            Quantity = new Quantity(quantity),
            FilledQuantity = new Quantity(filled),
            PostOnly = postOnly,
            UpdatedTime = updated,
        };
        return true;
    }

    private static bool ReadTrade(ref JsonCursor json, ReadOnlySpan<byte> asked, InstrumentHandle instrument, CurrencyTable currencies, out FillReport? fill)
    {
        fill = null;
        long id = -1, orderId = -1, price = -1, quantity = 0;
        decimal commission = 0;
        string? currency = null;
        bool isBuyer = false, hasSide = false, isMaker = false, hasMaker = false, isOther = false;
        UnixNanos time = default;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("id"u8))
                json.ReadCount(out id);
            else if (name.SequenceEqual("symbol"u8))
                isOther = !json.ReadString(out ReadOnlySpan<byte> symbol) || !symbol.SequenceEqual(asked);
            else if (name.SequenceEqual("orderId"u8))
                json.ReadCount(out orderId);
            else if (name.SequenceEqual("price"u8))
                json.ReadAmount(out price);
            else if (name.SequenceEqual("qty"u8))
                json.ReadAmount(out quantity);
            else if (name.SequenceEqual("commission"u8))
                UserEventParser.ReadDecimal(ref json, out commission);
            else if (name.SequenceEqual("commissionAsset"u8))
                currency = json.ReadStringOrNull(out ReadOnlySpan<byte> word) && !word.IsEmpty ? currencies.Name(word) : null;
            else if (name.SequenceEqual("time"u8))
                json.ReadTime(out time);
            else if (name.SequenceEqual("isBuyer"u8))
                hasSide = json.ReadBoolean(out isBuyer);
            else if (name.SequenceEqual("isMaker"u8))
                hasMaker = json.ReadBoolean(out isMaker);
            else
                json.SkipValue();
        }

        if (json.Status != ParseStatus.Ok)
            return false;
        if (id < 0 || orderId < 0 || price < 0 || quantity <= 0 || !hasSide || isOther)
            return json.Fail(ParseStatus.MissingField);
        fill = new FillReport
        {
            VenueOrderId = new VenueOrderId((ulong)orderId),
            TradeId = new TradeId((ulong)id),
            Instrument = instrument,
            Side = isBuyer ? OrderSide.Buy : OrderSide.Sell,
            Price = new Price(price),
            Quantity = new Quantity(quantity),
            Commission = commission,
            CommissionCurrency = currency,
            Liquidity = !hasMaker ? LiquiditySide.Unknown : isMaker ? LiquiditySide.Maker : LiquiditySide.Taker,
            EventTime = time,
        };
        return true;
    }

    private static bool ReadBalance(ref JsonCursor json, CurrencyTable currencies, List<Balance> balances)
    {
        string? currency = null;
        decimal free = 0, locked = 0;
        int seen = 0;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("asset"u8))
                currency = json.ReadString(out ReadOnlySpan<byte> word) ? currencies.Name(word) : null;
            else if (name.SequenceEqual("free"u8))
                seen |= UserEventParser.ReadDecimal(ref json, out free) ? 1 : 0;
            else if (name.SequenceEqual("locked"u8))
                seen |= UserEventParser.ReadDecimal(ref json, out locked) ? 2 : 0;
            else
                json.SkipValue();
        }

        if (json.Status != ParseStatus.Ok)
            return false;
        if (currency is null || seen != 3)
            return json.Fail(ParseStatus.MissingField);
        if (balances.Count == ParseLimits.ListEntries)
            return json.Fail(ParseStatus.TooMany);
        balances.Add(new Balance(currency, free, locked));
        return true;
    }
}
