using System.Text;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>Reads market stream messages in any field order, with unknown fields, white space and escapes: the slow twin of <see cref="MarketStreamParser"/>.</summary>
internal sealed class GeneralMarketParser(SymbolTable symbols)
{
    /// <summary>Where and why the last message failed.</summary>
    public ParseFailure Failure { get; private set; }

    /// <summary>What a top-level object turned out to hold.</summary>
    private ref struct Shape
    {
        public Range Data;
        public bool HasData;
        public ReadOnlySpan<byte> Type;
        public bool HasType;
        public bool HasId;
        public bool HasResult;
        public bool HasError;
        public bool HasBookTickerFields;
    }

    /// <summary>Reads one message from its start.</summary>
    public ParseStatus Parse(ReadOnlySpan<byte> payload, MarketMessage message)
    {
        ParseStatus status = TryShape(payload, out Shape shape);
        if (status != ParseStatus.Ok)
            return status;
        int offset = 0;
        if (shape.HasData && !shape.HasType)
        {
            offset = shape.Data.Start.Value;
            payload = payload[shape.Data];
            status = TryShape(payload, out shape, offset);
            if (status != ParseStatus.Ok)
                return status;
        }

        if (shape.HasType)
        {
            if (shape.Type.SequenceEqual("trade"u8))
                return ReadTrade(payload, message, offset);
            if (shape.Type.SequenceEqual("depthUpdate"u8))
                return ReadDepth(payload, message, offset);
            if (shape.Type.SequenceEqual("kline"u8))
                return ReadKline(payload, message, offset);
            if (shape.Type.SequenceEqual("serverShutdown"u8))
            {
                message.Kind = MarketMessageKind.ServerShutdown;
                return ParseStatus.Ok;
            }

            return Fail(ParseStatus.UnknownType, offset, "e");
        }

        if (shape.HasBookTickerFields)
            return ReadBookTicker(payload, message, offset);
        if (shape.HasError || (shape.HasId && shape.HasResult))
            return ReadControl(payload, message);
        return Fail(ParseStatus.UnknownType, offset, "e");
    }

    private ParseStatus TryShape(ReadOnlySpan<byte> payload, out Shape shape, int offset = 0)
    {
        shape = default;
        int bookTickerFields = 0;
        JsonCursor json = new(payload);
        if (json.EnterObject())
        {
            while (json.NextProperty(out ReadOnlySpan<byte> name))
            {
                if (name.SequenceEqual("e"u8) && json.Peek() == (byte)'"')
                {
                    shape.HasType = json.ReadString(out shape.Type);
                    continue;
                }

                if (name.SequenceEqual("data"u8))
                {
                    shape.HasData = json.Peek() == (byte)'{';
                    json.SkipValue(out shape.Data);
                    continue;
                }

                shape.HasId |= name.SequenceEqual("id"u8);
                shape.HasResult |= name.SequenceEqual("result"u8);
                shape.HasError |= name.SequenceEqual("error"u8) || name.SequenceEqual("code"u8);
                if (name is [(byte)'u' or (byte)'s' or (byte)'b' or (byte)'B' or (byte)'a' or (byte)'A'])
                    bookTickerFields++;
                json.SkipValue();
            }
        }

        shape.HasBookTickerFields = bookTickerFields >= 5;
        return json.End() ? ParseStatus.Ok : Fail(json.Status, offset + json.Position, "");
    }

    private ParseStatus ReadBookTicker(ReadOnlySpan<byte> payload, MarketMessage message, int offset)
    {
        JsonCursor json = new(payload);
        FieldSet seen = new("usbBaA");
        InstrumentHandle instrument = InstrumentHandle.None;
        long updateId = 0, bid = 0, bidQuantity = 0, ask = 0, askQuantity = 0;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            switch (seen.Mark(name))
            {
                case 'u': json.ReadCount(out updateId); break;
                case 's': json.ReadString(out ReadOnlySpan<byte> symbol); instrument = symbols.Find(symbol); break;
                case 'b': json.ReadAmount(out bid); break;
                case 'B': json.ReadAmount(out bidQuantity); break;
                case 'a': json.ReadAmount(out ask); break;
                case 'A': json.ReadAmount(out askQuantity); break;
                default: json.SkipValue(); break;
            }
        }

