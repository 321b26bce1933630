using System.Diagnostics;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>Runs every target in turn: the corpus as it is, then inputs from a seed. The input of a round follows from seed and round alone.</summary>
internal sealed class FuzzRun
{
    /// <summary>What one input may take.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(60);

    /// <summary>What may be alive between inputs: nothing an input leaves behind is kept.</summary>
    private const long MaxLiveBytes = 256L << 20;

    private readonly int _seed;
    private readonly TextWriter _output;
    private readonly IReadOnlyList<IFuzzTarget> _targets;

    /// <summary>Makes one.</summary>
    /// <param name="seed">Of all inputs but the corpus.</param>
    /// <param name="output">Gets what did not hold, and now and then how far it is.</param>
    /// <param name="targets">Null: all.</param>
    public FuzzRun(int seed, TextWriter output, IReadOnlyList<IFuzzTarget>? targets = null)
    {
        _seed = seed;
        _output = TextWriter.Synchronized(output);
        _targets = targets ?? Targets(null);
    }

    /// <summary>Names of the targets.</summary>
    public static IReadOnlyList<string> Names => [.. Targets(null).Select(static t => t.Name)];

    /// <summary>Called when an input hangs, after it was named on the output. Default: ends the process, as nothing else ends the input.</summary>
    public Action Hangs { get; init; } = static () => Environment.Exit(1);

    /// <summary>What one input may take. Default 60 s.</summary>
    public TimeSpan Longest { get; init; } = _longest;

    /// <summary>The target of a name; null: all.</summary>
    public static IReadOnlyList<IFuzzTarget> Targets(string? name) =>
        [.. new IFuzzTarget[] { new FrameTarget(), new InflateTarget(), new DeflateTarget(), new HandshakeTarget() }.Where(t => name is null || t.Name == name)];

    /// <summary>For a time.</summary>
    /// <returns>Whether every invariant held.</returns>
    public bool Run(TimeSpan duration)
    {
        using FuzzWatch watch = Watch();
        if (!RunCorpus(watch))
            return false;
        var clock = Stopwatch.StartNew();
        var report = TimeSpan.FromMinutes(1);
        int round = 0;
        for (; clock.Elapsed < duration; round++)
        {
            if (!RunRound(round, watch))
                return false;
            if (clock.Elapsed < report)
                continue;
            report += TimeSpan.FromMinutes(1);
            long live = GC.GetTotalMemory(forceFullCollection: true);
            _output.WriteLine($"{clock.Elapsed.TotalMinutes:0} min: {(long)(round + 1) * _targets.Count} inputs, {live >> 20} MiB");
            if (live > MaxLiveBytes)
            {
                _output.WriteLine($"seed {_seed}, round {round}: {live} bytes stay alive between inputs");
                return false;
            }
        }
        _output.WriteLine($"seed {_seed}: the corpus and {(long)round * _targets.Count} inputs to {string.Join(", ", _targets.Select(t => t.Name))}: every invariant held");
        return true;
    }

    /// <summary>For a number of rounds.</summary>
    /// <returns>Whether every invariant held.</returns>
    public bool Run(int rounds)
    {
        using FuzzWatch watch = Watch();
        if (!RunCorpus(watch))
            return false;
        for (int round = 0; round < rounds; round++)
        {
            if (!RunRound(round, watch))
                return false;
        }
        return true;
    }

    private FuzzWatch Watch() => new(Longest, text =>
    {
        _output.WriteLine(text);
        Hangs();
    });

    private bool RunCorpus(FuzzWatch watch) => _targets.All(target => Feed(target, "corpus", watch, 0, target.RunCorpus));

    private bool RunRound(int round, FuzzWatch watch) => _targets.All(target => Feed(target, $"round {round}", watch, round, () => target.Run(new Random(HashCode(round)))));

    private bool Feed(IFuzzTarget target, string input, FuzzWatch watch, int round, Action feed)
    {
        watch.Begin(target.Name, _seed, round);
        try
        {
            feed();
            return true;
        }
        catch (Exception error)
        {
            _output.WriteLine($"{target.Name}, seed {_seed}, {input}: {(error is FuzzFailedException ? error.Message : error.ToString())}");
            return false;
        }
        finally
        {
            watch.End();
        }
    }

    private int HashCode(int round) => unchecked((_seed * 486187739) + (round * 16777619));
}
