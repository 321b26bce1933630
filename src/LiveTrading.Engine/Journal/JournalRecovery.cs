using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>Rebuilds the state of the engine from its journal. Cold: at start only.</summary>
public sealed class JournalRecovery
{
    private readonly IJournalSource _source;
    private readonly Func<Instrument, InstrumentHandle> _register;
    private readonly RecoveredJournal _recovered;
    private readonly JournalReader _reader;
    private readonly Dictionary<InstrumentId, InstrumentHandle> _handles = [];
    private readonly Dictionary<ClientOrderId, OrderPlace> _orders = [];
    private readonly HashSet<FillIdentity> _fills = [];
    private readonly Func<InstrumentId, InstrumentHandle> _resolve;

    private JournalRecovery(IJournalSource source, uint instance, Func<Instrument, InstrumentHandle> register)
    {
        _source = source;
        _register = register;
        _recovered = new RecoveredJournal { Instance = instance };
        _reader = new JournalReader(source);
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
        return new JournalRecovery(storage, instance, register).Run(storage);
    }

    /// <summary>Reads the journal as the other overload does; instruments that the cache does not know yet are added, halted until the venue describes them.</summary>
    /// <exception cref="JournalException">The journal is damaged, belongs to another instance, or cannot be read or cut.</exception>
    public static RecoveredJournal Recover(IJournalStorage storage, uint instance, Cache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return Recover(storage, instance, i => cache.TryGetHandle(i.Id, out InstrumentHandle known) ? known : cache.AddInstrument(i));
    }

