using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>Payloads of the records that stand in snapshots alone: the order of fields here is the format.</summary>
internal static class SnapshotCodec
{
    private const byte LastState = (byte)OrderState.Expired;
    private const byte LastRequestState = (byte)RequestState.Unknown;

    public static void WriteHeader(ref PayloadWriter w, in SnapshotHeader header)
    {
        w.Int64(unchecked((long)JournalFormat.Magic));
        w.UInt32(header.Instance);
        w.Int64(header.Segment);
        w.Int64(header.Created.Value);
        w.Int64(header.LastSequence);
        w.Int64(header.Starts);
        w.Int64(header.LastEventTime.Value);
        w.Bool(header.TellsSyncs);
    }

    public static bool TryReadHeader(ReadOnlySpan<byte> payload, out SnapshotHeader header)
    {
        var r = new PayloadReader(payload);
        bool magic = unchecked((ulong)r.Int64()) == JournalFormat.Magic;
        header = new SnapshotHeader(r.UInt32(), r.Int64(), new UnixNanos(r.Int64()), r.Int64(), r.Int64(), new UnixNanos(r.Int64()), r.Bool());
        return magic && r.IsComplete && header.Segment > 0 && header.LastSequence > 0 && header.Starts >= 0;
    }

    public static void WriteOrder(ref PayloadWriter w, Order order, long closedAt)
    {
        JournalCodec.WriteOrder(ref w, order);
        w.UInt128(order.VenueOrderId.Value);
        w.Byte((byte)order.State);
        w.Byte((byte)order.SubmitRequest);
        w.Byte((byte)order.CancelRequest);
        w.Byte((byte)order.ModifyRequest);
        w.Int64(order.FilledQuantity.Raw);
        w.Decimal(order.FilledNotional);
        w.Int64(order.UpdatedTime.Value);
        w.Int64(closedAt);
    }

    /// <summary>An order as it stood.</summary>
    /// <param name="payload">The bytes.</param>
    /// <param name="resolve">Gives instruments their handles.</param>
    /// <param name="order">The order.</param>
    /// <param name="closedAt">Number of the record that closed it; 0 while it is open.</param>
    public static bool TryReadOrder(ReadOnlySpan<byte> payload, Func<InstrumentId, InstrumentHandle> resolve, out Order order, out long closedAt)
    {
        var r = new PayloadReader(payload);
        bool valid = JournalCodec.ReadOrder(ref r, resolve, out order);
        order.VenueOrderId = new VenueOrderId(r.UInt128());
        order.State = (OrderState)r.UpTo(LastState);
        order.SubmitRequest = (RequestState)r.UpTo(LastRequestState);
        order.CancelRequest = (RequestState)r.UpTo(LastRequestState);
        order.ModifyRequest = (RequestState)r.UpTo(LastRequestState);
        order.FilledQuantity = new Quantity(r.Int64());
        order.FilledNotional = r.Decimal();
        order.UpdatedTime = new UnixNanos(r.Int64());
        closedAt = r.Int64();
        return valid && r.IsComplete && closedAt >= 0;
    }

    public static void WriteFill(ref PayloadWriter w, InstrumentId instrument, in KnownFill fill)
    {
        w.Identifier(instrument.Symbol);
        w.Identifier(instrument.Venue.Value);
        w.Bool(fill.IsBusted);
        JournalCodec.WriteEvent(ref w, fill.Event, reopens: false);
    }

    public static bool TryReadFill(ReadOnlySpan<byte> payload, out InstrumentId instrument, out OrderEvent fill, out bool isBusted)
    {
        var r = new PayloadReader(payload);
        instrument = new InstrumentId(r.Identifier(), new VenueId(r.Identifier()));
        isBusted = r.Bool();
        return JournalCodec.ReadEvent(ref r, out fill, out _) && r.IsComplete && fill.Kind == OrderEventKind.Filled && !fill.TradeId.IsNone && !fill.VenueOrderId.IsNone;
    }

