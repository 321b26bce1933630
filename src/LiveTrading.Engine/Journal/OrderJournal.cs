using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>
/// Writes the order journal: every record is in the storage before its effect. Loop thread; no allocation per record; one
/// write per record. The first failure is final: nothing is written afterwards and <see cref="Failed"/> has said so once.
/// </summary>
public sealed class OrderJournal
{
    private readonly IJournalStorage _storage;
    private readonly IEngineClock _clock;
    private readonly byte[] _buffer = new byte[JournalFormat.MaxRecordBytes];
    private readonly HashSet<int> _instrumentsWritten = [];
    private readonly uint _instance;
    private readonly Action<JournalWriteResult> _onSynced;
    private long _sequence;
    private long _syncingThrough;
    private bool _isSyncing;
    private bool _syncAgain;
    private bool _needsHeader;

    /// <summary>Continues a journal after its recovery.</summary>
    /// <param name="storage">Where the bytes go; its write position was set by the recovery.</param>
    /// <param name="clock">Time of the records.</param>
    /// <param name="recovered">What <see cref="JournalRecovery"/> found.</param>
    /// <param name="durability">What a record must survive before its effect.</param>
    public OrderJournal(IJournalStorage storage, IEngineClock clock, RecoveredJournal recovered, JournalDurability durability = JournalDurability.Process)
    {
        ArgumentNullException.ThrowIfNull(recovered);
        Durability = durability;
        _onSynced = OnSynced;
        _storage = storage;
        _clock = clock;
        _instance = recovered.Instance;
        _sequence = recovered.LastSequence;
        _needsHeader = recovered.LastSegmentNeedsHeader;
    }

    /// <summary>The first failure, told once, in the call that met it. Set by the execution engine, which halts trading.</summary>
    public Action<JournalWriteResult>? Failed { get; set; }

    /// <summary>What a record must survive before its effect.</summary>
    public JournalDurability Durability { get; }

    /// <summary>Number of the last record that is known to be on the disk; moves only at <see cref="JournalDurability.Disk"/>.</summary>
    public long SyncedSequence { get; private set; }

    /// <summary>Syncs that ended well since the start.</summary>
    public long Syncs { get; private set; }

    /// <summary>Told on the loop thread when <see cref="SyncedSequence"/> has moved. Set by the execution engine, which releases what it held.</summary>
    public Action? Synced { get; set; }

    /// <summary>True until a write failed or the journal was sealed.</summary>
    public bool IsWritable => Result == JournalWriteResult.Written;

    /// <summary>How the journal stands: <see cref="JournalWriteResult.Written"/>, or its first failure.</summary>
    public JournalWriteResult Result { get; private set; }

    /// <summary>Records written since the start.</summary>
    public long Records { get; private set; }

    /// <summary>Number of the last record, over all starts.</summary>
    public long LastSequence => _sequence;

    /// <summary>Records a start and the epoch of its client order ids.</summary>
    public JournalWriteResult Start(ulong epoch)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteStart(ref w, new JournalStart(_instance, epoch, _clock.Now));
        JournalWriteResult result = Write(in w, JournalRecordKind.Start);
        if (result != JournalWriteResult.Written || Durability != JournalDurability.Disk)
            return result;

        // What an earlier run left unsynced is forced out here too: from now on a sync speaks of every record before it.
        result = _storage.Flush();
        if (result != JournalWriteResult.Written)
            return Fail(result);

