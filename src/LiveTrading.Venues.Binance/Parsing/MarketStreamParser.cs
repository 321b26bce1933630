using System.Runtime.CompilerServices;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>
/// Reads a message of a market stream connection, combined (<c>{"stream":…,"data":{…}}</c>) or raw, into
/// <see cref="Message"/>. Loop thread; allocates nothing for messages as the venue prints them; one pass, O(length).
/// </summary>
/// <remarks>
/// The fast path expects the venue's field order and eight decimal places and verifies every byte of structure as it goes;
/// at the first difference <see cref="GeneralMarketParser"/> reads the message from its start, in any order.
/// </remarks>
internal sealed class MarketStreamParser(SymbolTable symbols)
{
    private readonly GeneralMarketParser _general = new(symbols);

    /// <summary>What was read; valid until the next <see cref="Parse"/>, and only when that gave <see cref="ParseStatus.Ok"/>.</summary>
    public MarketMessage Message { get; } = new();

    /// <summary>Where and why the last <see cref="Parse"/> failed.</summary>
    public ParseFailure Failure => _general.Failure;

    /// <summary>Messages that had to be read in the general way.</summary>
    public long GeneralReads { get; private set; }

    /// <summary>Reads one message.</summary>
    public ParseStatus Parse(ReadOnlySpan<byte> payload)
    {
        if (TryFast(payload))
            return ParseStatus.Ok;
        return ParseGeneral(payload);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ParseStatus ParseGeneral(ReadOnlySpan<byte> payload)
    {
        GeneralReads++;
        return _general.Parse(payload, Message);
    }

    private bool TryFast(ReadOnlySpan<byte> s)
    {
        bool combined = false;
        if (s.StartsWith("{\"stream\":\""u8))
        {
            s = s[11..];
            if (!TakeText(ref s, out _) || !Take(ref s, ",\"data\":{"u8))
                return false;
            combined = true;
        }
        else if (!Take(ref s, "{"u8))
        {
            return false;
        }

        bool read;
        if (Take(ref s, "\"u\":"u8))
            read = TryBookTicker(ref s);
        else if (Take(ref s, "\"e\":\"trade\",\"E\":"u8))
            read = TryTrade(ref s);
        else if (Take(ref s, "\"e\":\"depthUpdate\",\"E\":"u8))
            read = TryDepth(ref s);
        else
            return false;
        return read && (combined ? s.SequenceEqual("}}"u8) : s.SequenceEqual("}"u8));
    }

    private bool TryBookTicker(ref ReadOnlySpan<byte> s)
    {
        if (!FixedDecimalReader.TryTakeInteger(ref s, out long updateId)
            || !Take(ref s, ",\"s\":\""u8) || !TakeText(ref s, out ReadOnlySpan<byte> symbol)
            || !Take(ref s, ",\"b\":\""u8) || !FixedDecimalReader.TryTake(ref s, out long bidPrice)
            || !Take(ref s, ",\"B\":\""u8) || !FixedDecimalReader.TryTake(ref s, out long bidQuantity)
            || !Take(ref s, ",\"a\":\""u8) || !FixedDecimalReader.TryTake(ref s, out long askPrice)
            || !Take(ref s, ",\"A\":\""u8) || !FixedDecimalReader.TryTake(ref s, out long askQuantity))
        {
            return false;
        }

        MarketMessage m = Message;
        m.Kind = MarketMessageKind.BookTicker;
        m.Instrument = symbols.Find(symbol);
        m.EventTime = default;
        m.LastUpdateId = updateId;
        m.BidPrice = new Price(bidPrice);
        m.BidQuantity = new Quantity(bidQuantity);
        m.AskPrice = new Price(askPrice);
        m.AskQuantity = new Quantity(askQuantity);
        return true;
    }

    private bool TryTrade(ref ReadOnlySpan<byte> s)
    {
        if (!FixedDecimalReader.TryTakeInteger(ref s, out long eventTime) || eventTime > ParseLimits.MaxMilliseconds
            || !Take(ref s, ",\"s\":\""u8) || !TakeText(ref s, out ReadOnlySpan<byte> symbol)
            || !Take(ref s, ",\"t\":"u8) || !FixedDecimalReader.TryTakeInteger(ref s, out long tradeId)
            || !Take(ref s, ",\"p\":\""u8) || !FixedDecimalReader.TryTake(ref s, out long price)
            || !Take(ref s, ",\"q\":\""u8) || !FixedDecimalReader.TryTake(ref s, out long quantity)
            || !Take(ref s, ",\"T\":"u8) || !FixedDecimalReader.TryTakeInteger(ref s, out long tradeTime) || tradeTime > ParseLimits.MaxMilliseconds
            || !Take(ref s, ",\"m\":"u8))
        {
            return false;
        }

        bool buyerIsMaker = Take(ref s, "true"u8);
        if (!buyerIsMaker && !Take(ref s, "false"u8))
            return false;
        if (!Take(ref s, ",\"M\":true"u8) && !Take(ref s, ",\"M\":false"u8))
            return false;

        MarketMessage m = Message;
        m.Kind = MarketMessageKind.Trade;
        m.Instrument = symbols.Find(symbol);
        m.EventTime = UnixNanos.FromMilliseconds(tradeTime);
        m.TradeId = tradeId;
        m.TradePrice = new Price(price);
        m.TradeQuantity = new Quantity(quantity);
        m.BuyerIsMaker = buyerIsMaker;
        return true;
    }

    private bool TryDepth(ref ReadOnlySpan<byte> s)
    {
        if (!FixedDecimalReader.TryTakeInteger(ref s, out long eventTime) || eventTime > ParseLimits.MaxMilliseconds
            || !Take(ref s, ",\"s\":\""u8) || !TakeText(ref s, out ReadOnlySpan<byte> symbol)
            || !Take(ref s, ",\"U\":"u8) || !FixedDecimalReader.TryTakeInteger(ref s, out long first)
            || !Take(ref s, ",\"u\":"u8) || !FixedDecimalReader.TryTakeInteger(ref s, out long last) || last < first
            || !Take(ref s, ",\"b\":["u8) || !TakeLevels(ref s, ref Message.Bids, out int bids)
            || !Take(ref s, ",\"a\":["u8) || !TakeLevels(ref s, ref Message.Asks, out int asks))
        {
            return false;
        }

        MarketMessage m = Message;
        m.Kind = MarketMessageKind.DepthUpdate;
        m.Instrument = symbols.Find(symbol);
        m.EventTime = UnixNanos.FromMilliseconds(eventTime);
        m.FirstUpdateId = first;
        m.LastUpdateId = last;
        m.BidCount = bids;
        m.AskCount = asks;
        return true;
    }

    /// <summary>Levels up to and with the closing bracket.</summary>
    private static bool TakeLevels(ref ReadOnlySpan<byte> text, ref BookLevel[] levels, out int count)
    {
        ReadOnlySpan<byte> s = text;
        count = 0;
        if (s.Length > 0 && s[0] == (byte)']')
        {
            text = s[1..];
            return true;
        }

        BookLevel[] into = levels;
        while (true)
        {
            if (count == into.Length && !LevelBuffer.TryGrow(ref levels, out into))
                return false;
            if (!Take(ref s, "[\""u8) || !FixedDecimalReader.TryTake(ref s, out long price)
                || !Take(ref s, ",\""u8) || !FixedDecimalReader.TryTake(ref s, out long quantity)
                || s.Length < 2 || s[0] != (byte)']')
            {
                return false;
            }

            into[count++] = new BookLevel(new Price(price), new Quantity(quantity));
            byte next = s[1];
            s = s[2..];
            if (next == (byte)',')
                continue;
            text = s;
            return next == (byte)']';
        }
    }

    private static bool Take(ref ReadOnlySpan<byte> s, ReadOnlySpan<byte> expected)
    {
        if (!s.StartsWith(expected))
            return false;
        s = s[expected.Length..];
        return true;
    }

    /// <summary>Text without escapes, closing quote included.</summary>
    private static bool TakeText(ref ReadOnlySpan<byte> s, out ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < s.Length; i++)
        {
            byte c = s[i];
            if (c == (byte)'"')
            {
                text = s[..i];
                s = s[(i + 1)..];
                return true;
            }

            if (c is (byte)'\\' or < 0x20)
                break;
        }

        text = default;
        return false;
    }
}
