using System.Diagnostics;
using LiveTrading.Simulation.Faults;
using LiveTrading.Simulation.Reporting;

namespace LiveTrading.Simulation.Running;

/// <summary>Many seeds, side by side: a world has one thread, and worlds share nothing.</summary>
internal sealed class SeedBatch(SimulationArguments arguments)
{
    // A seed in so many is run twice, and its two traces compared.
    private const ulong RepeatEvery = 20;

    // Beyond these a report helps nobody; the run ends.
    private const int MostFailures = 20;

    private readonly Lock _gate = new();
    private readonly List<SeedResult> _failures = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private long _next;
    private long _lastProgress;

    public FaultCoverage Coverage { get; } = new();

    public IReadOnlyList<SeedResult> Failures => _failures;

    public long Done { get; private set; }

    public long Repeated { get; private set; }

    public long Orders { get; private set; }

    public long Fills { get; private set; }

    public long Starts { get; private set; }

    public double VirtualSeconds { get; private set; }

    public double Seconds { get; private set; }

    public double ProcessorSeconds { get; private set; }

    public SimulationArguments Arguments => arguments;

    public static int Run(SimulationArguments arguments)
    {
        SeedBatch batch = new(arguments);
        batch.Work();
        if (arguments.Json)
            JsonReport.Write(batch, Console.Out);
        else
            TextReport.Write(batch, Console.Out);
        return batch.Failures.Count == 0 ? 0 : 1;
    }

    private void Work()
    {
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        Thread[] threads = [.. Enumerable.Range(0, arguments.Jobs).Select(i => new Thread(RunSeeds, 16 * 1024 * 1024) { Name = $"worlds {i}" })];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        Seconds = _watch.Elapsed.TotalSeconds;
        ProcessorSeconds = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
        _failures.Sort((a, b) => a.Seed.CompareTo(b.Seed));
    }

    private void RunSeeds()
    {
        while (TryTake(out ulong seed))
        {
            SeedResult result = SeedRun.Run(seed, new RunOptions());
            bool repeats = seed % RepeatEvery == 0 || result.Broken.Count > 0;
            SeedResult? again = repeats ? SeedRun.Run(seed, new RunOptions { TellsStory = result.Broken.Count > 0 }) : null;
            Take(result, again);
        }
    }

    private bool TryTake(out ulong seed)
    {
        lock (_gate)
        {
            seed = arguments.From + (ulong)_next;
            if (_next >= arguments.Seeds || _failures.Count >= MostFailures || (arguments.Minutes is { } minutes && _watch.Elapsed.TotalMinutes >= minutes))
                return false;
            _next++;
            return true;
        }
    }

    private void Take(SeedResult result, SeedResult? again)
    {
        lock (_gate)
        {
            Done++;
            Orders += result.Orders;
            Fills += result.Fills;
            Starts += result.Starts;
            VirtualSeconds += result.VirtualSeconds;
            Coverage.Add(result.Coverage);
            if (again is not null)
            {
                Repeated++;
                if (again.Hash != result.Hash)
                    result = result with { Broken = [.. result.Broken, FormattableString.Invariant($"the same seed ran differently: trace {result.Hash:x16}, then {again.Hash:x16}")] };
            }

            if (result.Broken.Count > 0)
            {
                _failures.Add(result with { Story = again?.Story ?? result.Story });
                Console.Error.WriteLine(FormattableString.Invariant($"seed {result.Seed}: {result.Broken[0]}"));
            }

            if (_watch.ElapsedMilliseconds - _lastProgress >= 10_000)
            {
                _lastProgress = _watch.ElapsedMilliseconds;
                Console.Error.WriteLine(FormattableString.Invariant($"{Done} seeds, {Done / _watch.Elapsed.TotalSeconds:0.0} a second, {Coverage.Total} faults, {_failures.Count} failed"));
            }
        }
    }
}
