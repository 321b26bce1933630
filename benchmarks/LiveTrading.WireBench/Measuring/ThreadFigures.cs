using LiveTrading.Benchmarks.Harness;

namespace LiveTrading.WireBench.Measuring;

/// <summary>What the calling thread, and its process, have used so far.</summary>
internal readonly record struct ThreadFigures(long Nanos, long ProcessorNanos, long AllocatedBytes, long SystemCalls, TimeSpan ProcessTime)
{
    /// <summary>Before what is measured: the thread's own figures last, so that taking the others does not count.</summary>
    public static ThreadFigures Begin(long systemCalls)
    {
        TimeSpan process = Environment.CpuUsage.TotalTime;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long nanos = MonotonicClock.Nanos();
        return new ThreadFigures(nanos, ThreadClock.Nanos(), allocated, systemCalls, process);
    }

    /// <summary>After it: the thread's own figures first.</summary>
    public static ThreadFigures End(long systemCalls)
    {
        long processor = ThreadClock.Nanos();
        long nanos = MonotonicClock.Nanos();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        return new ThreadFigures(nanos, processor, allocated, systemCalls, Environment.CpuUsage.TotalTime);
    }
}
