using System.Runtime.InteropServices;

namespace LiveTrading.IO.Uring;

/// <summary>One operation given to the kernel: struct io_uring_sqe, the fields used here.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct Submission
{
    [FieldOffset(0)]
    internal RingOperation Operation;

    /// <summary>Bits IOSQE_….</summary>
    [FieldOffset(1)]
    internal byte Flags;

    /// <summary>Of a receive: whether it goes on by itself.</summary>
    [FieldOffset(2)]
    internal ushort Variant;

    [FieldOffset(4)]
    internal int Descriptor;

    [FieldOffset(8)]
    internal ulong Offset;

    /// <summary>Buffer; of a cancel: the tag of what is canceled.</summary>
    [FieldOffset(16)]
    internal ulong Address;

    /// <summary>Bytes; of a poll: whether it goes on by itself.</summary>
    [FieldOffset(24)]
    internal uint Length;

    /// <summary>Message flags, poll mask, sync flags or cancel flags, by operation.</summary>
    [FieldOffset(28)]
    internal uint OperationFlags;

    [FieldOffset(32)]
    internal ulong Tag;

    [FieldOffset(40)]
    internal ushort BufferGroup;
}
