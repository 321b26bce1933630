using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LiveTrading.IO;
using LiveTrading.WireBench.Clients;
using LiveTrading.WireBench.Measuring;

namespace LiveTrading.WireBench.Contests;

/// <summary>
/// An outside program as <c>PROGRAM URL raw|paced|pingpong COUNT</c>, told the rest by the environment (<c>SPIN CONNS RATE GAP
/// SIZE WARM</c>), that writes one JSON object with <c>msgs secs cpu_us_per_msg</c> and latencies.
/// </summary>
internal sealed partial class FloorProgram(string plainProgram, string? tlsProgram)
{
    private static readonly TimeSpan _endsWithin = TimeSpan.FromSeconds(120);

    public bool Speaks(Scenario scenario) => !scenario.Tls || tlsProgram is not null;

    public RunResult Run(Scenario scenario, LoopWait wait, ServerPlace place)
    {
        ProcessStartInfo start = new(scenario.Tls ? tlsProgram! : plainProgram) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add((scenario.Tls ? place.TlsUrl : place.Url)!);
        start.ArgumentList.Add(scenario.Mode == "blast" ? "raw" : scenario.Mode);
        start.ArgumentList.Add(scenario.Messages.ToString(CultureInfo.InvariantCulture));
        Set(start, "SPIN", wait == LoopWait.Spin ? 1 : 0);
        Set(start, "CONNS", scenario.Connections);
        Set(start, "RATE", Math.Max(scenario.Rate, 1));
        Set(start, "GAP", scenario.GapMicros);
        Set(start, "SIZE", scenario.Size);
        Set(start, "WARM", scenario.Mode == "blast" ? scenario.Messages / 10 : 0);
        using Process process = Process.Start(start) ?? throw new WireBenchException($"{start.FileName} did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(_endsWithin))
        {
            process.Kill();
            throw new WireBenchException($"{start.FileName} did not end within {_endsWithin.TotalSeconds:0} s.");
        }

        WireBenchException.Require(process.ExitCode == 0, $"{start.FileName} ended with {process.ExitCode}: {errors.Result.Trim()}");
        return Read(output.Result, errors.Result, scenario, wait);
    }

    private static RunResult Read(string output, string errors, Scenario scenario, LoopWait wait)
    {
        JsonElement json = JsonElement.Parse(output);
        long messages = json.GetProperty("msgs").GetInt64();
        double processor = json.GetProperty("cpu_us_per_msg").GetDouble() * messages / 1e6;
        Match calls = Calls().Match(errors);
        return new RunResult
        {
            Backend = Contender.FloorClient,
            Wait = BackendNames.Of(wait),
            Connections = scenario.Connections,
            Messages = messages,
            Bytes = json.GetProperty("bytes").GetInt64(),
            Seconds = json.GetProperty("secs").GetDouble(),
            CpuSeconds = processor,
            ProcessCpuSeconds = processor,
            SystemCalls = calls.Success && !scenario.Tls ? (long)(double.Parse(calls.Groups[1].Value, CultureInfo.InvariantCulture) * messages) : -1,
            Latency = scenario.Replies
                ? LatencyFigures.FromServer(json.TryGetProperty("srv", out JsonElement server) ? server : null)
                : scenario.Stamped ? LatencyFigures.FromServer(json) : null,
        };
    }

    private static void Set(ProcessStartInfo start, string name, long value) =>
        start.Environment[name] = value.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"([\d.]+) syscalls/msg")]
    private static partial Regex Calls();
}
