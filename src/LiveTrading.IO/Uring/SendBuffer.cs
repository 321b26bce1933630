using System.Runtime.InteropServices;

namespace LiveTrading.IO.Uring;

/// <summary>
/// Bytes on their way to the kernel: one half is being sent, the other is filled meanwhile. Small messages of one turn lie
/// together and go with one operation.
/// </summary>
/// <remarks>Thread: the loop's. Its memory is taken at the first send and given back in <see cref="Free"/>, once the kernel has let go of it.</remarks>
internal sealed unsafe class SendBuffer
{
    /// <summary>Each half.</summary>
    internal const int HalfBytes = 64 * 1024;

    private byte* _memory;
    private int _filling;
    private int _filled;
    private byte* _sending;
    private int _sendingBytes;

    /// <summary>Taken and not sent.</summary>
    internal int Length => _filled + _sendingBytes;

    internal bool IsSending => _sendingBytes > 0;

    internal bool HasRoom => _filled < HalfBytes;

    internal bool HasMore => _filled > 0;

    /// <summary>What is being sent.</summary>
    internal byte* Start => _sending;

    internal int StartBytes => _sendingBytes;

    /// <returns>Bytes taken.</returns>
    internal int Take(ReadOnlySpan<byte> data)
    {
        if (_memory is null)
        {
            // SAFETY: both halves; freed in Free.
            _memory = (byte*)NativeMemory.Alloc(2 * HalfBytes);
        }

        int count = Math.Min(data.Length, HalfBytes - _filled);
        data[..count].CopyTo(new Span<byte>(_memory + (_filling * HalfBytes) + _filled, count));
        _filled += count;
        return count;
    }

    /// <summary>What was filled is sent next; nothing is being sent now.</summary>
    internal void Turn()
    {
        _sending = _memory + (_filling * HalfBytes);
        _sendingBytes = _filled;
        _filling ^= 1;
        _filled = 0;
    }

    internal void Sent(int count)
    {
        _sending += count;
        _sendingBytes -= count;
    }

    /// <summary>Nothing more of it will be sent.</summary>
    internal void Drop()
    {
        _filled = 0;
        _sendingBytes = 0;
    }

    internal void Free()
    {
        NativeMemory.Free(_memory);
        _memory = null;
        Drop();
    }
}
