using System.Globalization;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>Rebuilds the state of the engine from its journal. Cold: at start only.</summary>
public sealed class JournalRecovery
{
    private readonly IJournalStorage _storage;
    private readonly Func<Instrument, InstrumentHandle> _register;
    private readonly RecoveredJournal _recovered;
    private readonly JournalReader _reader;
    private readonly Dictionary<InstrumentId, InstrumentHandle> _handles = [];
    private readonly Dictionary<ClientOrderId, Order> _orders = [];
    private readonly HashSet<FillIdentity> _fills = [];
    private readonly Func<InstrumentId, InstrumentHandle> _resolve;

    private JournalRecovery(IJournalStorage storage, uint instance, Func<Instrument, InstrumentHandle> register)
    {
        _storage = storage;
        _register = register;
        _recovered = new RecoveredJournal { Instance = instance };
        _reader = new JournalReader(storage);
        _resolve = id => _handles.TryGetValue(id, out InstrumentHandle handle) ? handle : InstrumentHandle.None;
    }

    /// <summary>Reads the journal, cuts off a half-written last record and sets the storage's write position.</summary>
    /// <param name="storage">The journal's bytes.</param>
    /// <param name="instance">This engine's instance.</param>
    /// <param name="register">Gives an instrument its handle; what it is given is halted until the venue describes it.</param>
    /// <exception cref="JournalException">The journal is damaged, belongs to another instance, or cannot be read or cut.</exception>
    public static RecoveredJournal Recover(IJournalStorage storage, uint instance, Func<Instrument, InstrumentHandle> register)
    {
        ArgumentNullException.ThrowIfNull(storage);
        return new JournalRecovery(storage, instance, register).Run();
    }

    /// <summary>Reads the journal as the other overload does; instruments that the cache does not know yet are added, halted until the venue describes them.</summary>
    /// <exception cref="JournalException">The journal is damaged, belongs to another instance, or cannot be read or cut.</exception>
    public static RecoveredJournal Recover(IJournalStorage storage, uint instance, Cache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return Recover(storage, instance, i => cache.TryGetHandle(i.Id, out InstrumentHandle known) ? known : cache.AddInstrument(i));
    }

