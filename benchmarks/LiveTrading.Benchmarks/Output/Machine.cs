using System.Runtime.InteropServices;
using LiveTrading.Benchmarks.Harness;

namespace LiveTrading.Benchmarks.Output;

/// <summary>Where the numbers come from.</summary>
internal sealed record Machine(string Processor, int Processors, string System, string Runtime, string Build, string LoadAverage, string Clock, DateTimeOffset Time)
{
    public static Machine Describe() => new(
        ProcessorName(),
        Environment.ProcessorCount,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
#if DEBUG
        "Debug: not fit for comparison",
#else
        "Release",
#endif
        FirstWord("/proc/loadavg"),
        ThreadClock.Name,
        DateTimeOffset.UtcNow);

    private static string ProcessorName()
    {
        const string file = "/proc/cpuinfo";
        if (!File.Exists(file))
            return RuntimeInformation.ProcessArchitecture.ToString();
        string? line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static string FirstWord(string file) =>
        File.Exists(file) ? File.ReadAllText(file).Split(' ')[0] : "unknown";
}
