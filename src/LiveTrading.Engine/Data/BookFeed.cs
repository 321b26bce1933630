using System.Runtime.CompilerServices;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Time;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>
/// Keeps one instrument's book in step with the venue by the range-sequence rule: differences are kept until the snapshot
/// comes; those at or below its id are dropped; the first must not begin behind its id + 1 (else the snapshot is too old and
/// asked for again), nor may any later one behind the last id + 1 (else updates are missing and everything begins anew).
/// Attempts are spaced by back-off and by the venue's <see cref="SnapshotPacer"/>. An applied difference allocates nothing.
/// </summary>
internal sealed class BookFeed
{
    // So many differences in a row at or below the book's id mean that the venue's numbering began anew.
    private const int MaxIgnoredInARow = 1_000;

    private readonly OrderBook _book;
    private readonly DataEngineOptions _options;
    private readonly SnapshotPacer _pacer;
    private readonly IEngineClock _clock;
    private readonly IEngineTimer _timer;
    private readonly Publisher<BookUpdate> _updates;
    private readonly Publisher<BookStateEvent> _states;
    private readonly DataCounts _counts;
    private readonly BookUpdateBuffer _buffer;
    private Phase _phase;
    private int _attempts;
    private long _liveSince;
    private int _ignoredInARow;
    private bool _askedBefore;

    internal BookFeed(
        OrderBook book,
        DataEngineOptions options,
        SnapshotPacer pacer,
        IEngineClock clock,
        IEngineTimers timers,
        Publisher<BookUpdate> updates,
        Publisher<BookStateEvent> states,
        DataCounts counts)
    {
        _book = book;
        _options = options;
        _pacer = pacer;
        _clock = clock;
        _timer = timers.Create(OnTimer);
        _updates = updates;
        _states = states;
        _counts = counts;
        _buffer = new BookUpdateBuffer(options.MaxBufferedUpdates, options.MaxBufferedLevels);
        Check = options.CheckBookConsistency ? new BookConsistencyCheck() : null;
    }

    private enum Phase : byte
    {
        Off,
        AwaitingFeed,
        FeedLost,
        WaitingToAsk,
        Asked,
        Live,
    }

    internal BookConsistencyCheck? Check { get; }

    internal bool IsOn => _phase != Phase.Off;

    /// <summary>The first subscriber came.</summary>
    internal void Start()
    {
        _phase = Phase.AwaitingFeed;
        _attempts = 0;
        _askedBefore = false;
        Invalidate(BookInvalidReason.Starting, null);
    }

    /// <summary>The last subscriber left.</summary>
    internal void Stop()
    {
        _phase = Phase.Off;
        _timer.Cancel();
        _buffer.Clear();
        Invalidate(BookInvalidReason.NotSubscribed, null);
    }

    internal void OnFeedReady()
    {
        if (_phase is Phase.AwaitingFeed or Phase.FeedLost)
            ScheduleAsk();
    }

    internal void OnFeedLost(string reason)
    {
        if (_phase == Phase.Off)
            return;
        NoteFailure();
        _phase = Phase.FeedLost;
        _timer.Cancel();
        _buffer.Clear();
        Invalidate(BookInvalidReason.FeedLost, reason);
    }

    internal void OnUpdate(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        if (_phase != Phase.Live)
        {
            OnUpdateWhileNotLive(in update, bids, asks);
            return;
        }

        long last = _book.LastUpdateId;
        if (update.LastUpdateId <= last || update.FirstUpdateId - 1 > last || update.FirstUpdateId < 0 || update.FirstUpdateId > update.LastUpdateId)
        {
            OnOutOfSequence(in update, bids, asks);
            return;
        }

        _ignoredInARow = 0;
        BookInvalidReason problem = _book.Apply(in update, bids, asks);
        if (problem != BookInvalidReason.None)
        {
            Break(problem, null);
            return;
        }

        _counts.BookUpdates++;
        Check?.OnBookUpdated(_book);
        _updates.Publish(in update);
    }

    internal void OnSnapshot(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        if (_phase is Phase.Off or Phase.FeedLost || (_phase == Phase.Live && update.LastUpdateId <= _book.LastUpdateId))
        {
            _counts.Ignored++;
            return;
        }

        if (_buffer.Count > 0 && _buffer[0].FirstUpdateId - 1 > update.LastUpdateId)
        {
            OnSnapshotTooOld(in update);
            return;
        }

        bool wasLive = _phase == Phase.Live;
        Check?.OnBookReset();
        BookInvalidReason problem = update.LastUpdateId < 0 ? BookInvalidReason.Malformed : _book.Load(in update, bids, asks);
        if (problem != BookInvalidReason.None)
        {
            Break(problem, "in the snapshot");
            return;
        }

        _counts.Snapshots++;
        if (!ReplayBuffer())
            return;
        _timer.Cancel();
        _phase = Phase.Live;
        _ignoredInARow = 0;
        _book.MarkValid();
        if (!wasLive)
        {
            _liveSince = _clock.MonotonicNanos;
            Say(null);
        }

        _updates.Publish(in update);
    }

    internal void OnSnapshotFailed(string reason)
    {
        if (_phase != Phase.Asked)
        {
            _counts.Ignored++;
            return;
        }

        _counts.SnapshotFailures++;
        Invalidate(BookInvalidReason.SnapshotFailed, reason);
        ScheduleAsk();
    }

