using System.Diagnostics;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>Runs every target in turn from a seed. The input of a round follows from seed and round alone.</summary>
internal sealed class FuzzRun(int seed, TextWriter output)
{
    private static readonly TimeSpan _slowest = TimeSpan.FromSeconds(60);

    private readonly IFuzzTarget[] _targets = [new FrameTarget(), new InflateTarget(), new DeflateTarget(), new HandshakeTarget()];

    /// <summary>For a time.</summary>
    /// <returns>Whether every invariant held.</returns>
    public bool Run(TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var report = TimeSpan.FromMinutes(1);
        int round = 0;
        for (; clock.Elapsed < duration; round++)
        {
            if (!RunRound(round))
                return false;
            if (clock.Elapsed < report)
                continue;
            report += TimeSpan.FromMinutes(1);
            output.WriteLine($"{clock.Elapsed.TotalMinutes:0} min: {(long)(round + 1) * _targets.Length} inputs, {GC.GetTotalMemory(false) >> 20} MiB");
        }
        output.WriteLine($"seed {seed}: {(long)round * _targets.Length} inputs to {string.Join(", ", _targets.Select(t => t.Name))}: every invariant held");
        return true;
    }

    /// <summary>For a number of rounds.</summary>
    /// <returns>Whether every invariant held.</returns>
    public bool Run(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            if (!RunRound(round))
                return false;
        }
        return true;
    }

    private bool RunRound(int round)
    {
        foreach (IFuzzTarget target in _targets)
        {
            var clock = Stopwatch.StartNew();
            try
            {
                target.Run(new Random(HashCode(round)));
            }
            catch (Exception error)
            {
                output.WriteLine($"{target.Name}, seed {seed}, round {round}: {(error is FuzzFailedException ? error.Message : error.ToString())}");
                return false;
            }
            // An input is small: only a hang takes so long.
            if (clock.Elapsed > _slowest)
            {
                output.WriteLine($"{target.Name}, seed {seed}, round {round}: took {clock.Elapsed}");
                return false;
            }
        }
        return true;
    }

    private int HashCode(int round) => unchecked((seed * 486187739) + (round * 16777619));
}
