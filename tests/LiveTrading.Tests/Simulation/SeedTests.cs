using LiveTrading.Simulation.Plants;
using LiveTrading.Simulation.Running;

namespace LiveTrading.Tests.Simulation;

/// <summary>Some of the random worlds that <c>tests/LiveTrading.Simulation</c> runs by the thousand, and the proof that they find bugs.</summary>
public sealed class SeedTests
{
    // Rare bugs need some hundred seeds; one that needs more than these is not caught.
    private const int SeedsForABug = 300;

    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 50)];

    public static TheoryData<string> Bugs { get; } = [.. PlantedBugs.MakeAll().Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_Seed_NothingBreaks(int seed)
    {
        SeedResult result = SeedRun.Run((ulong)seed, new RunOptions());

        Assert.True(result.Broken.Count == 0, $"seed {seed}: {string.Join('\n', result.Broken)}");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(21)]
    [InlineData(34)]
    public void Run_SameSeedTwice_SameTrace(int seed)
    {
        SeedResult first = SeedRun.Run((ulong)seed, new RunOptions());
        SeedResult again = SeedRun.Run((ulong)seed, new RunOptions { TellsStory = true });

        Assert.Equal(first.Hash, again.Hash);
    }

    [Fact]
    public void Run_OtherSeed_OtherTraceAndTrades()
    {
        SeedResult[] results = [.. Enumerable.Range(1, 10).Select(s => SeedRun.Run((ulong)s, new RunOptions()))];

        Assert.Equal(10, results.Select(r => r.Hash).Distinct().Count());
        Assert.True(results.Sum(r => r.Fills) > 100, "hardly anything is traded");
        Assert.True(results.Sum(r => r.Coverage.Total) > 10, "hardly any fault strikes");
    }

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Run_PlantedBug_IsCaught(string bug)
    {
        PlantOutcome outcome = PlantedBugRun.Catch(bug, 1, SeedsForABug);

        Assert.True(outcome.CaughtAfter is not null, $"{bug} passed {SeedsForABug} seeds: {outcome.Description}");
    }
}
