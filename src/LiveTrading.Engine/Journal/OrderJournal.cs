using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Instruments;
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
    private long _sequence;
    private bool _needsHeader;

    /// <summary>Continues a journal after its recovery.</summary>
    /// <param name="storage">Where the bytes go; its write position was set by the recovery.</param>
    /// <param name="clock">Time of the records.</param>
    /// <param name="recovered">What <see cref="JournalRecovery"/> found.</param>
    public OrderJournal(IJournalStorage storage, IEngineClock clock, RecoveredJournal recovered)
    {
        ArgumentNullException.ThrowIfNull(recovered);
        _storage = storage;
        _clock = clock;
        _instance = recovered.Instance;
        _sequence = recovered.LastSequence;
        _needsHeader = recovered.LastSegmentNeedsHeader;
    }

    /// <summary>The first failure, told once, in the call that met it. Set by the execution engine, which halts trading.</summary>
    public Action<JournalWriteResult>? Failed { get; set; }

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
        return Write(in w, JournalRecordKind.Start);
    }

    /// <summary>Records a new order. It is pending from here on, and may be handed over once this returned <see cref="JournalWriteResult.Written"/>.</summary>
    public JournalWriteResult AppendOrder(Order order, Instrument instrument)
    {
        if (!_instrumentsWritten.Contains(order.Instrument.Index))
        {
            JournalWriteResult result = AppendInstrument(order, instrument);
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
        return Write(in w, JournalRecordKind.Transfer);
    }

    /// <summary>Records a person's explanation of a difference.</summary>
    public JournalWriteResult AppendAdjustment(in JournalAdjustment adjustment)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteAdjustment(ref w, in adjustment);
        return Write(in w, JournalRecordKind.Adjustment);
    }

    /// <summary>Records that a venue was reconciled completely.</summary>
    public JournalWriteResult AppendReconciled(in JournalReconciled reconciled)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteReconciled(ref w, in reconciled);
        return Write(in w, JournalRecordKind.Reconciled);
    }

    /// <summary>Records from where losses are counted.</summary>
    /// <returns><see cref="JournalWriteResult.TooLarge"/> with more strategies than a record holds (about 60).</returns>
    public JournalWriteResult AppendRiskBaselines(RiskBaselines baselines)
    {
        ArgumentNullException.ThrowIfNull(baselines);
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteRiskBaselines(ref w, baselines);
        return Write(in w, JournalRecordKind.RiskBaselines);
    }

    /// <summary>Records that the kill switch was engaged.</summary>
    public JournalWriteResult AppendKillLatch(string reason) => WriteKill(reason, JournalRecordKind.KillLatch);

    /// <summary>Records that a person released the kill switch.</summary>
    public JournalWriteResult AppendKillRelease(string person) => WriteKill(person, JournalRecordKind.KillRelease);

    /// <summary>Records the clean end, forces everything onto the disk and closes the journal.</summary>
    public JournalWriteResult Seal()
    {
        JournalWriteResult result = WriteKill("", JournalRecordKind.Seal);
        if (result == JournalWriteResult.Written)
            result = _storage.Flush();
        if (IsWritable)
            Result = JournalWriteResult.Closed;
        return result;
    }

    private Span<byte> Payload => _buffer.AsSpan(JournalFormat.HeaderBytes);

    private JournalWriteResult AppendInstrument(Order order, Instrument instrument)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteInstrument(ref w, instrument);
        JournalWriteResult result = Write(in w, JournalRecordKind.Instrument);
        if (result == JournalWriteResult.Written)
            _instrumentsWritten.Add(order.Instrument.Index);
        return result;
    }

    private JournalWriteResult WriteKill(string text, JournalRecordKind kind)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteKill(ref w, new JournalKill(text, _clock.Now));
        return Write(in w, kind);
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