        // The word itself too: were it lost with the power, what reached the disk behind it would be taken for damage.
        result = MarkSynced(_sequence);
        if (result != JournalWriteResult.Written)
            return result;
        result = _storage.Flush();
        return result == JournalWriteResult.Written ? result : Fail(result);
    }

    /// <summary>
    /// At <see cref="JournalDurability.Disk"/>: forces all records so far onto the disk and says so by <see cref="Synced"/>.
    /// While a sync runs, one more is noted that follows it, for all that asked meanwhile. Otherwise nothing.
    /// </summary>
    public void RequestSync()
    {
        if (Durability != JournalDurability.Disk || !IsWritable)
            return;
        if (_isSyncing)
        {
            _syncAgain = true;
            return;
        }

        _isSyncing = true;
        _syncingThrough = _sequence;
        JournalWriteResult begun = _storage.BeginSync(_onSynced);
        if (begun == JournalWriteResult.Written)
            return;
        _isSyncing = false;
        Fail(begun);
    }

    /// <summary>Records a new order. It is pending from here on, and may be handed over once this returned <see cref="JournalWriteResult.Written"/>.</summary>
    public JournalWriteResult AppendOrder(Order order, Instrument instrument)
    {
        if (!_instrumentsWritten.Contains(order.Instrument.Index))
        {
            JournalWriteResult result = AppendInstrument(order.Instrument, instrument);
            if (result != JournalWriteResult.Written)
                return result;
        }

        var w = new PayloadWriter(Payload);
        JournalCodec.WriteOrder(ref w, order);
        return Write(in w, JournalRecordKind.Order);
    }

    /// <summary>Records an order event.</summary>
    /// <param name="e">The event, about to be applied.</param>
    /// <param name="reopens">It reopens an order that had been closed here.</param>
    public JournalWriteResult AppendEvent(in OrderEvent e, bool reopens = false)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteEvent(ref w, in e, reopens);
        return Write(in w, JournalRecordKind.OrderEvent);
    }

    /// <summary>Records what an account held before this engine traded.</summary>
    public JournalWriteResult AppendBaseline(in BalanceBaseline baseline)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteBaseline(ref w, in baseline);
        return Write(in w, JournalRecordKind.Baseline);
    }

    /// <summary>Records money that moved without a trade.</summary>
    public JournalWriteResult AppendTransfer(BalanceTransfer transfer)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteTransfer(ref w, transfer);
        return WriteAndSync(in w, JournalRecordKind.Transfer);
    }

    /// <summary>Records a person's explanation of a difference.</summary>
    public JournalWriteResult AppendAdjustment(in JournalAdjustment adjustment)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteAdjustment(ref w, in adjustment);
        return WriteAndSync(in w, JournalRecordKind.Adjustment);
    }

    /// <summary>Records a trade that others made on the same account.</summary>
    public JournalWriteResult AppendForeignTrade(FillReport trade, Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(trade);
        ArgumentNullException.ThrowIfNull(instrument);
        if (!_instrumentsWritten.Contains(trade.Instrument.Index))
        {
            JournalWriteResult result = AppendInstrument(trade.Instrument, instrument);
            if (result != JournalWriteResult.Written)
                return result;
        }

        var w = new PayloadWriter(Payload);
        JournalCodec.WriteForeignTrade(ref w, instrument.Id, trade);
        return Write(in w, JournalRecordKind.ForeignTrade);
    }

    /// <summary>Records that a venue was reconciled completely.</summary>
    public JournalWriteResult AppendReconciled(in JournalReconciled reconciled)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteReconciled(ref w, in reconciled);
        return Write(in w, JournalRecordKind.Reconciled);
    }

    /// <summary>Records that all baselines of an account stand; without it none of them counts at a start.</summary>
    public JournalWriteResult AppendBaselinesComplete(AccountId account)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteBaselinesComplete(ref w, account);
        return WriteAndSync(in w, JournalRecordKind.BaselinesComplete);
    }

    /// <summary>Records from where losses are counted, in as many records as the strategies need; all of them count together or not at all.</summary>
    public JournalWriteResult AppendRiskBaselines(RiskBaselines baselines)
    {
        ArgumentNullException.ThrowIfNull(baselines);
        int parts = RiskBaselineParts.CountOf(baselines);
        for (int part = 0; part < parts; part++)
        {
            var w = new PayloadWriter(Payload);
            JournalRecordKind kind = RiskBaselineParts.Write(ref w, baselines, part, parts);
            JournalWriteResult result = Write(in w, kind);
            if (result != JournalWriteResult.Written)
                return result;
        }

        // They change with every new peak; only a limit that was reached must not be forgotten.
        if (baselines.DailyLossReached || baselines.DrawdownReached)
            RequestSync();
        return JournalWriteResult.Written;
    }

    /// <summary>Records that the kill switch was engaged.</summary>
    public JournalWriteResult AppendKillLatch(string reason, bool flatten = false, StrategyId strategy = default) => WriteKill(reason, JournalRecordKind.KillLatch, sync: true, flatten, strategy);

    /// <summary>Records that a person released the kill switch.</summary>
    public JournalWriteResult AppendKillRelease(string person, StrategyId strategy = default) => WriteKill(person, JournalRecordKind.KillRelease, sync: true, strategy: strategy);

    /// <summary>Records the clean end, forces everything onto the disk and closes the journal.</summary>
    public JournalWriteResult Seal()
    {
        JournalWriteResult result = WriteKill("", JournalRecordKind.Seal, sync: false);
        if (result == JournalWriteResult.Written)
            result = _storage.Flush();
        if (IsWritable)
            Result = JournalWriteResult.Closed;
        return result;
    }

    private Span<byte> Payload => _buffer.AsSpan(JournalFormat.HeaderBytes);

    private JournalWriteResult AppendInstrument(InstrumentHandle handle, Instrument instrument)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteInstrument(ref w, instrument);
        JournalWriteResult result = Write(in w, JournalRecordKind.Instrument);
        if (result == JournalWriteResult.Written)
            _instrumentsWritten.Add(handle.Index);
        return result;
    }

    private JournalWriteResult WriteKill(string text, JournalRecordKind kind, bool sync, bool flatten = false, StrategyId strategy = default)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteKill(ref w, new JournalKill(text, _clock.Now, flatten, strategy));
        return sync ? WriteAndSync(in w, kind) : Write(in w, kind);
    }

    /// <summary>For rare records that no venue can tell again: at <see cref="JournalDurability.Disk"/> they are forced out soon, though nothing waits for it.</summary>
    private JournalWriteResult WriteAndSync(in PayloadWriter payload, JournalRecordKind kind)
    {
        JournalWriteResult result = Write(in payload, kind);
        if (result == JournalWriteResult.Written)
            RequestSync();
        return result;
    }

    private void OnSynced(JournalWriteResult result)
    {
        _isSyncing = false;
        if (!IsWritable)
            return;
        if (result != JournalWriteResult.Written)
        {
            Fail(result);
            return;
        }

        Syncs++;
        if (MarkSynced(_syncingThrough) != JournalWriteResult.Written)
            return;
        if (_syncAgain)
        {
            // Begun before anything is released, so that what waits meanwhile waits no longer than it must.
            _syncAgain = false;
            RequestSync();
        }

        Synced?.Invoke();
    }

    /// <summary>The mark tells a later start which records may be missing after a loss of power and which may not.</summary>
    private JournalWriteResult MarkSynced(long through)
    {
        SyncedSequence = through;
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteSynced(ref w, through);
        return Write(in w, JournalRecordKind.Synced);
    }

    private JournalWriteResult Write(in PayloadWriter payload, JournalRecordKind kind)
    {
        if (!IsWritable)
            return JournalWriteResult.Closed;

        // An identifier that is too long concerns this record alone; the journal stays whole.
        if (payload.Overflowed)
            return JournalWriteResult.TooLarge;
        Span<byte> record = _buffer.AsSpan(0, JournalFormat.HeaderBytes + payload.Written);
        JournalWriteResult result = _needsHeader ? JournalWriteResult.SegmentFull : Append(record, kind);
        if (result == JournalWriteResult.SegmentFull)
            result = AppendToNewSegment(record, kind);
        return result == JournalWriteResult.Written ? result : Fail(result);
    }

    private JournalWriteResult Append(Span<byte> record, JournalRecordKind kind)
    {
        JournalFormat.Complete(record, _sequence + 1, kind);
        JournalWriteResult result = _storage.Append(record);
        if (result == JournalWriteResult.Written)
        {
            _sequence++;
            Records++;
        }

        return result;
    }

    private JournalWriteResult AppendToNewSegment(Span<byte> record, JournalRecordKind kind)
    {
        IReadOnlyList<long> segments = _storage.Segments;
        long number = segments.Count == 0 ? 1 : segments[^1];
        if (!_needsHeader || segments.Count == 0)
        {
            // The end of the last one need not be on the disk before it: what a sync has not covered is the end, wherever it lies.
            number = segments.Count == 0 ? 1 : number + 1;
            JournalWriteResult started = _storage.StartSegment(number);
            if (started != JournalWriteResult.Written)
                return started;
        }

        _needsHeader = true;
        Span<byte> header = stackalloc byte[96];
        var w = new PayloadWriter(header[JournalFormat.HeaderBytes..]);
        JournalCodec.WriteSegmentHeader(ref w, new SegmentHeader(_instance, number, _clock.Now));
        JournalWriteResult result = Append(header[..(JournalFormat.HeaderBytes + w.Written)], JournalRecordKind.SegmentHeader);
        if (result != JournalWriteResult.Written)
            return result == JournalWriteResult.SegmentFull ? JournalWriteResult.Failed : result;
        _needsHeader = false;
        result = Append(record, kind);
        return result == JournalWriteResult.SegmentFull ? JournalWriteResult.Failed : result;
    }

    private JournalWriteResult Fail(JournalWriteResult result)
    {
        Result = result;
        Failed?.Invoke(result);
        return result;
    }
}