    /// <summary>Reads whatever instance's journal without changing it, up to its end or its damage, which becomes a warning: for looking at it, also while an engine writes.</summary>
    /// <param name="source">The journal's bytes.</param>
    /// <param name="cache">Gets the instruments it does not know yet.</param>
    /// <exception cref="JournalException">A segment cannot be read at all.</exception>
    public static RecoveredJournal Read(IJournalSource source, Cache cache)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(cache);
        JournalRecovery reading = Reading(source, cache);
        if (reading.ReadRecords() is { } damage)
            reading._recovered.Warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Shown is what stands before this: {damage.What} ({damage.Name}, offset {damage.Offset})."));
        return reading.Finish();
    }

    /// <summary>Reads segments that are written no more, for a snapshot: every byte must make sense.</summary>
    /// <exception cref="JournalException">Something does not, or cannot be read.</exception>
    internal static RecoveredJournal ReadClosed(IJournalSource source, Cache cache)
    {
        JournalRecovery reading = Reading(source, cache);
        if (reading.ReadRecords() is { } damage)
            throw Damaged(damage);
        return reading.Finish();
    }

    private static JournalRecovery Reading(IJournalSource source, Cache cache) =>
        new(source, InstanceOf(source), i => cache.TryGetHandle(i.Id, out InstrumentHandle known) ? known : cache.AddInstrument(i));

    private static uint InstanceOf(IJournalSource source)
    {
        var reader = new JournalReader(source);
        if (!reader.MoveNext())
            return 0;
        return reader.Snapshot?.Instance ?? (JournalCodec.TryReadSegmentHeader(reader.Payload, out SegmentHeader header) ? header.Instance : 0);
    }

    private RecoveredJournal Run(IJournalStorage storage)
    {
        if (ReadRecords() is { } damage)
        {
            if (!damage.IsTornTail)
                throw Damaged(damage);
            _recovered.Warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Cut off a half-written end of the journal ({damage.Name}, offset {damage.Offset}); it was never acted upon."));
            if (damage.Segment != storage.Segments[^1])
                Drop(storage, damage.Segment);
        }

        // A snapshot is never written to: what comes next begins a segment.
        if (storage.Segments.Count > 0 && !_reader.IsInSnapshot)
        {
            JournalWriteResult cut = storage.TruncateLast(_reader.EndOffset);
            if (cut != JournalWriteResult.Written)
                throw new JournalException(string.Create(CultureInfo.InvariantCulture, $"The journal cannot be written ({cut}): {storage.DescribeSegment(storage.Segments[^1])}, offset {_reader.EndOffset}."));
            _recovered.LastSegmentNeedsHeader = _reader.EndOffset == 0;
        }

        return Finish();
    }

    /// <summary>What lies in segments behind the end was not on the disk for certain either: a loss of power left it there by chance.</summary>
    private void Drop(IJournalStorage storage, long segment)
    {
        int later = storage.Segments.Count(s => s > segment);
        JournalWriteResult dropped = storage.DropSegmentsAfter(segment);
        if (dropped != JournalWriteResult.Written)
            throw new JournalException(string.Create(CultureInfo.InvariantCulture, $"The segments behind the end of the journal in {storage.DescribeSegment(segment)} cannot be taken away ({dropped})."));
        _recovered.Warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Took away {later} segments behind that end."));
    }

    private RecoveredJournal Finish()
    {
        var closed = new List<(long At, Order Order)>();
        foreach (OrderPlace place in _orders.Values)
        {
            if (place.ClosedAt != 0)
                closed.Add((place.ClosedAt, place.Order));
        }

        closed.Sort(static (a, b) => a.At.CompareTo(b.At));
        _recovered.ClosedOrders = closed.ConvertAll(static c => c.Order);
        _recovered.ClosedAt = closed.ConvertAll(static c => c.At);
        return _recovered;
    }

    /// <summary>Reads up to the end, or to the first damage.</summary>
    private JournalDamage? ReadRecords()
    {
        while (_reader.MoveNext())
        {
            JournalRecordKind kind = _reader.Header.Kind;
            if (!Read(kind, _reader.Payload))
                return new JournalDamage(_reader.Segment, _source.DescribeSegment(_reader.Segment), _reader.Offset, false, $"the {kind} record makes no sense") { IsInSnapshot = _reader.IsInSnapshot };
            _recovered.Records++;
            _recovered.TellsSyncs = _reader.TellsSyncs;
            _recovered.LastSequence = _reader.IsInSnapshot ? _reader.Snapshot!.Value.LastSequence : _reader.Header.Sequence;
            _recovered.WasSealed = kind == JournalRecordKind.Seal;
        }

        return _reader.Damage;
    }

    private static JournalException Damaged(JournalDamage damage) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The order journal {(damage.IsNewerVersion ? "was written by a newer version" : "is damaged")}: {damage.What} ({damage.Name}, offset {damage.Offset}). Nothing was changed. {damage.Advice}"));

    private bool Read(JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case JournalRecordKind.SegmentHeader:
                return ReadSegmentHeader(payload);
            case JournalRecordKind.Start:
                return ReadStart(payload);
            case JournalRecordKind.Instrument:
                return ReadInstrument(payload);
            case JournalRecordKind.Order:
                return ReadOrder(payload);
            case JournalRecordKind.OrderEvent:
                return ReadEvent(payload);
            case JournalRecordKind.Baseline:
                return ReadBaseline(payload);
            case JournalRecordKind.BaselinesComplete:
                return CompleteBaselines(payload);
            case JournalRecordKind.Transfer:
                return Add(JournalCodec.TryReadTransfer(payload, out BalanceTransfer transfer), _recovered.Transfers, transfer);
            case JournalRecordKind.Adjustment:
                return Add(JournalCodec.TryReadAdjustment(payload, out JournalAdjustment adjustment), _recovered.Adjustments, adjustment);
            case JournalRecordKind.ForeignTrade:
                bool foreign = JournalCodec.TryReadForeignTrade(payload, _resolve, out _, out FillReport trade);
                return Add(foreign && trade.Instrument != InstrumentHandle.None, _recovered.ForeignTrades, trade);
            case JournalRecordKind.KillLatch:
                bool latched = JournalCodec.TryReadKill(payload, out JournalKill kill);
                if (kill.Strategy.Value is null)
                    _recovered.KillLatch = kill;
                else
                    _recovered.StrategyKills[kill.Strategy] = kill;
                return latched;
            case JournalRecordKind.KillRelease:
                bool released = JournalCodec.TryReadKill(payload, out JournalKill release);
                if (release.Strategy.Value is null)
                    _recovered.KillLatch = null;
                else
                    _recovered.StrategyKills.Remove(release.Strategy);
                return released;
            case JournalRecordKind.Reconciled:
                bool reconciled = JournalCodec.TryReadReconciled(payload, out JournalReconciled run);
                _recovered.Reconciled[run.Venue] = run.Started;
                return reconciled;
            case JournalRecordKind.RiskBaselines:
                bool read = JournalCodec.TryReadRiskBaselines(payload, out RiskBaselines baselines);
                _recovered.RiskBaselines = baselines;
                return read;
            case JournalRecordKind.RiskBaselinesPart:
                return ReadRiskPart(payload);
            case JournalRecordKind.Synced:
                return JournalCodec.TryReadSynced(payload, out _);
            case JournalRecordKind.Seal:
                return JournalCodec.TryReadKill(payload, out _);
            default:
                return _reader.IsInSnapshot && ReadSnapshot(kind, payload);
        }
    }

    private bool ReadSnapshot(JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case JournalRecordKind.Snapshot:
                SnapshotHeader header = _reader.Snapshot!.Value;
                RequireInstance(header.Instance);
                _recovered.SnapshotSegment = header.Segment;
                _recovered.StartCount = header.Starts;
                _recovered.LastEventTime = header.LastEventTime;
                _recovered.LastSegment = new SegmentHeader(header.Instance, header.Segment, header.Created);
                return true;
            case JournalRecordKind.SnapshotOrder:
                return ReadSnapshotOrder(payload);
            case JournalRecordKind.SnapshotFill:
                return ReadSnapshotFill(payload);
            case JournalRecordKind.SnapshotPosition:
                return Add(SnapshotCodec.TryReadPosition(payload, out PositionSnapshot position) && _handles.ContainsKey(position.InstrumentId), _recovered.Positions, position);
            case JournalRecordKind.SnapshotCommission:
                return SnapshotCodec.TryReadCommission(payload, out string currency, out decimal amount)
                    && _recovered.Positions is [.., { Fees: Dictionary<string, decimal> fees }]
                    && fees.TryAdd(currency, amount);
            case JournalRecordKind.SnapshotTransfers:
                return Add(SnapshotCodec.TryReadTransfers(payload, out CarriedTransfers carried), _recovered.CarriedTransfers, carried);
            case JournalRecordKind.SnapshotForeign:
                return Add(SnapshotCodec.TryReadForeign(payload, out CarriedForeign foreign), _recovered.CarriedForeign, foreign);
            default:
                return kind == JournalRecordKind.SnapshotEnd;
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
        RequireInstance(header.Instance);
        _recovered.LastSegment = header;
        return true;
    }

    private void RequireInstance(uint instance)
    {
        if (instance == _recovered.Instance)
            return;
        throw new JournalException(string.Create(
            CultureInfo.InvariantCulture,
            $"The journal {_source.DescribeSegment(_reader.Segment)} belongs to instance {instance}; this engine is instance {_recovered.Instance}. Give the engine the instance name that wrote it, or another journal directory."));
    }

    private bool ReadStart(ReadOnlySpan<byte> payload)
    {
        if (!JournalCodec.TryReadStart(payload, out JournalStart start))
            return false;
        _recovered.Starts.Add(start);
        if (_reader.IsInSnapshot)
            return true;
        _recovered.StartCount++;

        // An earlier run died while it recorded them: nothing was traded on their strength, and this run takes them anew.
        _recovered.OpenBaselines.Clear();
        return true;
    }

    private bool ReadBaseline(ReadOnlySpan<byte> payload)
    {
        bool completed = _reader.Header.Version < JournalFormat.CompletedBaselinesVersion;
        return Add(JournalCodec.TryReadBaseline(payload, out BalanceBaseline baseline), completed ? _recovered.Baselines : _recovered.OpenBaselines, baseline);
    }

    private bool CompleteBaselines(ReadOnlySpan<byte> payload)
    {
        if (!JournalCodec.TryReadBaselinesComplete(payload, out AccountId account))
            return false;
        _recovered.Baselines.AddRange(_recovered.OpenBaselines.Where(b => b.Account == account));
        _recovered.OpenBaselines.RemoveAll(b => b.Account == account);
        return true;
    }

    /// <summary>Only all parts together count: what a crash cut short leaves the baselines before.</summary>
    private bool ReadRiskPart(ReadOnlySpan<byte> payload)
    {
        if (!JournalCodec.TryReadRiskBaselinesPart(payload, out uint part, out uint parts, out RiskBaselines baselines))
            return false;
        List<RiskBaselines> open = _recovered.OpenRiskParts;
        if (part == 0)
        {
            open.Clear();
            _recovered.OpenRiskPartCount = (int)parts;
        }

        if (part != open.Count || parts != _recovered.OpenRiskPartCount)
            return false;
        open.Add(baselines);
        if (part != parts - 1)
            return true;
        _recovered.RiskBaselines = baselines with { Strategies = [.. open.SelectMany(p => p.Strategies)] };
        open.Clear();
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
        if (!JournalCodec.TryReadOrder(payload, _resolve, out Order order) || order.Instrument == InstrumentHandle.None)
            return false;
        ref OrderPlace place = ref CollectionsMarshal.GetValueRefOrAddDefault(_orders, order.ClientOrderId, out bool exists);
        if (exists)
        {
            // It was closed, had left memory, and something late at the venue brought it back: a record of its own.
            if (!place.Order.IsClosed)
                return false;
            _recovered.Orders[place.Index] = order;
        }
        else
        {
            place.Index = _recovered.Orders.Count;
            _recovered.Orders.Add(order);
        }

        place.Order = order;
        place.ClosedAt = 0;
        OrderEventApplier.Apply(order, new OrderEvent { Kind = OrderEventKind.Pending, ClientOrderId = order.ClientOrderId, ReceivedTime = order.CreatedTime });
        return true;
    }

    private bool ReadSnapshotOrder(ReadOnlySpan<byte> payload)
    {
        if (!SnapshotCodec.TryReadOrder(payload, _resolve, out Order order, out long closedAt) || order.Instrument == InstrumentHandle.None)
            return false;
        bool mayLeave = order.IsClosed && !order.IsInFlight;
        if (mayLeave != (closedAt != 0) || closedAt > _reader.Snapshot!.Value.LastSequence || !_orders.TryAdd(order.ClientOrderId, new OrderPlace { Order = order, Index = _recovered.Orders.Count, ClosedAt = closedAt }))
            return false;
        _recovered.Orders.Add(order);
        return true;
    }

    private bool ReadSnapshotFill(ReadOnlySpan<byte> payload)
    {
        if (!SnapshotCodec.TryReadFill(payload, out InstrumentId instrument, out OrderEvent fill, out bool isBusted) || !_handles.TryGetValue(instrument, out InstrumentHandle handle))
            return false;
        _recovered.KnownFills.Add(new KnownFill(handle, fill with { Instrument = handle }, isBusted));
        return _fills.Add(new FillIdentity(handle, fill.VenueOrderId, fill.TradeId));
    }

    private bool ReadEvent(ReadOnlySpan<byte> payload)
    {
        if (!JournalCodec.TryReadEvent(payload, out OrderEvent e, out bool reopens))
            return false;
        ref OrderPlace place = ref CollectionsMarshal.GetValueRefOrNullRef(_orders, e.ClientOrderId);
        if (Unsafe.IsNullRef(ref place))
            return false;
        Order order = place.Order;
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
        bool mayLeave = order.IsClosed && !order.IsInFlight;
        place.ClosedAt = !mayLeave ? 0 : place.ClosedAt == 0 ? _reader.Header.Sequence : place.ClosedAt;
        return true;
    }

    private struct OrderPlace
    {
        public Order Order;
        public int Index;
        public long ClosedAt;
    }
}
