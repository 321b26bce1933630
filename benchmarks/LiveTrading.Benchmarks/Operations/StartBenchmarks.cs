using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LiveTrading.Benchmarks.Harness;

namespace LiveTrading.Benchmarks.Operations;

/// <summary>From the start of the process to the first connection that a listener accepts, seen from outside.</summary>
internal sealed class StartBenchmarks : IBenchmarkGroup
{
    private const int MostRounds = 15;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public string Name => "start";

    /// <summary>A natively compiled <c>livetrading</c>; null: only the other is measured.</summary>
    public string? Native { get; set; }

    public IEnumerable<Row> Measure(int rounds)
    {
        yield return Measure("compiled as it runs", null, new Target(18, "≤ 400 ms", 400), Math.Min(rounds, MostRounds));
        if (Native is not null)
            yield return Measure("compiled ahead of time", Native, new Target(18, "≤ 50 ms", 50), Math.Min(rounds, MostRounds));
    }

    private static Row Measure(string name, string? native, Target target, int rounds)
    {
        List<double> dialled = [];
        List<double> processor = [];
        List<double> versions = [];

        // The first start reads the files from the disk: that is the disk's time.
        for (int round = -1; round < rounds; round++)
        {
            (double dial, double processorTime) = UntilDialled(native);
            double version = UntilVersion(native);
            if (round < 0)
                continue;
            dialled.Add(dial);
            processor.Add(processorTime);
            versions.Add(version);
        }

        return new Row("start", "to the first connection, " + name, "ms", target,
        [
            new Measurement("livetrading run", Statistics.Of(dialled), double.NaN, new Statistics(1, 1, 1)),
            new Measurement("its processor time, all threads", Statistics.Of(processor), double.NaN, Statistics.Of([.. processor.Zip(dialled, (p, d) => p / d)])),
            new Measurement("livetrading --version, to its end", Statistics.Of(versions), double.NaN, Statistics.Of([.. versions.Zip(dialled, (v, d) => v / d)])),
        ])
        { Note = "elapsed time, process start included" };
    }

    private static double UntilVersion(string? native)
    {
        long begun = Stopwatch.GetTimestamp();
        using Process process = LiveTradingProcess.Start(native, "--version");
        BenchmarkException.Require(process.WaitForExit(_patience) && process.ExitCode == 0, "start: livetrading --version did not end as it should.");
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static (double Elapsed, double Processor) UntilDialled(string? native)
    {
        string directory = Directory.CreateTempSubdirectory("livetrading-benchmark-").FullName;
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        string configuration = Path.Combine(directory, "settings.json");
        File.WriteAllText(configuration, Configuration(((IPEndPoint)listener.LocalEndPoint!).Port));
        Process? process = null;
        try
        {
            long begun = Stopwatch.GetTimestamp();
            process = LiveTradingProcess.Start(native, "run", "--config", configuration, "--journal", Path.Combine(directory, "journal"));
            BenchmarkException.Require(listener.Poll(_patience, SelectMode.SelectRead), "start: livetrading did not dial.");
            double elapsed = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            process.Refresh();
            return (elapsed, process.TotalProcessorTime.TotalMilliseconds);
        }
        finally
        {
            if (process is { HasExited: false })
                process.Kill();
            process?.WaitForExit();
            process?.Dispose();
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Configuration(int port) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "LiveTrading": { "InstanceName": "start", "TickInterval": "00:00:00.250" },
          "Risk": { "MaxOrderNotional": 5000, "MaxOpenOrders": 20 },
          "Binance": {
            "StreamUrl": "ws://127.0.0.1:{{port}}",
            "ApiUrl": "ws://127.0.0.1:{{port}}/ws-api/v3",
            "Symbols": [ "BTCUSDT" ],
            "ApiKey": "benchmark-key",
            "ApiSecret": "benchmark-secret"
          },
          "Strategies": [
            { "Id": "trend", "Type": "Trend", "Instrument": "BTCUSDT.BINANCE", "Parameters": { "Quantity": 0.01 } }
          ]
        }
        """);
}