    /// <summary>A position, its commissions aside: each of those is a record of its own.</summary>
    public static void WritePosition(ref PayloadWriter w, PositionSnapshot position)
    {
        WriteOwner(ref w, position);
        w.Decimal(position.SignedQuantity);
        w.Decimal(position.OpenCost);
        w.Decimal(position.RealizedPnl);
        w.Decimal(position.QuoteFees);
        w.Decimal(position.BoughtQuantity);
        w.Decimal(position.SoldQuantity);
        w.Decimal(position.TradedNotional);
        w.Decimal(position.CashFlow);
        w.Int64(position.FillCount);
        w.Int64(position.LastFillPrice.Raw);
    }

    public static bool TryReadPosition(ReadOnlySpan<byte> payload, out PositionSnapshot position)
    {
        var r = new PayloadReader(payload);
        (InstrumentId instrument, StrategyId? strategy) = ReadOwner(ref r);
        position = new PositionSnapshot
        {
            InstrumentId = instrument,
            StrategyId = strategy,
            SignedQuantity = r.Decimal(),
            OpenCost = r.Decimal(),
            RealizedPnl = r.Decimal(),
            QuoteFees = r.Decimal(),
            BoughtQuantity = r.Decimal(),
            SoldQuantity = r.Decimal(),
            TradedNotional = r.Decimal(),
            CashFlow = r.Decimal(),
            FillCount = r.Int64(),
            LastFillPrice = new Price(r.Int64()),
            Fees = new Dictionary<string, decimal>(StringComparer.Ordinal),
        };
        return r.IsComplete;
    }

    /// <summary>The commissions in one currency of the position written last.</summary>
    public static void WriteCommission(ref PayloadWriter w, string currency, decimal amount)
    {
        w.Identifier(currency);
        w.Decimal(amount);
    }

    public static bool TryReadCommission(ReadOnlySpan<byte> payload, out string currency, out decimal amount)
    {
        var r = new PayloadReader(payload);
        currency = r.Identifier();
        amount = r.Decimal();
        return r.IsComplete;
    }

    public static void WriteTransfers(ref PayloadWriter w, in CarriedTransfers transfers)
    {
        w.Identifier(transfers.Account.Value);
        w.Identifier(transfers.Currency);
        w.Decimal(transfers.Amount);
    }

    public static bool TryReadTransfers(ReadOnlySpan<byte> payload, out CarriedTransfers transfers)
    {
        var r = new PayloadReader(payload);
        transfers = new CarriedTransfers(new AccountId(r.Identifier()), r.Identifier(), r.Decimal());
        return r.IsComplete;
    }

    public static void WriteForeign(ref PayloadWriter w, in CarriedForeign foreign)
    {
        w.Identifier(foreign.Venue.Value);
        w.Identifier(foreign.Currency);
        w.Decimal(foreign.Amount);
    }

    public static bool TryReadForeign(ReadOnlySpan<byte> payload, out CarriedForeign foreign)
    {
        var r = new PayloadReader(payload);
        foreign = new CarriedForeign(new VenueId(r.Identifier()), r.Identifier(), r.Decimal());
        return r.IsComplete;
    }

    /// <summary>The end of a snapshot: how many records stand before it.</summary>
    public static void WriteEnd(ref PayloadWriter w, long records) => w.Int64(records);

    public static bool TryReadEnd(ReadOnlySpan<byte> payload, out long records)
    {
        var r = new PayloadReader(payload);
        records = r.Int64();
        return r.IsComplete;
    }

    private static void WriteOwner(ref PayloadWriter w, PositionSnapshot position)
    {
        w.Identifier(position.InstrumentId.Symbol);
        w.Identifier(position.InstrumentId.Venue.Value);
        w.Identifier(position.StrategyId?.Value);
    }

    private static (InstrumentId Instrument, StrategyId? Strategy) ReadOwner(ref PayloadReader r)
    {
        var instrument = new InstrumentId(r.Identifier(), new VenueId(r.Identifier()));
        return (instrument, r.Text() is { } strategy ? new StrategyId(strategy) : null);
    }
}
