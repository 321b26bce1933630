using System.Runtime.InteropServices;

namespace LiveTrading.IO.Uring;

/// <summary>What is asked of the kernel for a ring, and what it answers: struct io_uring_params.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RingParameters
{
    internal uint SubmissionEntries;
    internal uint CompletionEntries;
    internal uint Flags;
    internal uint PollThreadProcessor;
    internal uint PollThreadIdleMillis;
    internal uint Features;
    internal uint WorkersDescriptor;
    internal uint Reserved0;
    internal uint Reserved1;
    internal uint Reserved2;
    internal SubmissionOffsets Submission;
    internal CompletionOffsets Completion;

    /// <summary>Where the parts of the submission queue lie in its map.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct SubmissionOffsets
    {
        internal uint Head;
        internal uint Tail;
        internal uint Mask;
        internal uint Entries;
        internal uint Flags;
        internal uint Dropped;
        internal uint Indices;
        internal uint Reserved;
        internal ulong UserAddress;
    }

    /// <summary>Where the parts of the completion queue lie in its map.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct CompletionOffsets
    {
        internal uint Head;
        internal uint Tail;
        internal uint Mask;
        internal uint Entries;
        internal uint Overflow;
        internal uint Completions;
        internal uint Flags;
        internal uint Reserved;
        internal ulong UserAddress;
    }
}
