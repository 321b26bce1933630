using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Holds submits and changes in place until their records are on the disk (<see cref="JournalDurability.Disk"/>), then gives
/// them to the desk in the order they came. Loop thread; allocates nothing after construction; O(1) but for a cancel of what
/// is held. Bounded by <see cref="Capacity"/>: who comes when it is full is denied.
/// </summary>
/// <remarks>
/// One sync for all that wait: the first request of a turn asks for a sync in the next one, so that a burst shares it; what
/// comes while a sync runs shares the one after it. A cancel, a halt, the stop, a failed journal and the send deadline drop
/// what is held: it was never handed over, so it ends in a denial that is recorded and published. Cancels are never held.
/// </remarks>
internal sealed class OrderHold
{
    /// <summary>Requests held at most.</summary>
    public const int Capacity = 1024;

    private readonly OrderJournal _journal;
    private readonly OrderDesk _desk;
    private readonly IEngineClock _clock;
    private readonly IEngineTimer _sync;
    private readonly IEngineTimer _expiry;
    private readonly long _sendDeadline;
    private readonly HeldRequest[] _ring;
    private int _first;
    private int _count;
    private bool _syncRequested;

    /// <param name="journal">Says what is on the disk.</param>
    /// <param name="desk">Where released requests go.</param>
    /// <param name="clock">Time of the deadlines.</param>
    /// <param name="timers">Makes its two timers.</param>
    /// <param name="sendDeadline">Longest time a request is held, nanoseconds.</param>
    public OrderHold(OrderJournal journal, OrderDesk desk, IEngineClock clock, IEngineTimers timers, long sendDeadline)
    {
        _journal = journal;
        _desk = desk;
        _clock = clock;
        _sendDeadline = sendDeadline;
        _ring = journal.Durability == JournalDurability.Disk ? new HeldRequest[Capacity] : [];
        _sync = timers.Create(_ => RequestSync());
        _expiry = timers.Create(_ => DropExpired());
        journal.Synced = Release;
        desk.Withdraw = Withdraw;
    }

    /// <summary>Why a request must not go out any more; null: it may. Asked at the release, since time has passed.</summary>
    public Func<Order, VenueExecution, string?> Refusal { get; set; } = (_, _) => null;

    /// <summary>Requests must wait for the disk.</summary>
    public bool IsNeeded => _ring.Length > 0;

    /// <summary>No further request can be held.</summary>
    public bool IsFull => IsNeeded && _count >= Capacity;

    /// <summary>Holds a request whose record was just written.</summary>
    public void Add(Order order, VenueExecution venue, RequestKind kind, Price price = default, Quantity quantity = default)
    {
        long deadline = _clock.MonotonicNanos + _sendDeadline;
        if (_count == 0)
            _expiry.Start(_sendDeadline);
        _ring[(_first + _count) % Capacity] = new HeldRequest(order, venue, kind, price, quantity, _journal.LastSequence, deadline);
        _count++;
        if (_syncRequested)
            return;
        _syncRequested = true;
        _sync.Start(0);
    }

    /// <summary>Drops everything: the engine stops, or the journal failed.</summary>
    public void DropAll(string reason)
    {
        while (_count > 0)
            Drop(Take(), reason);
    }

    /// <summary>Drops what may not go out any more, such as after a halt, and what would increase a position that is only to be reduced.</summary>
    public void DropRefused()
    {
        for (int i = 0; i < _count; i++)
        {
            ref HeldRequest held = ref At(i);
            if (held.Order is not { } order || Refusal(order, held.Venue) is not { } refusal)
                continue;
            HeldRequest dropped = held;
            held = held with { Order = null };
            Drop(in dropped, refusal);
        }
    }

    /// <summary>The journal failed: nothing is released any more; what is held is dropped in the next turn, not within the write that failed.</summary>
    public void OnJournalFailed()
    {
        if (_count > 0)
            _expiry.Start(0);
    }

    private ref HeldRequest At(int place) => ref _ring[(_first + place) % Capacity];

    private HeldRequest Take()
    {
        HeldRequest taken = _ring[_first];
        _ring[_first] = default;
        _first = (_first + 1) % Capacity;
        _count--;
        return taken;
    }

    private void RequestSync()
    {
        _syncRequested = false;
        if (_count > 0)
            _journal.RequestSync();
    }

    /// <summary>A cancel was asked for: what is held of that order never goes out.</summary>
    private void Withdraw(Order order)
    {
        for (int i = 0; i < _count; i++)
        {
            ref HeldRequest held = ref At(i);
            if (!ReferenceEquals(held.Order, order))
                continue;
            HeldRequest dropped = held;
            held = held with { Order = null };
            Drop(in dropped, "canceled before it was sent");
        }
    }

    private void Release()
    {
        _desk.Enter();
        try
        {
            long now = _clock.MonotonicNanos;
            while (_count > 0 && _ring[_first].Sequence <= _journal.SyncedSequence)
            {
                HeldRequest held = Take();
                if (held.Order is null)
                    continue;
                if (held.Deadline <= now)
                    Drop(in held, LateText);
                else if (Refusal(held.Order, held.Venue) is { } refusal)
                    Drop(in held, refusal);
                else
                    Send(in held);
            }
        }
        finally
        {
            _desk.Leave();
        }

        ArmExpiry();
    }

    private void Send(in HeldRequest held)
    {
        Order order = held.Order!;
        if (held.Kind == RequestKind.Modify)
        {
            // Filled or canceled meanwhile: there is nothing left to change.
            if (!order.IsClosed && order.ModifyRequest == RequestState.Queued)
                _desk.ModifyInPlace(order, held.Venue, held.Price, held.Quantity);
        }
        else if (order.State == OrderState.Pending && order.CancelRequest == RequestState.None)
        {
            _desk.Submit(order, held.Venue);
        }
        else
        {
            Drop(in held, "canceled before it was sent");
        }
    }

    private const string LateText = "not sent: its record was not on the disk within the send deadline";

    private void DropExpired()
    {
        _desk.Enter();
        try
        {
            if (!_journal.IsWritable)
                DropAll($"not sent: the order journal cannot be written ({_journal.Result})");
            long now = _clock.MonotonicNanos;
            while (_count > 0 && (_ring[_first].Order is null || _ring[_first].Deadline <= now))
                Drop(Take(), LateText);
        }
        finally
        {
            _desk.Leave();
        }

        ArmExpiry();
    }

    // Deadlines ascend, since all are equally far from the moment of coming.
    private void ArmExpiry()
    {
        if (_count == 0)
            _expiry.Cancel();
        else
            _expiry.Start(Math.Max(0, _ring[_first].Deadline - _clock.MonotonicNanos));
    }

    private void Drop(in HeldRequest held, string reason)
    {
        if (held.Order is not { } order || order.IsClosed)
            return;
        if (held.Kind == RequestKind.Submit)
            _desk.Tell(order, OrderEventKind.Denied, reason);
        else if (order.ModifyRequest == RequestState.Queued)
            _desk.Tell(order, OrderEventKind.ModifyRejected, reason);
    }
}
