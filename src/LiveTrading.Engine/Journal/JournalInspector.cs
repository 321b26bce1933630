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
            JournalRecordKind.SegmentHeader => JournalCodec.TryReadSegmentHeader(payload, out SegmentHeader h)
                && Put(f, ("instance", h.Instance), ("segment", h.Segment), ("created", h.Created)),
            JournalRecordKind.Start => JournalCodec.TryReadStart(payload, out JournalStart s)
                && Put(f, ("time", s.Time), ("instance", s.Instance), ("epoch", s.Epoch)),
            JournalRecordKind.Instrument => JournalCodec.TryReadInstrument(payload, out Instrument i)
                && Put(f, ("instrument", i.Id), ("base", i.BaseCurrency), ("quote", i.QuoteCurrency), ("kind", i.Kind)),
            JournalRecordKind.Order => JournalCodec.TryReadOrder(payload, _ => InstrumentHandle.None, out Order order) && PutOrder(order, f),
            JournalRecordKind.OrderEvent => JournalCodec.TryReadEvent(payload, out OrderEvent e, out bool reopens) && PutEvent(in e, reopens, f),
            JournalRecordKind.Baseline => JournalCodec.TryReadBaseline(payload, out BalanceBaseline b)
                && Put(f, ("time", b.Time), ("account", b.Account), ("currency", b.Currency), ("amount", b.Amount)),
            JournalRecordKind.Transfer => JournalCodec.TryReadTransfer(payload, out BalanceTransfer t)
                && Put(f, ("time", t.EventTime), ("account", t.Account), ("currency", t.Currency), ("amount", t.Amount)),
            JournalRecordKind.Adjustment => JournalCodec.TryReadAdjustment(payload, out JournalAdjustment a)
                && Put(f, ("time", a.Time), ("account", a.Account), ("currency", a.Currency), ("amount", a.Amount), ("person", a.Person), ("reason", a.Reason)),
            JournalRecordKind.Reconciled => JournalCodec.TryReadReconciled(payload, out JournalReconciled r)
                && Put(f, ("time", r.Started), ("venue", r.Venue)),
            JournalRecordKind.ForeignTrade => JournalCodec.TryReadForeignTrade(payload, _ => InstrumentHandle.None, out InstrumentId instrument, out FillReport trade)
                && PutForeignTrade(instrument, trade, f),
            JournalRecordKind.RiskBaselines => JournalCodec.TryReadRiskBaselines(payload, out RiskBaselines risk) && PutRisk(risk, f),
            JournalRecordKind.RiskBaselinesPart => JournalCodec.TryReadRiskBaselinesPart(payload, out uint part, out uint parts, out RiskBaselines risk)
                && Put(f, ("part", part), ("parts", parts)) && PutRisk(risk, f),
            JournalRecordKind.BaselinesComplete => JournalCodec.TryReadBaselinesComplete(payload, out AccountId account) && Put(f, ("account", account)),
            JournalRecordKind.Synced => JournalCodec.TryReadSynced(payload, out long through) && Put(f, ("through", through)),
            JournalRecordKind.KillLatch or JournalRecordKind.KillRelease or JournalRecordKind.Seal => JournalCodec.TryReadKill(payload, out JournalKill kill) && PutKill(in kill, f),
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

    private static bool Put(Dictionary<string, string> fields, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        foreach ((string name, object? value) in values)
            Put(fields, name, value);
        return true;
    }

    internal static bool PutOrder(Order order, Dictionary<string, string> f)
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
        return true;
    }

    internal static bool PutEvent(in OrderEvent e, bool reopens, Dictionary<string, string> f)
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
        return true;
    }

    private static bool PutForeignTrade(InstrumentId instrument, FillReport trade, Dictionary<string, string> f) => Put(
        f,
        ("time", trade.EventTime),
        ("instrument", instrument),
        ("venueOrder", trade.VenueOrderId),
        ("trade", trade.TradeId),
        ("side", trade.Side),
        ("lastPrice", trade.Price),
        ("lastQuantity", trade.Quantity),
        ("commission", trade.Commission),
        ("commissionCurrency", trade.CommissionCurrency));

    private static bool PutRisk(RiskBaselines baselines, Dictionary<string, string> f)
    {
        Put(f, "day", baselines.Day);
        Put(f, "dayStartPnl", baselines.DayStartPnl);
        Put(f, "peakPnl", baselines.PeakPnl);
        Put(f, "dailyLossReached", baselines.DailyLossReached);
        Put(f, "drawdownReached", baselines.DrawdownReached);
        Put(f, "strategies", baselines.Strategies.Count);
        return true;
    }

    private static bool PutKill(in JournalKill kill, Dictionary<string, string> f)
    {
        Put(f, ("time", kill.Time), ("text", kill.Text));
        if (kill.Flatten)
            Put(f, "flatten", "true");
        if (kill.Strategy.Value is { } strategy)
            Put(f, "strategy", strategy);
        return true;
    }
}
