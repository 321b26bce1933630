using System.Runtime.CompilerServices;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Bus;

/// <summary>
/// Publishes on one topic; resolve it once with <see cref="MessageBus.GetPublisher{T}"/> and keep it.
/// Loop thread only. Publishing is a loop over an array: no hash, no boxing, no allocation; O(handlers).
/// During another dispatch the message is copied into the bus's queue; <see cref="MessageBusOptions.QueueCapacity"/> says what happens when that is full.
/// </summary>
/// <typeparam name="T">The topic's message type.</typeparam>
public sealed class Publisher<T> : Topic
{
    private readonly MessageBus _bus;
    private readonly MessageQueue<T> _queue;

    // Copy on write: a dispatch under way keeps the array it began with.
    private Subscription<T>[] _handlers = [];

    internal Publisher(MessageBus bus, string name, MessageQueue<T> queue, bool isCommand)
        : base(name, typeof(T), isCommand || typeof(T) == typeof(OrderEvent))
    {
        _bus = bus;
        _queue = queue;
    }

    /// <inheritdoc/>
    public override int HandlerCount => _handlers.Length;

    /// <summary>Gives the message to every handler, highest priority first; inside a handler of this bus: after the present message and those already waiting.</summary>
    /// <exception cref="LiveTrading.Model.LiveTradingException">A handler threw and nobody listens to <see cref="MessageBus.Fault"/>; thrown after everything was delivered.</exception>
    public void Publish(in T message)
    {
        MessageBus bus = _bus;
        if (bus.IsDispatching)
        {
            _queue.Enqueue(this, in message);
            return;
        }

        bus.IsDispatching = true;
        Deliver(in message);
        if (bus.HasWorkAfterDispatch)
            bus.FinishDispatch();
        else
            bus.IsDispatching = false;
    }

    internal void Deliver(in T message)
    {
        Subscription<T>[] handlers = _handlers;
        int i = 0;
        try
        {
            for (; i < handlers.Length; i++)
                handlers[i].Handler(in message);
        }
        catch (Exception e)
        {
            DeliverAfterThrow(in message, handlers, i, e);
        }
    }

    internal void Attach(Subscription<T> subscription)
    {
        int at = 0;
        while (at < _handlers.Length && Precedes(_handlers[at], subscription))
            at++;
        var handlers = new Subscription<T>[_handlers.Length + 1];
        Array.Copy(_handlers, handlers, at);
        handlers[at] = subscription;
        Array.Copy(_handlers, at, handlers, at + 1, _handlers.Length - at);
        _handlers = handlers;
    }

    internal void Detach(Subscription<T> subscription)
    {
        int at = Array.IndexOf(_handlers, subscription);
        if (at < 0)
            return;
        var handlers = new Subscription<T>[_handlers.Length - 1];
        Array.Copy(_handlers, handlers, at);
        Array.Copy(_handlers, at + 1, handlers, at, handlers.Length - at);
        _handlers = handlers;
    }

    private static bool Precedes(Subscription<T> a, Subscription<T> b) =>
        a.Priority > b.Priority || (a.Priority == b.Priority && a.Sequence < b.Sequence);

    // One handler's throw must not keep the message from the others.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DeliverAfterThrow(in T message, Subscription<T>[] handlers, int thrown, Exception exception)
    {
        _bus.Raise(new BusFault(BusFaultKind.HandlerThrew, handlers[thrown].Owner, Name, exception));
        for (int i = thrown + 1; i < handlers.Length; i++)
        {
            try
            {
                handlers[i].Handler(in message);
            }
            catch (Exception e)
            {
                _bus.Raise(new BusFault(BusFaultKind.HandlerThrew, handlers[i].Owner, Name, e));
            }
        }
    }
}
