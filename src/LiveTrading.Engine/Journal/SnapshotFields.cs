using LiveTrading.Engine.Portfolios;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>Fields of the records of a snapshot as people read them.</summary>
internal static class SnapshotFields
{
    /// <returns>False when the payload makes no sense or the kind stands in no snapshot.</returns>
    public static bool TryRead(JournalRecordKind kind, ReadOnlySpan<byte> payload, Dictionary<string, string> f) => kind switch
    {
        JournalRecordKind.Snapshot => Header(payload, f),
        JournalRecordKind.SnapshotOrder => Order(payload, f),
        JournalRecordKind.SnapshotFill => Fill(payload, f),
        JournalRecordKind.SnapshotPosition => Position(payload, f),
        JournalRecordKind.SnapshotCommission => Commission(payload, f),
        JournalRecordKind.SnapshotTransfers => Transfers(payload, f),
        JournalRecordKind.SnapshotForeign => Foreign(payload, f),
        JournalRecordKind.SnapshotEnd => End(payload, f),
        _ => false,
    };

    private static bool Header(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = SnapshotCodec.TryReadHeader(payload, out SnapshotHeader header);
        JournalInspector.Put(f, "instance", header.Instance);
        JournalInspector.Put(f, "throughSegment", header.Segment);
        JournalInspector.Put(f, "throughRecord", header.LastSequence);
        JournalInspector.Put(f, "created", header.Created);
        JournalInspector.Put(f, "starts", header.Starts);
        return valid;
    }

    private static bool Order(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = SnapshotCodec.TryReadOrder(payload, _ => InstrumentHandle.None, out Order order, out long closedAt);
        JournalInspector.PutOrder(order, f);
        JournalInspector.Put(f, "state", order.State);
        JournalInspector.Put(f, "filled", order.FilledQuantity);
        if (!order.VenueOrderId.IsNone)
            JournalInspector.Put(f, "venueOrder", order.VenueOrderId);
        if (closedAt != 0)
            JournalInspector.Put(f, "closedAtRecord", closedAt);
        return valid;
    }

    private static bool Fill(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = SnapshotCodec.TryReadFill(payload, out InstrumentId instrument, out OrderEvent fill, out bool isBusted);
        JournalInspector.Put(f, "instrument", instrument);
        JournalInspector.PutEvent(in fill, false, f);
        if (isBusted)
            JournalInspector.Put(f, "busted", true);
        return valid;
    }

    private static bool Position(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = SnapshotCodec.TryReadPosition(payload, out PositionSnapshot position);
        JournalInspector.Put(f, "instrument", position.InstrumentId);
        if (position.StrategyId is { } strategy)
            JournalInspector.Put(f, "strategy", strategy);
        JournalInspector.Put(f, "quantity", position.SignedQuantity);
        JournalInspector.Put(f, "cost", position.OpenCost);
        JournalInspector.Put(f, "realized", position.RealizedPnl);
        JournalInspector.Put(f, "fills", position.FillCount);
        return valid;
    }

    private static bool Commission(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = SnapshotCodec.TryReadCommission(payload, out string currency, out decimal amount);
        JournalInspector.Put(f, "currency", currency);
        JournalInspector.Put(f, "amount", amount);
        return valid;
    }

    private static bool Transfers(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = SnapshotCodec.TryReadTransfers(payload, out CarriedTransfers transfers);
        JournalInspector.Put(f, "account", transfers.Account);
        JournalInspector.Put(f, "currency", transfers.Currency);
        JournalInspector.Put(f, "amount", transfers.Amount);
        return valid;
    }

    private static bool Foreign(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = SnapshotCodec.TryReadForeign(payload, out CarriedForeign foreign);
        JournalInspector.Put(f, "venue", foreign.Venue);
        JournalInspector.Put(f, "currency", foreign.Currency);
        JournalInspector.Put(f, "amount", foreign.Amount);
        return valid;
    }

    private static bool End(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = SnapshotCodec.TryReadEnd(payload, out long records);
        JournalInspector.Put(f, "records", records);
        return valid;
    }
}
