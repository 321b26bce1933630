using System.Runtime.InteropServices;

namespace LiveTrading.IO.Uring;

/// <summary>The system calls of the io_uring backend, by number: the same on every architecture, and libc has no wrappers for them.</summary>
internal static unsafe partial class RingCalls
{
    internal const uint SetupCqSize = 1 << 3;
    internal const uint SetupDisabled = 1 << 6;
    internal const uint SetupTaskRunFlag = 1 << 9;
    internal const uint SetupSingleIssuer = 1 << 12;
    internal const uint SetupDeferTaskRun = 1 << 13;

    internal const uint EnterGetEvents = 1;
    internal const uint EnterExtendedArgument = 1 << 3;

    internal const uint QueueCompletionOverflow = 1 << 1;
    internal const uint QueueTaskRun = 1 << 2;

    internal const uint FeatureSingleMap = 1;
    internal const uint FeatureExtendedArgument = 1 << 8;

    internal const uint RegisterProbe = 8;
    internal const uint RegisterEnableRings = 12;
    internal const uint RegisterBufferRing = 22;

    internal const int NotPermitted = 1;
    internal const int NoEntry = 2;
    internal const int Interrupted = 4;
    internal const int InputOutput = 5;
    internal const int Again = 11;
    internal const int OutOfMemory = 12;
    internal const int Busy = 16;
    internal const int Exists = 17;
    internal const int Invalid = 22;
    internal const int NotImplemented = 38;
    internal const int TimerExpired = 62;
    internal const int NoBuffers = 105;
    internal const int Canceled = 125;

    private const nint SetupNumber = 425;
    private const nint EnterNumber = 426;
    private const nint RegisterNumber = 427;
    private const int ReadWrite = 3;
    private const int SharedPopulated = 0x8001;

    internal static int Setup(uint entries, RingParameters* parameters) =>
        (int)SystemCall(SetupNumber, (nint)entries, (nint)parameters, 0, 0, 0, 0);

    /// <returns>Entries submitted, or −1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    internal static int Enter(int ring, uint submit, uint complete, uint flags, void* argument, nint argumentBytes) =>
        (int)SystemCall(EnterNumber, ring, (nint)submit, (nint)complete, (nint)flags, (nint)argument, argumentBytes);

    internal static int Register(int ring, uint what, void* argument, uint count) =>
        (int)SystemCall(RegisterNumber, ring, (nint)what, (nint)argument, (nint)count, 0, 0);

    internal static nint Map(int ring, nuint bytes, long offset) => MemoryMap(0, bytes, ReadWrite, SharedPopulated, ring, (nint)offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(nint address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MemoryMap(nint address, nuint bytes, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth, nint fifth, nint sixth);
}
