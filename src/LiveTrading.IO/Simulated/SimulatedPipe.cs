namespace LiveTrading.IO.Simulated;

/// <summary>One direction of a simulated connection: a ring of bytes that are in flight or wait to be read, never more than the window.</summary>
internal sealed class SimulatedPipe
{
    private const int InitialRingBytes = 4096;

    private byte[] _ring = [];
    private int _head;
    private int _count;
    private int _held;

    internal SimulatedPipe(SimulatedLink link, long notBeforeNanos)
    {
        Link = link;
        LastArrivalNanos = notBeforeNanos;
    }

    internal SimulatedLink Link { get; set; }

    /// <summary>Arrival time of the last thing sent: nothing overtakes it.</summary>
    internal long LastArrivalNanos { get; set; }

    /// <summary>Bytes that have arrived and wait to be read.</summary>
    internal int Readable { get; private set; }

    /// <summary>Bytes taken from the sender since the start.</summary>
    internal long Taken { get; private set; }

    /// <summary>Bytes that arrived since the start.</summary>
    internal long Arrived { get; private set; }

    /// <summary>Both ends are reset when so many bytes have arrived; −1: never.</summary>
    internal long ResetAt { get; set; } = -1;

    /// <summary>Arrivals are kept back while set.</summary>
    internal bool Holding { get; private set; }

    /// <summary>A FIN that arrived while holding.</summary>
    internal bool HeldFin { get; set; }

    internal int Space => Math.Max(0, Link.WindowBytes - _count);

    internal int Write(ReadOnlySpan<byte> data)
    {
        EnsureRing(_count + data.Length);
        int tail = (_head + _count) % _ring.Length;
        int first = Math.Min(data.Length, _ring.Length - tail);
        data[..first].CopyTo(_ring.AsSpan(tail));
        data[first..].CopyTo(_ring);
        _count += data.Length;
        Taken += data.Length;
        return data.Length;
    }

    /// <summary>Bytes arrive.</summary>
    /// <returns>True when they can be read now.</returns>
    internal bool Arrive(int count)
    {
        if (Holding)
        {
            _held += count;
            return false;
        }

        Readable += count;
        Arrived += count;
        return true;
    }

    internal void Hold() => Holding = true;

    /// <returns>Bytes that can be read now and could not before.</returns>
    internal int Release()
    {
        Holding = false;
        int released = _held;
        _held = 0;
        Arrive(released);
        return released;
    }

    internal void Read(Span<byte> destination)
    {
        int first = Math.Min(destination.Length, _ring.Length - _head);
        _ring.AsSpan(_head, first).CopyTo(destination);
        _ring.AsSpan(0, destination.Length - first).CopyTo(destination[first..]);
        _head = (_head + destination.Length) % _ring.Length;
        _count -= destination.Length;
        Readable -= destination.Length;
    }

    /// <summary>Throws away the last of what arrived.</summary>
    internal void Truncate(int count)
    {
        Readable -= count;
        Arrived -= count;
        _count -= count;
    }

    private void EnsureRing(int bytes)
    {
        if (bytes <= _ring.Length)
        {
            return;
        }

        byte[] grown = new byte[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(InitialRingBytes, bytes))];
        int first = Math.Min(_count, _ring.Length - _head);
        _ring.AsSpan(_head, first).CopyTo(grown);
        _ring.AsSpan(0, _count - first).CopyTo(grown.AsSpan(first));
        _ring = grown;
        _head = 0;
    }
}
