using System.Globalization;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Recording;

/// <summary>Says what a record is, for people: where a replay differs. Cold.</summary>
internal static class RecordText
{
    private const int MaxShownBytes = 64;

    public static bool IsMarketData(RecordKind kind) => kind is >= RecordKind.Quote and <= RecordKind.BookSnapshot;

    public static bool IsInput(RecordKind kind) => kind is >= RecordKind.Quote and <= RecordKind.JournalSynced;

    public static bool IsKnown(RecordKind kind) => kind is (>= RecordKind.Quote and <= RecordKind.BookSnapshot)
        or (>= RecordKind.Bar and <= RecordKind.JournalSynced)
        or (>= RecordKind.Session and <= RecordKind.End)
        or (>= RecordKind.Clock and <= RecordKind.VenueFacts)
        or (>= RecordKind.JournalAppend and <= RecordKind.JournalSync);

    public static string Describe(RecordKind kind, ReadOnlySpan<byte> payload)
    {
        var r = new PayloadReader(payload);
        string? text = Describe(kind, ref r);
        if (text is not null && !r.Failed)
            return text;
        return string.Create(CultureInfo.InvariantCulture, $"{kind}, {payload.Length} bytes: {Convert.ToHexString(payload[..Math.Min(payload.Length, MaxShownBytes)])}");
    }

    private static string? Describe(RecordKind kind, ref PayloadReader r) => kind switch
    {
        RecordKind.JournalAppend => "journal record " + DescribeJournal(r.Bytes()),
        RecordKind.JournalSegment => $"journal segment {r.Int64()} begun",
        RecordKind.JournalDrop => $"journal segments after {r.Int64()} taken away",
        RecordKind.JournalTruncate => $"journal cut at {r.Int32()}",
        RecordKind.JournalFlush => "journal flushed",
        RecordKind.JournalSync => "journal asked onto the disk",
        RecordKind.JournalSynced => $"input journal on the disk: {(JournalWriteResult)r.Byte()}",
        RecordKind.TimerStart => $"timer {r.Int32()} started, due in {r.Int64() / 1e9} s, period {r.Int64() / 1e9} s",
        RecordKind.TimerCancel => $"timer {r.Int32()} stopped",
        RecordKind.StateLoad => $"state of strategy {r.LongTextOrNull()} loaded",
        RecordKind.StateSave => $"state of strategy {r.LongTextOrNull()} saved: {r.Bytes().Length} bytes",
        RecordKind.VenueStart => $"venue {r.Int32()} started",
        RecordKind.VenueStop => $"venue {r.Int32()} stopped",
        RecordKind.Subscribe => $"venue {r.Int32()}: subscribe to {(MarketDataKinds)r.Byte()} of instrument {r.Int32()}",
        RecordKind.Unsubscribe => $"venue {r.Int32()}: unsubscribe from {(MarketDataKinds)r.Byte()} of instrument {r.Int32()}",
        RecordKind.SubscribeBars => $"venue {r.Int32()}: subscribe to bars of {r.Int32()} s of instrument {r.Int32()}",
        RecordKind.UnsubscribeBars => $"venue {r.Int32()}: unsubscribe from bars of {r.Int32()} s of instrument {r.Int32()}",
        RecordKind.RequestBookSnapshot => $"venue {r.Int32()}: ask for the book of instrument {r.Int32()}",
        RecordKind.Submit => $"venue {r.Int32()}: submit {RecordFields.DescribeOrder(ref r)}",
        RecordKind.Cancel => $"venue {r.Int32()}: cancel {RecordFields.DescribeOrder(ref r)}",
        RecordKind.Modify => $"venue {r.Int32()}: change to {new Quantity(r.Int64())} at {new Price(r.Int64())}: {RecordFields.DescribeOrder(ref r)}",
        RecordKind.QueryOrder => $"venue {r.Int32()}: ask about {RecordFields.DescribeOrder(ref r)}",
        RecordKind.QueryOpenOrders => $"venue {r.Int32()}: ask for open orders, request {r.Int64()}",
        RecordKind.QueryFills => $"venue {r.Int32()}: ask for fills, request {r.Int64()}, instrument {r.Int32()}, since {new UnixNanos(r.Int64())} or trade {new TradeId(r.UInt128())}",
        RecordKind.QueryAccount => $"venue {r.Int32()}: ask for balances, request {r.Int64()}",
        RecordKind.OrderPublished => "published " + RecordFields.ReadOrderEvent(ref r),
        RecordKind.AlertPublished => $"alert {(AlertCode)r.Byte()}: {r.LongTextOrNull()}",
        RecordKind.StrategyPublished => $"strategy {r.LongTextOrNull()}: state {r.Byte()}, {r.LongTextOrNull()}",
        RecordKind.KillSwitchPublished => $"kill switch: event {r.Byte()}, {r.LongTextOrNull()}",
        RecordKind.DeniedPublished => $"denied {new ClientOrderId(r.UInt128())} of {r.LongTextOrNull()}: code {r.Byte()}",
        RecordKind.PositionPublished => $"position of instrument {r.Int32()}, strategy {r.LongTextOrNull()}: {r.Decimal()} at {r.Decimal()}",
        RecordKind.Return => $"answer {r.Int64()}",
        RecordKind.Timer => $"input timer {r.Int32()} fires",
        RecordKind.HandedOver or RecordKind.Unsent or RecordKind.OutcomeUnknown => $"input {kind} of venue {r.Int32()}: {new ClientOrderId(r.UInt128())} {(RequestKind)r.Byte()}",
        RecordKind.OrderEvent => $"input of venue {r.Int32()}: {RecordFields.ReadOrderEvent(ref r)}",
        RecordKind.Command => $"command {r.Byte()} {r.Int64()} {r.LongTextOrNull()}",
        RecordKind.Fault => $"fault: {r.LongTextOrNull()}",
        RecordKind.End => "the end of the session",
        _ => IsInput(kind) ? "input " + kind : null,
    };

    private static string DescribeJournal(ReadOnlySpan<byte> record)
    {
        if (JournalFormat.Check(record, out JournalRecordHeader header) != JournalRecordCheck.Valid)
            return string.Create(CultureInfo.InvariantCulture, $"of {record.Length} bytes");
        ReadOnlySpan<byte> payload = record[JournalFormat.HeaderBytes..];
        string what = header.Kind switch
        {
            JournalRecordKind.OrderEvent when JournalCodec.TryReadEvent(payload, out OrderEvent e, out _) => e.ToString(),
            JournalRecordKind.Order when JournalCodec.TryReadOrder(payload, _ => InstrumentHandle.None, out Order o) => $"{o.ClientOrderId} {o.InstrumentId} of {o.StrategyId}: {o.Side} {o.Quantity} at {o.Price}, {o.Type} {o.TimeInForce}, created {o.CreatedTime}",
            JournalRecordKind.KillLatch or JournalRecordKind.KillRelease or JournalRecordKind.Seal when JournalCodec.TryReadKill(payload, out JournalKill kill) => kill.ToString(),
            _ => Convert.ToHexString(payload[..Math.Min(payload.Length, MaxShownBytes)]),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{header.Sequence} {header.Kind}: {what}");
    }
}
