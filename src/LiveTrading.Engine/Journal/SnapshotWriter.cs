using System.Buffers;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>Writes what closed segments leave as a snapshot: the same records, checksummed and numbered, in an order of their own. Cold; off the loop thread.</summary>
internal sealed class SnapshotWriter
{
    // Some bytes for each order and fill, so that it grows seldom.
    private const int ExpectedRecordBytes = 256;

    private readonly ArrayBufferWriter<byte> _bytes;
    private readonly byte[] _buffer = new byte[JournalFormat.MaxRecordBytes];
    private readonly RecoveredJournal _recovered;
    private readonly SnapshotState _state;
    private readonly JournalCompactionOptions _options;
    private long _sequence;

    private SnapshotWriter(RecoveredJournal recovered, SnapshotState state, JournalCompactionOptions options)
    {
        _bytes = new ArrayBufferWriter<byte>(Math.Max(1, ExpectedRecordBytes * (state.Orders.Count + state.Fills.Count)));
        _recovered = recovered;
        _state = state;
        _options = options;
    }

    private Span<byte> Payload => _buffer.AsSpan(JournalFormat.HeaderBytes);

    /// <summary>A pure function of what was read.</summary>
    public static byte[] Write(RecoveredJournal recovered, JournalCompactionOptions options)
    {
        var writer = new SnapshotWriter(recovered, SnapshotState.Of(recovered, options), options);
        writer.Write();
        return writer._bytes.WrittenSpan.ToArray();
    }

    private void Write()
    {
        SegmentHeader last = _recovered.LastSegment;
        var w = new PayloadWriter(Payload);
        SnapshotCodec.WriteHeader(ref w, new SnapshotHeader(last.Instance, last.Segment, last.Created, _recovered.LastSequence, _recovered.StartCount, _recovered.LastEventTime, _recovered.TellsSyncs));
        Append(in w, JournalRecordKind.Snapshot);
        WriteStarts();
        foreach (Instrument instrument in _recovered.Instruments)
        {
            w = new PayloadWriter(Payload);
            JournalCodec.WriteInstrument(ref w, instrument);
            Append(in w, JournalRecordKind.Instrument);
        }

        WriteAccounts();
        foreach (PositionSnapshot position in _state.Positions)
            WritePosition(position);
        foreach ((Order order, long closedAt) in _state.Orders)
        {
            w = new PayloadWriter(Payload);
            SnapshotCodec.WriteOrder(ref w, order, closedAt);
            Append(in w, JournalRecordKind.SnapshotOrder);
        }

        for (int i = 0; i < _state.Fills.Count; i++)
        {
            KnownFill fill = _state.Fills[i];
            w = new PayloadWriter(Payload);
            SnapshotCodec.WriteFill(ref w, _state.Cache.Instrument(fill.Instrument).Id, in fill);
            Append(in w, JournalRecordKind.SnapshotFill);
        }

        WriteRisk();
        long records = _sequence;
        w = new PayloadWriter(Payload);
        SnapshotCodec.WriteEnd(ref w, records);
        Append(in w, JournalRecordKind.SnapshotEnd);
    }

    private void WriteStarts()
    {
        for (int i = 0; i < _recovered.Starts.Count; i++)
        {
            if (i != 0 && i != _recovered.Starts.Count - 1)
                continue;
            var w = new PayloadWriter(Payload);
            JournalCodec.WriteStart(ref w, _recovered.Starts[i]);
            Append(in w, JournalRecordKind.Start);
        }
    }