    /// <summary>Reads whatever instance's journal without changing it, up to its end or its damage, which becomes a warning: for looking at it, also while an engine writes.</summary>
    /// <param name="storage">The journal's bytes.</param>
    /// <param name="cache">Gets the instruments it does not know yet.</param>
    /// <exception cref="JournalException">A segment cannot be read at all.</exception>
    public static RecoveredJournal Read(IJournalStorage storage, Cache cache)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(cache);
        var reading = new JournalRecovery(storage, InstanceOf(storage), i => cache.TryGetHandle(i.Id, out InstrumentHandle known) ? known : cache.AddInstrument(i));
        if (reading.ReadRecords() is { } damage)
            reading._recovered.Warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Shown is what stands before this: {damage.What} ({damage.Name}, offset {damage.Offset})."));
        return reading._recovered;
    }

    private static uint InstanceOf(IJournalStorage storage)
    {
        var reader = new JournalReader(storage);
        return reader.MoveNext() && reader.Header.Kind == JournalRecordKind.SegmentHeader && JournalCodec.TryReadSegmentHeader(reader.Payload, out SegmentHeader header) ? header.Instance : 0;
    }

    private RecoveredJournal Run()
    {
        if (ReadRecords() is { } damage)
        {
            if (!damage.IsTornTail)
                throw Damaged(damage);
            _recovered.Warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Cut off a half-written end of the journal ({damage.Name}, offset {damage.Offset}); it was never acted upon."));
        }

        if (_storage.Segments.Count > 0)
        {
            JournalWriteResult cut = _storage.TruncateLast(_reader.EndOffset);
            if (cut != JournalWriteResult.Written)
                throw new JournalException(string.Create(CultureInfo.InvariantCulture, $"The journal cannot be written ({cut}): {_storage.DescribeSegment(_storage.Segments[^1])}, offset {_reader.EndOffset}."));
            _recovered.LastSegmentNeedsHeader = _reader.EndOffset == 0;
        }

        return _recovered;
    }

    /// <summary>Reads up to the end, or to the first damage.</summary>
    private JournalDamage? ReadRecords()
    {
        while (_reader.MoveNext())
        {
            if (!Read(_reader.Header.Kind, _reader.Payload))
                return new JournalDamage(_reader.Segment, _storage.DescribeSegment(_reader.Segment), _reader.Offset, false, $"the {_reader.Header.Kind} record makes no sense");
            _recovered.Records++;
            _recovered.LastSequence = _reader.Header.Sequence;
            _recovered.WasSealed = _reader.Header.Kind == JournalRecordKind.Seal;
        }

        return _reader.Damage;
    }

    private static JournalException Damaged(JournalDamage damage) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The order journal is damaged: {damage.What} ({damage.Name}, offset {damage.Offset}). Nothing was changed. \"livetrading journal verify\" shows the extent, \"livetrading journal show\" what can be read, \"livetrading journal repair\" keeps what stands before the damage; compare with the venue's order history before trading on."));

    private bool Read(JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case JournalRecordKind.SegmentHeader:
                return ReadSegmentHeader(payload);
            case JournalRecordKind.Start:
                return Add(JournalCodec.TryReadStart(payload, out JournalStart start), _recovered.Starts, start);
            case JournalRecordKind.Instrument:
                return ReadInstrument(payload);
            case JournalRecordKind.Order:
                return ReadOrder(payload);
            case JournalRecordKind.OrderEvent:
                return ReadEvent(payload);
            case JournalRecordKind.Baseline:
                return Add(JournalCodec.TryReadBaseline(payload, out BalanceBaseline baseline), _recovered.Baselines, baseline);
            case JournalRecordKind.Transfer:
                return Add(JournalCodec.TryReadTransfer(payload, out BalanceTransfer transfer), _recovered.Transfers, transfer);
            case JournalRecordKind.Adjustment:
                return Add(JournalCodec.TryReadAdjustment(payload, out JournalAdjustment adjustment), _recovered.Adjustments, adjustment);
            case JournalRecordKind.ForeignTrade:
                bool foreign = JournalCodec.TryReadForeignTrade(payload, _resolve, out _, out FillReport trade);
                return Add(foreign && trade.Instrument != InstrumentHandle.None, _recovered.ForeignTrades, trade);
            case JournalRecordKind.KillLatch:
                bool latched = JournalCodec.TryReadKill(payload, out JournalKill kill);
                _recovered.KillLatch = kill;
                return latched;
            case JournalRecordKind.KillRelease:
                _recovered.KillLatch = null;
                return JournalCodec.TryReadKill(payload, out _);
            case JournalRecordKind.Reconciled:
                bool reconciled = JournalCodec.TryReadReconciled(payload, out JournalReconciled run);
                _recovered.Reconciled[run.Venue] = run.Started;
                return reconciled;
            case JournalRecordKind.RiskBaselines:
                bool read = JournalCodec.TryReadRiskBaselines(payload, out RiskBaselines baselines);
                _recovered.RiskBaselines = baselines;
                return read;
            case JournalRecordKind.Synced:
                return JournalCodec.TryReadSynced(payload, out _);
            case JournalRecordKind.Seal:
                return JournalCodec.TryReadKill(payload, out _);
            default:
                return false;
        }
    }

    private static bool Add<T>(bool valid, List<T> list, T item)
    {
        if (valid)
            list.Add(item);
        return valid;
    }

    private bool ReadSegmentHeader(ReadOnlySpan<byte> payload)
    {
        if (!JournalCodec.TryReadSegmentHeader(payload, out SegmentHeader header))
            return false;
        if (header.Instance != _recovered.Instance)
        {
            throw new JournalException(string.Create(
                CultureInfo.InvariantCulture,
                $"The journal {_storage.DescribeSegment(_reader.Segment)} belongs to instance {header.Instance}; this engine is instance {_recovered.Instance}. Give the engine the instance name that wrote it, or another journal directory."));
        }

        return true;
    }

    private bool ReadInstrument(ReadOnlySpan<byte> payload)
    {
        if (!JournalCodec.TryReadInstrument(payload, out Instrument instrument))
            return false;
        if (!_handles.ContainsKey(instrument.Id))
        {
            _handles.Add(instrument.Id, _register(instrument));
            _recovered.Instruments.Add(instrument);
        }

        return true;
    }

    private bool ReadOrder(ReadOnlySpan<byte> payload)
    {
        if (!JournalCodec.TryReadOrder(payload, _resolve, out Order order) || order.Instrument == InstrumentHandle.None || !_orders.TryAdd(order.ClientOrderId, order))
            return false;
        _recovered.Orders.Add(order);
        OrderEventApplier.Apply(order, new OrderEvent { Kind = OrderEventKind.Pending, ClientOrderId = order.ClientOrderId, ReceivedTime = order.CreatedTime });
        return true;
    }

    private bool ReadEvent(ReadOnlySpan<byte> payload)
    {
        if (!JournalCodec.TryReadEvent(payload, out OrderEvent e, out bool reopens) || !_orders.TryGetValue(e.ClientOrderId, out Order? order))
            return false;
        e = e with { Instrument = order.Instrument };
        if (e.ReceivedTime > _recovered.LastEventTime)
            _recovered.LastEventTime = e.ReceivedTime;
        if (e.Kind == OrderEventKind.Filled && !_fills.Add(new FillIdentity(order.Instrument, e.VenueOrderId.IsNone ? order.VenueOrderId : e.VenueOrderId, e.TradeId)))
        {
            _recovered.Fills.Add(new RecoveredFill(RecoveredFillKind.LateCommission, order, e));
            return true;
        }

        if (OrderEventApplier.Apply(order, in e, reopens).Verdict == OrderVerdict.Illegal)
            _recovered.IllegalEvents++;
        else if (e.Kind == OrderEventKind.Filled)
            _recovered.Fills.Add(new RecoveredFill(RecoveredFillKind.Fill, order, e));
        else if (e.Kind == OrderEventKind.FillBusted)
            _recovered.Fills.Add(new RecoveredFill(RecoveredFillKind.Bust, order, e));
        return true;
    }
}
