using System.Globalization;
using System.Text;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Binance.Orders;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>Reads events of the user data stream (the inner object). Loop thread; an execution report allocates nothing unless it carries a reason.</summary>
internal sealed class UserEventParser(SymbolTable symbols, CurrencyTable currencies)
{
    /// <summary>The last execution report.</summary>
    public ExecutionReportMessage Report { get; } = new();

    /// <summary>The balances of the last account position.</summary>
    public List<Balance> Balances { get; } = [];

    /// <summary>Time of the last account position or balance update.</summary>
    public UnixNanos AccountTime { get; private set; }

    /// <summary>The currency of the last balance update.</summary>
    public string TransferCurrency { get; private set; } = "";

    /// <summary>The signed amount of the last balance update.</summary>
    public decimal TransferAmount { get; private set; }

    /// <summary>Where and why the last <see cref="Parse"/> failed.</summary>
    public ParseFailure Failure { get; private set; }

    /// <summary>Reads one event.</summary>
    public ParseStatus Parse(ReadOnlySpan<byte> payload, out UserEventKind kind)
    {
        kind = UserEventKind.Ignored;
        ReadOnlySpan<byte> type = default;
        JsonCursor json = new(payload);
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("e"u8))
                json.ReadString(out type);
            else
                json.SkipValue();
        }

        if (!json.End())
            return Fail(json.Status, json.Position, "");
        if (type.SequenceEqual("executionReport"u8))
        {
            kind = UserEventKind.ExecutionReport;
            return ReadExecutionReport(payload);
        }

        if (type.SequenceEqual("outboundAccountPosition"u8))
        {
            kind = UserEventKind.AccountPosition;
            return ReadAccountPosition(payload);
        }

        if (type.SequenceEqual("balanceUpdate"u8))
        {
            kind = UserEventKind.BalanceUpdate;
            return ReadBalanceUpdate(payload);
        }

        if (type.SequenceEqual("eventStreamTerminated"u8))
            kind = UserEventKind.StreamTerminated;
        else if (type.SequenceEqual("serverShutdown"u8))
            kind = UserEventKind.ServerShutdown;
        else if (!type.SequenceEqual("listStatus"u8) && !type.SequenceEqual("externalLockUpdate"u8))
            return Fail(ParseStatus.UnknownType, 0, "e");
        return ParseStatus.Ok;
    }

    /// <summary>Reads a decimal that may exceed what a fixed-point number holds, as balances of small coins do.</summary>
    public static bool ReadDecimal(ref JsonCursor json, out decimal value)
    {
        value = 0;
        if (!json.ReadString(out ReadOnlySpan<byte> text))
            return false;
        if (FixedPoint.TryParse(text, out long raw))
        {
            value = FixedPoint.ToDecimal(raw);
            return true;
        }

        return (text.Length <= 64 && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
            || json.Fail(ParseStatus.OutOfRange);
    }

    private ParseStatus ReadExecutionReport(ReadOnlySpan<byte> payload)
    {
        JsonCursor json = new(payload);
        FieldSet seen = new("scSXxipqLlztT");
        ExecutionReportMessage r = Report;
        ReadOnlySpan<byte> own = default, original = default, reject = default, expiry = default, currency = default;
        long quantity = 0, price = 0, lastPrice = 0, lastQuantity = 0, filled = 0, id = 0;
        decimal commission = 0;
        bool isStop = false, isOnBook = false;
        r.TradeId = -1;
        r.IsMaker = false;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            ReadOnlySpan<byte> word;
            switch (seen.Mark(name))
            {
                case 's': json.ReadString(out word); r.Instrument = symbols.Find(word); break;
                case 'c': json.ReadString(out own); break;
                case 'S': Check(ref json, json.ReadString(out word), VenueWords.TrySide(word, out r.Side)); break;
                case 'X': Check(ref json, json.ReadString(out word), VenueWords.TryStatus(word, out r.Status)); break;
                case 'x': Check(ref json, json.ReadString(out word), TryExecution(word, out r.Execution)); break;
                case 'i': json.ReadCount(out id); break;
                case 'p': json.ReadAmount(out price); break;
                case 'q': json.ReadAmount(out quantity); break;
                case 'L': json.ReadAmount(out lastPrice); break;
                case 'l': json.ReadAmount(out lastQuantity); break;
                case 'z': json.ReadAmount(out filled); break;
                case 't': json.ReadInt64(out r.TradeId); break;
                case 'T': json.ReadTime(out r.TransactionTime); break;
                default:
                    if (name.SequenceEqual("C"u8))
                        json.ReadStringOrNull(out original);
                    else if (name.SequenceEqual("n"u8))
                        ReadDecimal(ref json, out commission);
                    else if (name.SequenceEqual("N"u8))
                        json.ReadStringOrNull(out currency);
                    else if (name.SequenceEqual("m"u8))
                        json.ReadBoolean(out r.IsMaker);
                    else if (name.SequenceEqual("w"u8))
                        json.ReadBoolean(out isOnBook);
                    else if (name.SequenceEqual("o"u8))
                        isStop = json.ReadString(out word) && VenueWords.TryType(word, out OrderType type, out _) && type is OrderType.StopMarket or OrderType.StopLimit;
                    else if (name.SequenceEqual("r"u8))
                        json.ReadStringOrNull(out reject);
                    else if (name.SequenceEqual("eR"u8))
                        json.ReadStringOrNull(out expiry);
                    else
                        json.SkipValue();
                    break;
            }
        }

        if (!json.End())
            return Fail(json.Status, json.Position, seen.Last);
        if (!seen.IsComplete)
            return Fail(ParseStatus.MissingField, 0, seen.FirstMissing);
        if (r.Execution == ExecutionKind.Trade && (lastQuantity == 0 || r.TradeId < 0))
            return Fail(ParseStatus.OutOfRange, 0, "l");
        r.Order = Owner(r.Execution, own, original);
        r.VenueOrderId = new VenueOrderId((ulong)id);
        r.Quantity = new Quantity(quantity);
        r.Price = new Price(price);
        r.LastPrice = new Price(lastPrice);
        r.LastQuantity = new Quantity(lastQuantity);
        r.FilledQuantity = new Quantity(filled);
        r.Commission = commission;
        r.IsTriggeredStop = isStop && isOnBook;
        r.CommissionCurrency = currency.IsEmpty ? null : currencies.Name(currency);
        r.RejectReason = Reason(reject);
        r.ExpiryReason = Reason(expiry);
        return ParseStatus.Ok;
    }

    /// <summary>For a cancel the order's own id is the original one, and <c>c</c> is the cancel's; elsewhere <c>c</c> is the order's.</summary>
    private static ClientOrderId Owner(ExecutionKind execution, ReadOnlySpan<byte> own, ReadOnlySpan<byte> original)
    {
        ClientOrderId order;
        if (execution == ExecutionKind.Canceled && CancelIds.TryParseOwner(original, out order))
            return order;
        if (CancelIds.TryParseOwner(own, out order))
            return order;
        return CancelIds.TryParseOwner(original, out order) ? order : ClientOrderId.None;
    }

    private ParseStatus ReadAccountPosition(ReadOnlySpan<byte> payload)
    {
        JsonCursor json = new(payload);
        FieldSet seen = new("uB");
        UnixNanos time = default;
        Balances.Clear();
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            switch (seen.Mark(name))
            {
                case 'u': json.ReadTime(out time); break;
                case 'B':
                    json.EnterArray();
                    while (json.NextElement())
                        ReadBalance(ref json);
                    break;
                default: json.SkipValue(); break;
            }
        }

        if (!json.End())
            return Fail(json.Status, json.Position, seen.Last);
        if (!seen.IsComplete)
            return Fail(ParseStatus.MissingField, 0, seen.FirstMissing);
        AccountTime = time;
        return ParseStatus.Ok;
    }

    private void ReadBalance(ref JsonCursor json)
    {
        FieldSet seen = new("afl");
        ReadOnlySpan<byte> asset = default;
        decimal free = 0, locked = 0;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            switch (seen.Mark(name))
            {
                case 'a': json.ReadString(out asset); break;
                case 'f': ReadDecimal(ref json, out free); break;
                case 'l': ReadDecimal(ref json, out locked); break;
                default: json.SkipValue(); break;
            }
        }

        if (json.Status != ParseStatus.Ok)
            return;
        if (!seen.IsComplete)
            json.Fail(ParseStatus.MissingField);
        else if (Balances.Count >= ParseLimits.ListEntries)
            json.Fail(ParseStatus.TooMany);
        else
            Balances.Add(new Balance(currencies.Name(asset), free, locked));
    }

    private ParseStatus ReadBalanceUpdate(ReadOnlySpan<byte> payload)
    {
        JsonCursor json = new(payload);
        FieldSet seen = new("adT");
        ReadOnlySpan<byte> asset = default;
        decimal amount = 0;
        UnixNanos time = default;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            switch (seen.Mark(name))
            {
                case 'a': json.ReadString(out asset); break;
                case 'd': ReadDecimal(ref json, out amount); break;
                case 'T': json.ReadTime(out time); break;
                default: json.SkipValue(); break;
            }
        }

        if (!json.End())
            return Fail(json.Status, json.Position, seen.Last);
        if (!seen.IsComplete)
            return Fail(ParseStatus.MissingField, 0, seen.FirstMissing);
        AccountTime = time;
        TransferCurrency = currencies.Name(asset);
        TransferAmount = amount;
        return ParseStatus.Ok;
    }

    private static bool TryExecution(ReadOnlySpan<byte> word, out ExecutionKind kind)
    {
        kind = ExecutionKind.New;
        if (word.SequenceEqual("NEW"u8))
            return true;
        if (word.SequenceEqual("TRADE"u8))
            kind = ExecutionKind.Trade;
        else if (word.SequenceEqual("CANCELED"u8))
            kind = ExecutionKind.Canceled;
        else if (word.SequenceEqual("EXPIRED"u8))
            kind = ExecutionKind.Expired;
        else if (word.SequenceEqual("REJECTED"u8))
            kind = ExecutionKind.Rejected;
        else if (word.SequenceEqual("REPLACED"u8))
            kind = ExecutionKind.Replaced;
        else if (word.SequenceEqual("TRADE_PREVENTION"u8))
            kind = ExecutionKind.TradePrevention;
        else
            return false;
        return true;
    }

    private static void Check(ref JsonCursor json, bool read, bool known)
    {
        if (read && !known)
            json.Fail(ParseStatus.UnknownType);
    }

    private static string? Reason(ReadOnlySpan<byte> word) =>
        word.IsEmpty || word.SequenceEqual("NONE"u8) ? null : Encoding.UTF8.GetString(word);

    private ParseStatus Fail(ParseStatus status, int offset, string field)
    {
        Failure = new ParseFailure(status, offset, field);
        return status;
    }
}
