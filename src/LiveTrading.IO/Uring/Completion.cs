using System.Runtime.InteropServices;

namespace LiveTrading.IO.Uring;

/// <summary>What became of an operation: struct io_uring_cqe.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Completion
{
    internal readonly ulong Tag;

    /// <summary>Bytes, a poll mask, or a negative error number.</summary>
    internal readonly int Result;

    private readonly uint _flags;

    /// <summary>More completions of this operation will come.</summary>
    internal bool HasMore => (_flags & 2) != 0;

    /// <summary>A provided buffer was filled.</summary>
    internal bool HasBuffer => (_flags & 1) != 0;

    internal ushort Buffer => (ushort)(_flags >> 16);
}
