using LiveTrading.Simulation.Plants;
using LiveTrading.Simulation.Running;

namespace LiveTrading.Tests.Simulation;

/// <summary>Some of the random worlds that <c>tests/LiveTrading.Simulation</c> runs by the thousand, and the proof that they find bugs.</summary>
public sealed class SeedTests
{
    // Rare bugs need some hundred seeds; one that needs more than these is not caught.
    private const int SeedsForABug = 500;

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
        Assert.True(first.Orders > 0);
    }

    [Fact]
    public void Run_OtherSeed_OtherTrace() =>
        Assert.NotEqual(SeedRun.Run(1, new RunOptions()).Hash, SeedRun.Run(2, new RunOptions()).Hash);

    [Theory]
    [MemberData(nameof(Bugs))]
    public void Run_PlantedBug_IsCaught(string bug)
    {
        PlantOutcome outcome = PlantedBugRun.Catch(bug, 1, SeedsForABug);

        Assert.True(outcome.CaughtAfter is not null, $"{bug} passed {SeedsForABug} seeds: {outcome.Description}");
    }
}
