using System.Globalization;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>Looks at a journal without changing it: behind <c>livetrading journal verify</c> and <c>show</c>. Cold.</summary>
public static class JournalInspector
{
    /// <summary>Reads everything and says what is there and where it ends.</summary>
    /// <exception cref="JournalException">A segment cannot be read at all.</exception>
    public static JournalVerification Verify(IJournalSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var reader = new JournalReader(source);
        long records = 0;
        long orders = 0;
        long events = 0;
        long sequence = 0;
        JournalRecordKind last = JournalRecordKind.None;
        JournalDamage? damage = null;
        while (damage is null && reader.MoveNext())
        {
            last = reader.Header.Kind;
            if (Fields(last, reader.Payload) is null)
            {
                damage = new JournalDamage(reader.Segment, source.DescribeSegment(reader.Segment), reader.Offset, false, $"the {last} record makes no sense") { IsInSnapshot = reader.IsInSnapshot };
                break;
            }

            records++;
            sequence = reader.IsInSnapshot ? reader.Snapshot!.Value.LastSequence : reader.Header.Sequence;
            orders += last is JournalRecordKind.Order or JournalRecordKind.SnapshotOrder ? 1 : 0;
            events += last == JournalRecordKind.OrderEvent ? 1 : 0;
        }

        return new JournalVerification
        {
            Segments = source.Segments.Count - (reader.Snapshot is null ? 0 : 1),
            SnapshotSegment = reader.Snapshot?.Segment ?? 0,
            Records = records,
            LastSequence = sequence,
            Orders = orders,
            OrderEvents = events,
            WasSealed = last == JournalRecordKind.Seal,
            Damage = damage ?? reader.Damage,
        };
    }

    /// <summary>All readable records in order, up to the end or the damage.</summary>
    /// <exception cref="JournalException">A segment cannot be read at all.</exception>
    public static IReadOnlyList<JournalEntry> Show(IJournalSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var reader = new JournalReader(source);
        List<JournalEntry> entries = [];
        while (reader.MoveNext() && Fields(reader.Header.Kind, reader.Payload) is { } fields)
            entries.Add(new JournalEntry(reader.Header.Sequence, reader.Segment, reader.Offset, reader.Header.Kind, fields));
        return entries;
    }

    private static Dictionary<string, string>? Fields(JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        var f = new Dictionary<string, string>(StringComparer.Ordinal);
        bool valid = kind switch
        {
            JournalRecordKind.SegmentHeader => SegmentHeader(payload, f),
            JournalRecordKind.Start => Start(payload, f),
            JournalRecordKind.Instrument => Instrument(payload, f),
            JournalRecordKind.Order => Order(payload, f),
            JournalRecordKind.OrderEvent => OrderEvent(payload, f),
            JournalRecordKind.Baseline => Baseline(payload, f),
            JournalRecordKind.Transfer => Transfer(payload, f),
            JournalRecordKind.Adjustment => Adjustment(payload, f),
            JournalRecordKind.Reconciled => Reconciled(payload, f),
            JournalRecordKind.ForeignTrade => ForeignTrade(payload, f),
            JournalRecordKind.RiskBaselines => RiskBaselines(payload, f),
            JournalRecordKind.RiskBaselinesPart => RiskBaselinesPart(payload, f),
            JournalRecordKind.BaselinesComplete => BaselinesComplete(payload, f),
            JournalRecordKind.Synced => Synced(payload, f),
            JournalRecordKind.KillLatch or JournalRecordKind.KillRelease or JournalRecordKind.Seal => Kill(payload, f),
            _ => SnapshotFields.TryRead(kind, payload, f),
        };
        return valid ? f : null;
    }

    internal static void Put<T>(Dictionary<string, string> fields, string name, T value)
    {
        string text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        if (text.Length > 0)
            fields[name] = text;
    }

    private static bool SegmentHeader(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadSegmentHeader(payload, out SegmentHeader header);
        Put(f, "instance", header.Instance);
        Put(f, "segment", header.Segment);
        Put(f, "created", header.Created);
        return valid;
    }

    private static bool Start(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadStart(payload, out JournalStart start);
        Put(f, "time", start.Time);
        Put(f, "instance", start.Instance);
        Put(f, "epoch", start.Epoch);
        return valid;
    }

    private static bool Instrument(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadInstrument(payload, out Instrument instrument);
        Put(f, "instrument", instrument.Id);
        Put(f, "base", instrument.BaseCurrency);
        Put(f, "quote", instrument.QuoteCurrency);
        Put(f, "kind", instrument.Kind);
        return valid;
    }

    private static bool Order(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadOrder(payload, _ => InstrumentHandle.None, out Order order);
        PutOrder(order, f);
        return valid;
    }

    internal static void PutOrder(Order order, Dictionary<string, string> f)
    {
        Put(f, "time", order.CreatedTime);
        Put(f, "order", order.ClientOrderId);
        if (!order.ParentId.IsNone)
            Put(f, "parent", order.ParentId);
        Put(f, "strategy", order.StrategyId);
        Put(f, "instrument", order.InstrumentId);
        Put(f, "side", order.Side);
        Put(f, "type", order.Type);
        Put(f, "quantity", order.Quantity);
        if (!order.Price.IsZero)
            Put(f, "price", order.Price);
        if (!order.TriggerPrice.IsZero)
            Put(f, "trigger", order.TriggerPrice);
        Put(f, "timeInForce", order.TimeInForce);
        if (order.PostOnly)
            Put(f, "postOnly", true);
        if (order.ReduceOnly)
            Put(f, "reduceOnly", true);
    }

