using LiveTrading.Simulation.Reporting;

namespace LiveTrading.Simulation.Running;

/// <summary>One seed, run twice, its story told whole.</summary>
internal static class SingleSeed
{
    public static int Run(ulong seed, bool json)
    {
        SeedResult result = SeedRun.Run(seed, new RunOptions { TellsStory = true });
        SeedResult again = SeedRun.Run(seed, new RunOptions());
        if (again.Hash != result.Hash)
            result = result with { Broken = [.. result.Broken, FormattableString.Invariant($"the same seed ran differently: trace {result.Hash:x16}, then {again.Hash:x16}")] };
        if (json)
            JsonReport.Write(result, Console.Out);
        else
            TextReport.WriteStory(result, Console.Out, whole: true);
        return result.Broken.Count == 0 ? 0 : 1;
    }
}
