using System.Globalization;
using LiveTrading.WireBench.Clients;

namespace LiveTrading.WireBench.Output;

/// <summary>The figures of one run as lines for a person.</summary>
internal static class RunText
{
    public static void Write(TextWriter output, RunResult r)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        output.WriteLine(string.Create(c, $"{r.Backend}, {r.Wait}, {r.Connections} connection{(r.Connections == 1 ? "" : "s")}{(r.EndedEarly ? "; the server ended early" : "")}"));
        output.WriteLine(string.Create(c, $"messages            {r.Messages:N0} in {r.Seconds:0.000} s, {r.Bytes:N0} bytes; before them {r.WarmupMessages:N0} to warm up"));
        output.WriteLine(string.Create(c, $"rate                {r.MessagesPerSecond:N0} messages a second"));
        output.WriteLine(string.Create(c, $"processor time      {r.CpuMicrosPerMessage:0.000} µs a message on the loop's thread ({r.CpuShare:P1} of a core); {r.ProcessCpuMicrosPerMessage:0.000} µs of the process"));
        output.WriteLine(string.Create(c, $"allocated           {r.AllocatedBytesPerMessage:0.######} bytes a message"));
        output.WriteLine(string.Create(c, $"system calls        {r.SystemCallsPerMessage:0.######} a message"));
        if (r.Latency is { } l)
            output.WriteLine(string.Create(c, $"latency             p50 {l.P50:0.0}, p90 {l.P90:0.0}, p99 {l.P99:0.0}, p99.9 {l.P999:0.0}, max {l.Max:0.0} µs"));
    }
}