    private static bool OrderEvent(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadEvent(payload, out OrderEvent e, out bool reopens);
        PutEvent(in e, reopens, f);
        return valid;
    }

    internal static void PutEvent(in OrderEvent e, bool reopens, Dictionary<string, string> f)
    {
        Put(f, "time", e.ReceivedTime);
        Put(f, "event", e.Kind);
        Put(f, "order", e.ClientOrderId);
        if (!e.VenueOrderId.IsNone)
            Put(f, "venueOrder", e.VenueOrderId);
        if (e.Kind == OrderEventKind.Unknown)
            Put(f, "request", e.Request);
        if (!e.TradeId.IsNone)
        {
            Put(f, "trade", e.TradeId);
            Put(f, "lastPrice", e.LastPrice);
            Put(f, "lastQuantity", e.LastQuantity);
            Put(f, "commission", e.Commission);
            Put(f, "commissionCurrency", e.CommissionCurrency);
            Put(f, "liquidity", e.Liquidity);
        }

        if (!e.Price.IsZero)
            Put(f, "price", e.Price);
        if (!e.Quantity.IsZero)
            Put(f, "quantity", e.Quantity);
        if (e.EventTime.Value != 0)
            Put(f, "venueTime", e.EventTime);
        if (e.FromReconciliation)
            Put(f, "fromReconciliation", true);
        if (reopens)
            Put(f, "reopens", true);
        Put(f, "reason", e.Reason);
    }

    private static bool Baseline(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadBaseline(payload, out BalanceBaseline baseline);
        Put(f, "time", baseline.Time);
        Put(f, "account", baseline.Account);
        Put(f, "currency", baseline.Currency);
        Put(f, "amount", baseline.Amount);
        return valid;
    }

    private static bool Transfer(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadTransfer(payload, out BalanceTransfer transfer);
        Put(f, "time", transfer.EventTime);
        Put(f, "account", transfer.Account);
        Put(f, "currency", transfer.Currency);
        Put(f, "amount", transfer.Amount);
        return valid;
    }

    private static bool Adjustment(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadAdjustment(payload, out JournalAdjustment adjustment);
        Put(f, "time", adjustment.Time);
        Put(f, "account", adjustment.Account);
        Put(f, "currency", adjustment.Currency);
        Put(f, "amount", adjustment.Amount);
        Put(f, "person", adjustment.Person);
        Put(f, "reason", adjustment.Reason);
        return valid;
    }

    private static bool ForeignTrade(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadForeignTrade(payload, _ => InstrumentHandle.None, out InstrumentId instrument, out FillReport trade);
        Put(f, "time", trade.EventTime);
        Put(f, "instrument", instrument);
        Put(f, "venueOrder", trade.VenueOrderId);
        Put(f, "trade", trade.TradeId);
        Put(f, "side", trade.Side);
        Put(f, "lastPrice", trade.Price);
        Put(f, "lastQuantity", trade.Quantity);
        Put(f, "commission", trade.Commission);
        Put(f, "commissionCurrency", trade.CommissionCurrency);
        return valid;
    }

    private static bool Reconciled(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadReconciled(payload, out JournalReconciled reconciled);
        Put(f, "time", reconciled.Started);
        Put(f, "venue", reconciled.Venue);
        return valid;
    }

    private static bool RiskBaselines(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadRiskBaselines(payload, out RiskBaselines baselines);
        PutRisk(baselines, f);
        return valid;
    }

    private static bool RiskBaselinesPart(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadRiskBaselinesPart(payload, out uint part, out uint parts, out RiskBaselines baselines);
        Put(f, "part", part);
        Put(f, "parts", parts);
        PutRisk(baselines, f);
        return valid;
    }

    private static bool BaselinesComplete(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadBaselinesComplete(payload, out AccountId account);
        Put(f, "account", account);
        return valid;
    }

    private static void PutRisk(RiskBaselines baselines, Dictionary<string, string> f)
    {
        Put(f, "day", baselines.Day);
        Put(f, "dayStartPnl", baselines.DayStartPnl);
        Put(f, "peakPnl", baselines.PeakPnl);
        Put(f, "dailyLossReached", baselines.DailyLossReached);
        Put(f, "drawdownReached", baselines.DrawdownReached);
        Put(f, "strategies", baselines.Strategies.Count);
    }

    private static bool Synced(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadSynced(payload, out long sequence);
        Put(f, "through", sequence);
        return valid;
    }

    private static bool Kill(ReadOnlySpan<byte> payload, Dictionary<string, string> f)
    {
        bool valid = JournalCodec.TryReadKill(payload, out JournalKill kill);
        Put(f, "time", kill.Time);
        Put(f, "text", kill.Text);
        if (kill.Flatten)
            Put(f, "flatten", "true");
        if (kill.Strategy.Value is { } strategy)
            Put(f, "strategy", strategy);
        return valid;
    }
}
