using System.Runtime.CompilerServices;

namespace LiveTrading.Engine.Bus;

/// <summary>Waiting messages of one type; the bus's order ring says whose turn it is.</summary>
internal abstract class MessageQueue
{
    internal abstract void DeliverNext();
}

/// <summary>
/// A ring of waiting messages of one type. Never boxes; grows by doubling up to what the bus's capacity allows and then
/// keeps its size, so a steady state allocates nothing.
/// </summary>
internal sealed class MessageQueue<T>(MessageBus bus) : MessageQueue
{
    private const int InitialCapacity = 16;

    private Waiting[] _ring = new Waiting[InitialCapacity];
    private int _head;
    private int _count;

    internal void Enqueue(Publisher<T> topic, in T message)
    {
        if (!bus.TryReserve(this, topic))
            return;
        if (_count == _ring.Length)
            Grow();
        ref Waiting slot = ref _ring[(_head + _count) & (_ring.Length - 1)];
        slot.Topic = topic;
        slot.Message = message;
        _count++;
    }

    internal override void DeliverNext()
    {
        // The slot is released after delivery: handlers may enqueue, and growing leaves this array alive and unchanged.
        ref Waiting slot = ref _ring[_head];
        slot.Topic!.Deliver(in slot.Message);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            _ring[_head].Message = default!;
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        var ring = new Waiting[_ring.Length * 2];
        int first = _ring.Length - _head;
        Array.Copy(_ring, _head, ring, 0, first);
        Array.Copy(_ring, 0, ring, first, _head);
        _ring = ring;
        _head = 0;
    }

    private struct Waiting
    {
        public Publisher<T>? Topic;
        public T Message;
    }
}