    // False: the book broke on the way and a new attempt is scheduled.
    private bool ReplayBuffer()
    {
        for (int i = 0; i < _buffer.Count; i++)
        {
            ref readonly BookUpdate update = ref _buffer[i];
            if (update.LastUpdateId <= _book.LastUpdateId)
            {
                _counts.Ignored++;
                continue;
            }

            BookInvalidReason problem = update.FirstUpdateId - 1 > _book.LastUpdateId
                ? BookInvalidReason.Gap
                : _book.Apply(in update, _buffer.Bids(i), _buffer.Asks(i));
            if (problem != BookInvalidReason.None)
            {
                Break(problem, "while catching up with the snapshot");
                return false;
            }

            _counts.BookUpdates++;
            Check?.OnBookUpdated(_book);
        }

        _buffer.Clear();
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnUpdateWhileNotLive(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        if (_phase is Phase.Off or Phase.FeedLost)
        {
            _counts.Ignored++;
            return;
        }

        if (update.FirstUpdateId < 0 || update.FirstUpdateId > update.LastUpdateId)
        {
            // Whatever it was, it is missing in the buffer now: nothing before it may be replayed across it.
            _counts.Malformed++;
            _buffer.Clear();
        }
        else if (!_buffer.TryAdd(in update, bids, asks))
        {
            Break(BookInvalidReason.BufferOverflow, null);
            return;
        }

        // Differences that come before the feed was said to be ready show that it is.
        if (_phase == Phase.AwaitingFeed)
            ScheduleAsk();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnOutOfSequence(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        if (update.FirstUpdateId < 0 || update.FirstUpdateId > update.LastUpdateId)
        {
            Break(BookInvalidReason.Malformed, $"update ids {update.FirstUpdateId} to {update.LastUpdateId}");
            return;
        }

        long last = _book.LastUpdateId;
        if (update.LastUpdateId <= last && ++_ignoredInARow < MaxIgnoredInARow)
        {
            _counts.Ignored++;
            return;
        }

        string detail = update.LastUpdateId <= last
            ? $"{MaxIgnoredInARow} updates in a row are older than id {last}: the venue's numbering began anew"
            : $"update begins at id {update.FirstUpdateId}, expected {last + 1}";
        _counts.Gaps++;
        NoteFailure();
        Invalidate(BookInvalidReason.Gap, detail);
        _buffer.Clear();
        if (_buffer.TryAdd(in update, bids, asks))
            ScheduleAsk();
        else
            Break(BookInvalidReason.BufferOverflow, null);
    }

    private void OnSnapshotTooOld(in BookUpdate update)
    {
        if (_phase != Phase.Asked)
        {
            _counts.Ignored++;
            return;
        }

        _counts.SnapshotFailures++;
        Invalidate(BookInvalidReason.SnapshotTooOld, $"snapshot id {update.LastUpdateId}, first update kept begins at {_buffer[0].FirstUpdateId}");
        ScheduleAsk();
    }

    /// <summary>The book is wrong: forget everything and begin anew.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Break(BookInvalidReason reason, string? detail)
    {
        switch (reason)
        {
            case BookInvalidReason.Gap:
                _counts.Gaps++;
                break;
            case BookInvalidReason.Crossed:
                _counts.Crossed++;
                break;
            case BookInvalidReason.Malformed:
                _counts.Malformed++;
                break;
            default:
                break;
        }

        bool begins = _phase != Phase.WaitingToAsk;
        NoteFailure();
        Invalidate(reason, detail);
        _buffer.Clear();
        if (begins)
            ScheduleAsk();
    }

    // A book that was valid for long enough has earned an immediate attempt.
    private void NoteFailure()
    {
        if (_phase == Phase.Live && _clock.MonotonicNanos - _liveSince >= _options.ResyncStableNanos)
            _attempts = 0;
    }

    private void ScheduleAsk()
    {
        // Whoever heard that the book broke may have ended the subscription.
        if (_phase == Phase.Off)
            return;
        long now = _clock.MonotonicNanos;
        long due = _pacer.Reserve(now + BackOff(_attempts));
        if (_attempts < 62)
            _attempts++;
        _phase = Phase.WaitingToAsk;
        if (due <= now)
            Ask();
        else
            _timer.Start(due - now);
    }

    private long BackOff(int attempts)
    {
        if (attempts == 0)
            return 0;
        int doublings = attempts - 1;
        return doublings >= 32 || _options.ResyncBaseNanos > _options.ResyncMaxNanos >> doublings
            ? _options.ResyncMaxNanos
            : _options.ResyncBaseNanos << doublings;
    }

    private void Ask()
    {
        _phase = Phase.Asked;
        if (_askedBefore)
            _counts.Resyncs++;
        _askedBefore = true;
        _timer.Start(_options.SnapshotTimeoutNanos);
        _book.Synchronise(_book.Reason);
        Say(null);
        if (_phase == Phase.Asked)
            _pacer.Client.RequestBookSnapshot(_book.Instrument);
    }

    private void OnTimer(IEngineTimer timer)
    {
        if (_phase == Phase.WaitingToAsk)
            Ask();
        else if (_phase == Phase.Asked)
            OnSnapshotFailed("the snapshot did not come in time");
    }

    private void Invalidate(BookInvalidReason reason, string? detail)
    {
        Check?.OnBookReset();
        _book.Invalidate(reason);
        Say(detail);
    }

    private void Say(string? detail)
    {
        var e = new BookStateEvent(_book.Instrument, _book.State, _book.Reason, detail, _clock.Now);
        _states.Publish(in e);
    }
}
