using System.Buffers;
using System.Runtime.CompilerServices;

namespace LiveTrading.IO.Streams;

/// <summary>
/// Where received bytes wait for their handler: contiguous, consumed from the front, grown by doubling up to a limit. When all
/// is consumed the next read starts at the front again, so that a stream that keeps up stays within the same few cache lines.
/// </summary>
/// <remarks>Thread: the loop's. Takes an array of the shared pool when first used and when it grows. Full: <see cref="Space"/> is empty.</remarks>
internal sealed class ReceiveBuffer
{
    // Below this much room it pays to move what is left to the front before the next read.
    private const int LowSpaceBytes = 16 * 1024;

    private readonly int _initialBytes;
    private readonly int _maxBytes;
    private byte[] _bytes = [];

    // What is used of the array: the pool gives longer ones than asked for.
    private int _capacity;
    private int _start;
    private int _end;

    internal ReceiveBuffer(StreamLimits limits)
    {
        if (limits.ReceiveBufferBytes < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(limits), limits.ReceiveBufferBytes, "ReceiveBufferBytes must be at least 1.");
        }

        if (limits.MaxReceiveBufferBytes < limits.ReceiveBufferBytes || limits.MaxReceiveBufferBytes > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(nameof(limits), limits.MaxReceiveBufferBytes, $"MaxReceiveBufferBytes must be from ReceiveBufferBytes ({limits.ReceiveBufferBytes}) to {Array.MaxLength}.");
        }

        _initialBytes = limits.ReceiveBufferBytes;
        _maxBytes = limits.MaxReceiveBufferBytes;
    }

    /// <summary>Received and not consumed.</summary>
    internal Span<byte> Pending => _bytes.AsSpan(_start, _end - _start);

    internal int Length => _end - _start;

    /// <summary>What it holds at most.</summary>
    internal int MaxBytes => _maxBytes;

    /// <summary>At the limit with nothing consumed: no byte more can be taken.</summary>
    internal bool IsFull => _end - _start == _maxBytes;

    /// <summary>A reader still waits to fill the room it was given: what follows <see cref="Pending"/> stays where it is.</summary>
    internal bool IsHeld { get; set; }

    /// <summary>Room for a read, at most <paramref name="most"/> bytes; empty only when full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Space(int most)
    {
        if (_capacity - _end < LowSpaceBytes)
        {
            MakeSpace();
        }

        return _bytes.AsSpan(_end, Math.Min(most, _capacity - _end));
    }

    /// <summary>The same room as <see cref="Space"/> gave, for asynchronous readers.</summary>
    internal Memory<byte> SpaceMemory(int most)
    {
        Span<byte> space = Space(most);
        return _bytes.AsMemory(_end, space.Length);
    }

    internal void Filled(int count) => _end += count;

    /// <summary>Takes bytes from elsewhere; at most <see cref="MaxBytes"/> in all.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> space = Space(bytes.Length);
            bytes[..space.Length].CopyTo(space);
            _end += space.Length;
            bytes = bytes[space.Length..];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Consume(int count)
    {
        _start += count;
        if (_start == _end && !IsHeld)
        {
            _start = 0;
            _end = 0;
        }
    }

    /// <param name="toPool">Nobody can be looking at the bytes any more.</param>
    internal void Release(bool toPool)
    {
        if (toPool && !IsHeld && _bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        _capacity = 0;
        _start = 0;
        _end = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeSpace()
    {
        int length = _end - _start;
        if (_capacity == 0)
        {
            _capacity = _initialBytes;
            _bytes = ArrayPool<byte>.Shared.Rent(_capacity);
            return;
        }

        if (length > _capacity / 2 && _capacity < _maxBytes)
        {
            _capacity = (int)Math.Min(_maxBytes, _capacity * 2L);
            byte[] grown = ArrayPool<byte>.Shared.Rent(_capacity);
            Pending.CopyTo(grown);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = grown;
        }
        else if (_start > 0)
        {
            Buffer.BlockCopy(_bytes, _start, _bytes, 0, length);
        }

        _start = 0;
        _end = length;
    }
}