    private void WriteAccounts()
    {
        foreach (IGrouping<AccountId, BalanceBaseline> account in _state.Baselines.GroupBy(b => b.Account))
        {
            foreach (BalanceBaseline baseline in account)
                WriteBaseline(in baseline);
            var complete = new PayloadWriter(Payload);
            JournalCodec.WriteBaselinesComplete(ref complete, account.Key);
            Append(in complete, JournalRecordKind.BaselinesComplete);
        }

        foreach (BalanceBaseline baseline in _recovered.OpenBaselines)
            WriteBaseline(in baseline);
        foreach (CarriedTransfers carried in _state.CarriedTransfers)
        {
            var w = new PayloadWriter(Payload);
            SnapshotCodec.WriteTransfers(ref w, in carried);
            Append(in w, JournalRecordKind.SnapshotTransfers);
        }

        foreach (BalanceTransfer transfer in _state.Transfers)
        {
            var w = new PayloadWriter(Payload);
            JournalCodec.WriteTransfer(ref w, transfer);
            Append(in w, JournalRecordKind.Transfer);
        }

        foreach (CarriedForeign carried in _state.CarriedForeign)
        {
            var w = new PayloadWriter(Payload);
            SnapshotCodec.WriteForeign(ref w, in carried);
            Append(in w, JournalRecordKind.SnapshotForeign);
        }

        foreach ((InstrumentId instrument, FillReport trade) in _state.ForeignTrades)
        {
            var w = new PayloadWriter(Payload);
            JournalCodec.WriteForeignTrade(ref w, instrument, trade);
            Append(in w, JournalRecordKind.ForeignTrade);
        }

        foreach (JournalAdjustment adjustment in _recovered.Adjustments)
        {
            var w = new PayloadWriter(Payload);
            JournalCodec.WriteAdjustment(ref w, in adjustment);
            Append(in w, JournalRecordKind.Adjustment);
        }

        foreach ((VenueId venue, Model.UnixNanos started) in _recovered.Reconciled)
        {
            var w = new PayloadWriter(Payload);
            JournalCodec.WriteReconciled(ref w, new JournalReconciled(venue, started));
            Append(in w, JournalRecordKind.Reconciled);
        }
    }

    private void WriteBaseline(in BalanceBaseline baseline)
    {
        var w = new PayloadWriter(Payload);
        JournalCodec.WriteBaseline(ref w, in baseline);
        Append(in w, JournalRecordKind.Baseline);
    }

    private void WritePosition(PositionSnapshot position)
    {
        var w = new PayloadWriter(Payload);
        SnapshotCodec.WritePosition(ref w, position);
        Append(in w, JournalRecordKind.SnapshotPosition);
        foreach ((string currency, decimal amount) in position.Fees)
        {
            w = new PayloadWriter(Payload);
            SnapshotCodec.WriteCommission(ref w, currency, amount);
            Append(in w, JournalRecordKind.SnapshotCommission);
        }
    }

    private void WriteRisk()
    {
        if (_recovered.KillLatch is { } kill)
        {
            var w = new PayloadWriter(Payload);
            JournalCodec.WriteKill(ref w, in kill);
            Append(in w, JournalRecordKind.KillLatch);
        }

        foreach (JournalKill strategy in _recovered.StrategyKills.Values)
        {
            var w = new PayloadWriter(Payload);
            JournalCodec.WriteKill(ref w, in strategy);
            Append(in w, JournalRecordKind.KillLatch);
        }

        if (_recovered.RiskBaselines is { } baselines)
        {
            int parts = RiskBaselineParts.CountOf(baselines);
            for (int part = 0; part < parts; part++)
            {
                var w = new PayloadWriter(Payload);
                JournalRecordKind kind = RiskBaselineParts.Write(ref w, baselines, part, parts);
                Append(in w, kind);
            }
        }

        for (int part = 0; part < _recovered.OpenRiskParts.Count; part++)
        {
            RiskBaselines open = _recovered.OpenRiskParts[part];
            var w = new PayloadWriter(Payload);
            JournalCodec.WriteRiskBaselinesPart(ref w, open, part, _recovered.OpenRiskPartCount, 0, open.Strategies.Count);
            Append(in w, JournalRecordKind.RiskBaselinesPart);
        }
    }

    private void Append(in PayloadWriter payload, JournalRecordKind kind)
    {
        if (payload.Overflowed)
            throw new JournalException($"A {kind} record does not fit {JournalFormat.MaxRecordBytes} bytes: no snapshot can be made.");
        Span<byte> record = _buffer.AsSpan(0, JournalFormat.HeaderBytes + payload.Written);
        JournalFormat.Complete(record, ++_sequence, kind);
        _bytes.Write(record);
    }
}
