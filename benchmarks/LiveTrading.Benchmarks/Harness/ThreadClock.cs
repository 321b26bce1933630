using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LiveTrading.Benchmarks.Harness;

/// <summary>
/// Processor time of the calling thread, which other programs on the machine do not count into; where the system has no such
/// clock, elapsed time.
/// </summary>
internal static partial class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID of <time.h>, Linux.
    private const int ThreadProcessorTime = 3;

    public static bool CountsProcessorTime => OperatingSystem.IsLinux();

    public static string Name => CountsProcessorTime ? "processor time of the measuring thread" : "elapsed time";

    public static long Nanos()
    {
        if (!CountsProcessorTime)
            return (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
        return GetTime(ThreadProcessorTime, out Timespec time) == 0
            ? (time.Seconds * 1_000_000_000) + time.Nanos
            : throw new InvalidOperationException("The system does not tell the processor time of a thread.");
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int GetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanos;
    }
}