        if (!Complete(ref json, in seen, offset))
            return Failure.Status;
        message.Kind = MarketMessageKind.BookTicker;
        message.Instrument = instrument;
        message.EventTime = default;
        message.LastUpdateId = updateId;
        message.BidPrice = new Price(bid);
        message.BidQuantity = new Quantity(bidQuantity);
        message.AskPrice = new Price(ask);
        message.AskQuantity = new Quantity(askQuantity);
        return ParseStatus.Ok;
    }

    private ParseStatus ReadTrade(ReadOnlySpan<byte> payload, MarketMessage message, int offset)
    {
        JsonCursor json = new(payload);
        FieldSet seen = new("stpqTm");
        InstrumentHandle instrument = InstrumentHandle.None;
        long id = 0, price = 0, quantity = 0;
        UnixNanos time = default;
        bool buyerIsMaker = false;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            switch (seen.Mark(name))
            {
                case 's': json.ReadString(out ReadOnlySpan<byte> symbol); instrument = symbols.Find(symbol); break;
                case 't': json.ReadCount(out id); break;
                case 'p': json.ReadAmount(out price); break;
                case 'q': json.ReadAmount(out quantity); break;
                case 'T': json.ReadTime(out time); break;
                case 'm': json.ReadBoolean(out buyerIsMaker); break;
                default: json.SkipValue(); break;
            }
        }

        if (!Complete(ref json, in seen, offset))
            return Failure.Status;
        message.Kind = MarketMessageKind.Trade;
        message.Instrument = instrument;
        message.EventTime = time;
        message.TradeId = id;
        message.TradePrice = new Price(price);
        message.TradeQuantity = new Quantity(quantity);
        message.BuyerIsMaker = buyerIsMaker;
        return ParseStatus.Ok;
    }

    private ParseStatus ReadDepth(ReadOnlySpan<byte> payload, MarketMessage message, int offset)
    {
        JsonCursor json = new(payload);
        FieldSet seen = new("EsUuba");
        InstrumentHandle instrument = InstrumentHandle.None;
        long first = 0, last = 0;
        int bids = 0, asks = 0;
        UnixNanos time = default;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            switch (seen.Mark(name))
            {
                case 'E': json.ReadTime(out time); break;
                case 's': json.ReadString(out ReadOnlySpan<byte> symbol); instrument = symbols.Find(symbol); break;
                case 'U': json.ReadCount(out first); break;
                case 'u': json.ReadCount(out last); break;
                case 'b': LevelBuffer.Read(ref json, ref message.Bids, out bids); break;
                case 'a': LevelBuffer.Read(ref json, ref message.Asks, out asks); break;
                default: json.SkipValue(); break;
            }
        }

        if (!Complete(ref json, in seen, offset))
            return Failure.Status;
        if (last < first)
            return Fail(ParseStatus.OutOfRange, offset, "u");
        message.Kind = MarketMessageKind.DepthUpdate;
        message.Instrument = instrument;
        message.EventTime = time;
        message.FirstUpdateId = first;
        message.LastUpdateId = last;
        message.BidCount = bids;
        message.AskCount = asks;
        return ParseStatus.Ok;
    }

    private ParseStatus ReadKline(ReadOnlySpan<byte> payload, MarketMessage message, int offset)
    {
        JsonCursor json = new(payload);
        FieldSet outer = new("sk");
        FieldSet seen = new("tiohlcvnx");
        InstrumentHandle instrument = InstrumentHandle.None;
        long open = 0, high = 0, low = 0, close = 0, volume = 0, count = 0;
        UnixNanos openTime = default;
        BarInterval interval = default;
        bool closed = false;
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> outerName))
        {
            switch (outer.Mark(outerName))
            {
                case 's': json.ReadString(out ReadOnlySpan<byte> symbol); instrument = symbols.Find(symbol); break;
                case 'k':
                    json.EnterObject();
                    while (json.NextProperty(out ReadOnlySpan<byte> name))
                    {
                        switch (seen.Mark(name))
                        {
                            case 't': json.ReadTime(out openTime); break;
                            case 'i':
                                if (json.ReadString(out ReadOnlySpan<byte> text) && !KlineIntervals.TryParse(text, out interval))
                                    json.Fail(ParseStatus.UnknownType);
                                break;
                            case 'o': json.ReadAmount(out open); break;
                            case 'h': json.ReadAmount(out high); break;
                            case 'l': json.ReadAmount(out low); break;
                            case 'c': json.ReadAmount(out close); break;
                            case 'v': json.ReadAmount(out volume); break;
                            case 'n': json.ReadCount(out count); break;
                            case 'x': json.ReadBoolean(out closed); break;
                            default: json.SkipValue(); break;
                        }
                    }

                    break;
                default: json.SkipValue(); break;
            }
        }

        if (!Complete(ref json, in outer, offset) || !Complete(ref json, in seen, offset))
            return Failure.Status;
        message.Kind = MarketMessageKind.Kline;
        message.Instrument = instrument;
        message.BarInterval = interval;
        message.BarOpenTime = openTime;
        message.BarOpen = new Price(open);
        message.BarHigh = new Price(high);
        message.BarLow = new Price(low);
        message.BarClose = new Price(close);
        message.BarVolume = new Quantity(volume);
        message.BarTradeCount = count;
        message.BarIsClosed = closed;
        return ParseStatus.Ok;
    }

    /// <summary>An answer to SUBSCRIBE and its kin; a refusal is accepted nested (<c>{"error":{"code":…}}</c>) and flat.</summary>
    private ParseStatus ReadControl(ReadOnlySpan<byte> payload, MarketMessage message)
    {
        JsonCursor json = new(payload);
        long id = -1, code = 0;
        bool refused = false;
        string text = "";
        json.EnterObject();
        while (json.NextProperty(out ReadOnlySpan<byte> name))
        {
            if (name.SequenceEqual("id"u8) && json.Peek() is (>= (byte)'0' and <= (byte)'9') or (byte)'-')
                json.ReadInt64(out id);
            else if (name.SequenceEqual("error"u8) && json.Peek() == (byte)'{')
            {
                refused = true;
                json.EnterObject();
                while (json.NextProperty(out ReadOnlySpan<byte> inner))
                    ReadErrorField(ref json, inner, ref code, ref text, ref refused);
            }
            else
                ReadErrorField(ref json, name, ref code, ref text, ref refused);
        }

        if (!json.End())
            return Fail(json.Status, json.Position, "error");
        message.Kind = refused ? MarketMessageKind.ControlRefused : MarketMessageKind.ControlDone;
        message.Instrument = InstrumentHandle.None;
        message.ControlId = id;
        message.ControlCode = code;
        message.ControlText = text;
        return ParseStatus.Ok;
    }

    private static void ReadErrorField(ref JsonCursor json, ReadOnlySpan<byte> name, ref long code, ref string text, ref bool refused)
    {
        if (name.SequenceEqual("code"u8))
        {
            refused = true;
            json.ReadInt64(out code);
        }
        else if (name.SequenceEqual("msg"u8))
        {
            json.ReadString(out ReadOnlySpan<byte> value);
            text = Encoding.UTF8.GetString(value);
        }
        else
        {
            json.SkipValue();
        }
    }

    private bool Complete(ref JsonCursor json, in FieldSet seen, int offset)
    {
        if (json.Status != ParseStatus.Ok || !json.End())
        {
            Fail(json.Status, offset + json.Position, seen.Last);
            return false;
        }

        if (seen.IsComplete)
            return true;
        Fail(ParseStatus.MissingField, offset, seen.FirstMissing);
        return false;
    }

    private ParseStatus Fail(ParseStatus status, int offset, string field)
    {
        Failure = new ParseFailure(status, offset, field);
        return status;
    }
}
