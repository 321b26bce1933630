using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Recording;

/// <summary>Brings the inputs of a recording to a session, one after the other.</summary>
public sealed class ReplayInputs
{
    private readonly ReplayTape _tape;
    private readonly IReplayedSession _session;
    private readonly IMarketDataSink _data;
    private BookLevel[] _bids = new BookLevel[64];
    private BookLevel[] _asks = new BookLevel[64];
    private int _depth;

    /// <summary>From a tape into a session that was built on it.</summary>
    public ReplayInputs(ReplayTape tape, IReplayedSession session)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(session);
        _tape = tape;
        _session = session;
        _data = session.MarketData;
        tape.Dispatch = Bring;
    }

    /// <summary>Plays until the end, a difference, damage, or one of the limits.</summary>
    /// <param name="lastRecord">Number of the last record to be played.</param>
    /// <param name="until">Wall time of the session up to which is played.</param>
    public void Run(long lastRecord = long.MaxValue, UnixNanos? until = null)
    {
        _tape.LastRecord = lastRecord;
        long last = until?.Value ?? long.MaxValue;
        while (!_tape.IsOver && _tape.LoadBeyondReadings() && _tape.WallNanos <= last)
        {
            RecordKind kind = _tape.NextKind;
            if (kind == RecordKind.End)
                _tape.TakeEnd();
            else if (!RecordText.IsInput(kind))
                _tape.Differ(_tape.DescribeNext(), "nothing more after the input before");
            else
                BringGuarded(kind);
        }
    }

    private void BringGuarded(RecordKind kind)
    {
        if (_tape.TakeThrown() is { } thrown && kind != RecordKind.Fault)
        {
            _tape.Differ(_tape.DescribeNext(), "the core threw " + thrown);
            return;
        }

        try
        {
            Bring(kind);
        }
        catch (Exception e) when (e is not RecordingException)
        {
            // As the loop does: whoever called gets nothing of it, a fault follows. A command's own throw went to its caller.
            if (kind != RecordKind.Command)
                _tape.NoteThrown($"{e.GetType().Name}: {e.Message}");
        }
    }

    private void Bring(RecordKind kind)
    {
        _tape.CountInput();
        _depth++;
        try
        {
            switch (kind)
            {
                case RecordKind.Quote:
                    BringQuote();
                    break;
                case RecordKind.Trade:
                    BringTrade();
                    break;
                case RecordKind.BookUpdate or RecordKind.BookSnapshot:
                    BringBook(kind);
                    break;
                default:
                    BringFramed(kind);
                    break;
            }
        }
        finally
        {
            _depth--;
        }
    }

    private void BringQuote()
    {
        ReadOnlySpan<byte> s = _tape.Block;
        int at = _tape.At;
        if (!PackedNumbers.TryRead(s, ref at, out ulong instrument, out ulong received)
            | !PackedNumbers.TryRead(s, ref at, out ulong bid, out ulong bidQuantity)
            | !PackedNumbers.TryRead(s, ref at, out ulong ask, out ulong askQuantity)
            | !PackedNumbers.TryRead(s, ref at, out ulong id, out ulong time))
        {
            _tape.Reject("a quote makes no sense");
            return;
        }

        Take(at);
        InstrumentHandle handle = new((int)(uint)instrument - 1);
        ref MarketAnchor anchor = ref _tape.Anchors.Of(handle.Index);
        anchor.Price += PackedNumbers.UnZigZag(bid);
        anchor.UpdateId += PackedNumbers.UnZigZag(id);
        anchor.QuoteTime += PackedNumbers.UnZigZag(time);
        QuoteTick quote = new(
            handle,
            new Price(anchor.Price),
            new Quantity((long)bidQuantity),
            new Price(anchor.Price + PackedNumbers.UnZigZag(ask)),
            new Quantity((long)askQuantity),
            anchor.UpdateId,
            new UnixNanos(anchor.QuoteTime),
            new UnixNanos(_tape.WallNanos + PackedNumbers.UnZigZag(received)));
        _data.OnQuote(in quote);
    }

    private void BringTrade()
    {
        ReadOnlySpan<byte> s = _tape.Block;
        int at = _tape.At;
        if (!PackedNumbers.TryRead(s, ref at, out ulong instrument, out ulong received)
            | !PackedNumbers.TryRead(s, ref at, out ulong price, out ulong quantity)
            | !PackedNumbers.TryRead(s, ref at, out ulong id, out ulong highId)
            | !PackedNumbers.TryRead(s, ref at, out ulong time, out ulong side)
            || side > (ulong)OrderSide.Sell)
        {
            _tape.Reject("a trade makes no sense");
            return;
        }

        Take(at);
        InstrumentHandle handle = new((int)(uint)instrument - 1);
        ref MarketAnchor anchor = ref _tape.Anchors.Of(handle.Index);
        anchor.Price += PackedNumbers.UnZigZag(price);
        anchor.TradeId += PackedNumbers.UnZigZag(id);
        anchor.TradeTime += PackedNumbers.UnZigZag(time);
        TradeTick trade = new(
            handle,
            new Price(anchor.Price),
            new Quantity((long)quantity),
            (OrderSide)side,
            new TradeId(new UInt128(highId, (ulong)anchor.TradeId)),
            new UnixNanos(anchor.TradeTime),
            new UnixNanos(_tape.WallNanos + PackedNumbers.UnZigZag(received)));
        _data.OnTrade(in trade);
    }

    private void BringBook(RecordKind kind)
    {
        ReadOnlySpan<byte> s = _tape.Block;
        int at = _tape.At;
        if (!PackedNumbers.TryRead(s, ref at, out ulong instrument, out ulong received)
            | !PackedNumbers.TryRead(s, ref at, out ulong first, out ulong count)
            | !PackedNumbers.TryRead(s, ref at, out ulong time, out _)
            | !PackedNumbers.TryRead(s, ref at, out ulong bidCount, out ulong askCount)
            || bidCount > (ulong)s.Length || askCount > (ulong)s.Length)
        {
            _tape.Reject("a book makes no sense");
            return;
        }

        InstrumentHandle handle = new((int)(uint)instrument - 1);
        ref MarketAnchor anchor = ref _tape.Anchors.Of(handle.Index);

        // What comes during a call of the core must not overwrite the levels that the call is about.
        BookLevel[] bids = Room(ref _bids, (int)bidCount);
        BookLevel[] asks = Room(ref _asks, (int)askCount);
        if (!ReadLevels(s, ref at, bids, (int)bidCount, anchor.Price) || !ReadLevels(s, ref at, asks, (int)askCount, anchor.Price))
        {
            _tape.Reject("a book's level makes no sense");
            return;
        }

        Take(at);
        long firstId = anchor.UpdateId + PackedNumbers.UnZigZag(first);
        anchor.UpdateId = firstId + PackedNumbers.UnZigZag(count);
        anchor.BookTime += PackedNumbers.UnZigZag(time);
        BookUpdate update = new(
            handle,
            firstId,
            anchor.UpdateId,
            new UnixNanos(anchor.BookTime),
            new UnixNanos(_tape.WallNanos + PackedNumbers.UnZigZag(received)));
        ReadOnlySpan<BookLevel> bidLevels = bids.AsSpan(0, (int)bidCount);
        ReadOnlySpan<BookLevel> askLevels = asks.AsSpan(0, (int)askCount);
        if (kind == RecordKind.BookUpdate)
            _data.OnBookUpdate(in update, bidLevels, askLevels);
        else
            _data.OnBookSnapshot(in update, bidLevels, askLevels);
    }

    private void Take(int at)
    {
        _tape.At = at;
        _tape.Consume();
    }

    private BookLevel[] Room(ref BookLevel[] levels, int count)
    {
        if (_depth > 1)
            return new BookLevel[count];
        if (levels.Length < count)
            levels = new BookLevel[Math.Max(count, levels.Length * 2)];
        return levels;
    }

    private static bool ReadLevels(ReadOnlySpan<byte> s, ref int at, BookLevel[] levels, int count, long price)
    {
        for (int i = 0; i < count; i++)
        {
            if (!PackedNumbers.TryRead(s, ref at, out ulong moved, out ulong quantity))
                return false;
            price += PackedNumbers.UnZigZag(moved);
            levels[i] = new BookLevel(new Price(price), new Quantity((long)quantity));
        }

        return true;
    }

    private void BringFramed(RecordKind kind)
    {
        var r = new PayloadReader(_tape.Payload);
        switch (kind)
        {
            case RecordKind.Bar:
                Bar bar = RecordFields.ReadBar(ref r);
                if (Taken(in r))
                    _data.OnBar(in bar);
                break;
            case RecordKind.BookSnapshotFailed:
                (InstrumentHandle failed, string failure) = (new InstrumentHandle(r.Int32()), r.LongTextOrNull()!);
                if (Taken(in r))
                    _data.OnBookSnapshotFailed(failed, failure);
                break;
            case RecordKind.FeedLost:
                (InstrumentHandle lost, string loss) = (new InstrumentHandle(r.Int32()), r.LongTextOrNull()!);
                if (Taken(in r))
                    _data.OnFeedLost(lost, loss);
                break;
            case RecordKind.FeedReady:
                InstrumentHandle ready = new(r.Int32());
                if (Taken(in r))
                    _data.OnFeedReady(ready);
                break;
            case RecordKind.Timer:
                BringTimer(ref r);
                break;
            case RecordKind.JournalSynced:
                var synced = (JournalWriteResult)r.UpTo((byte)JournalWriteResult.Closed);
                if (Taken(in r))
                    _tape.Journal?.CompleteSync(synced);
                break;
            case RecordKind.Instrument:
                Instrument instrument = RecordFields.ReadInstrument(ref r);
                if (Taken(in r))
                    _session.OnInstrument(instrument);
                break;
            case RecordKind.UserConnection:
                ConnectionEvent e = RecordFields.ReadConnection(ref r);
                if (Taken(in r))
                    _session.OnConnection(in e);
                break;
            case RecordKind.UserMessage:
                (string connection, bool isText, byte[] message) = (r.LongText(), r.Bool(), r.Bytes().ToArray());
                if (Taken(in r))
                    _session.OnMessage(connection, message, isText);
                break;
            case RecordKind.Fault:
                string fault = r.LongTextOrNull()!;
                if (Taken(in r))
                    _session.OnFault(fault);
                break;
            case RecordKind.Command:
                (byte command, long number, string text) = (r.Byte(), r.Int64(), r.LongText());
                if (Taken(in r))
                    _session.OnCommand(command, number, text);
                break;
            case RecordKind.InstrumentsLoaded or RecordKind.Connection or RecordKind.Refused or RecordKind.VenueStopped:
                BringObserved(kind, ref r);
                break;
            default:
                BringExecution(kind, ref r);
                break;
        }
    }

    private void BringTimer(ref PayloadReader r)
    {
        (int number, long missed, bool stillActive) = (r.Int32(), r.Int64(), r.Bool());
        if (!Taken(in r))
            return;
        if (_tape.FindTimer(number) is { } timer)
            timer.Fire(missed, stillActive);
        else
            _tape.Differ($"timer {number} fires", "there is no such timer");
    }

    private void BringObserved(RecordKind kind, ref PayloadReader r)
    {
        int number = r.Int32();
        ConnectionEvent e = kind == RecordKind.Connection ? RecordFields.ReadConnection(ref r) : default;
        string? reason = kind == RecordKind.Refused ? r.LongTextOrNull() : null;
        if (!Taken(in r))
            return;
        if (_session.Venue(number) is not { } venue)
            _tape.Differ($"{kind} of venue {number}", "there is no such venue");
        else if (kind == RecordKind.InstrumentsLoaded)
            _session.Observer.OnInstrumentsLoaded(venue);
        else if (kind == RecordKind.Connection)
            _session.Observer.OnConnection(venue, in e);
        else if (kind == RecordKind.Refused)
            _session.Observer.OnRefused(venue, reason!);
        else
            _session.Observer.OnStopped(venue);
    }

    private void BringExecution(RecordKind kind, ref PayloadReader r)
    {
        int venue = r.Int32();
        if (_session.Execution(venue) is not { } sink)
        {
            _tape.Differ($"{kind} of venue {venue}", "there is no such venue");
            return;
        }

        switch (kind)
        {
            case RecordKind.HandedOver or RecordKind.Unsent or RecordKind.OutcomeUnknown or RecordKind.RetryLater:
                BringRequestOutcome(kind, sink, ref r);
                break;
            case RecordKind.OrderEvent:
                OrderEvent e = RecordFields.ReadOrderEvent(ref r);
                if (Taken(in r))
                    sink.OnOrderEvent(in e);
                break;
            case RecordKind.AccountUpdate:
                AccountReport account = RecordFields.ReadAccount(ref r);
                if (Taken(in r))
                    sink.OnAccountUpdate(account);
                break;
            case RecordKind.Transfer:
                BalanceTransfer transfer = RecordFields.ReadTransfer(ref r);
                if (Taken(in r))
                    sink.OnTransfer(transfer);
                break;
            case RecordKind.ExecutionReady:
                if (Taken(in r))
                    sink.OnExecutionReady();
                break;
            case RecordKind.ExecutionLost:
                string reason = r.LongTextOrNull()!;
                if (Taken(in r))
                    sink.OnExecutionLost(reason);
                break;
            default:
                BringAnswer(kind, sink, ref r);
                break;
        }
    }

    private void BringRequestOutcome(RecordKind kind, IExecutionSink sink, ref PayloadReader r)
    {
        ClientOrderId order = new(r.UInt128());
        var request = (RequestKind)r.UpTo((byte)RequestKind.Modify);
        string reason = r.LongTextOrNull()!;
        long after = r.Int64();
        if (!Taken(in r))
            return;
        if (kind == RecordKind.HandedOver)
            sink.OnHandedOver(order, request);
        else if (kind == RecordKind.Unsent)
            sink.OnUnsent(order, request, reason);
        else if (kind == RecordKind.OutcomeUnknown)
            sink.OnOutcomeUnknown(order, request, reason);
        else
            sink.OnRetryLater(order, request, reason, after);
    }

    private void BringAnswer(RecordKind kind, IExecutionSink sink, ref PayloadReader r)
    {
        var outcome = (QueryOutcome)r.UpTo((byte)QueryOutcome.Failed);
        string reason = r.LongTextOrNull()!;
        switch (kind)
        {
            case RecordKind.OrderQueried:
                ClientOrderId order = new(r.UInt128());
                OrderStatusReport? report = r.Bool() ? RecordFields.ReadReport(ref r) : null;
                if (Taken(in r))
                    sink.OnOrderQueried(order, outcome, report, reason);
                break;
            case RecordKind.OpenOrders:
                long openRequest = r.Int64();
                var reports = new OrderStatusReport[r.Count(80)];
                for (int i = 0; i < reports.Length; i++)
                    reports[i] = RecordFields.ReadReport(ref r);
                if (Taken(in r))
                    sink.OnOpenOrders(openRequest, outcome, reports, reason);
                break;
            case RecordKind.Fills:
                long fillsRequest = r.Int64();
                InstrumentHandle instrument = new(r.Int32());
                var fills = new FillReport[r.Count(80)];
                for (int i = 0; i < fills.Length; i++)
                    fills[i] = RecordFields.ReadFill(ref r);
                if (Taken(in r))
                    sink.OnFills(fillsRequest, instrument, outcome, fills, reason);
                break;
            default:
                long request = r.Int64();
                AccountReport? account = r.Bool() ? RecordFields.ReadAccount(ref r) : null;
                if (Taken(in r))
                    sink.OnAccountQueried(request, outcome, account, reason);
                break;
        }
    }

    private bool Taken(in PayloadReader r)
    {
        if (!r.IsComplete)
            return _tape.Reject($"a record of kind {_tape.NextKind} makes no sense");
        _tape.Consume();
        return true;
    }
}
