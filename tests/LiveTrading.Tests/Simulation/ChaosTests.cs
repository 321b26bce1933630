using LiveTrading.Simulation.Harness;

namespace LiveTrading.Tests.Simulation;

/// <summary>Everything that can go wrong, several at a time and in any order; a failing seed is printed and fails again.</summary>
public sealed class ChaosTests
{
    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Faults_ManyAtRandom_EqualsVenueAfterwards(int seed)
    {
        Random random = new(seed);
        using EngineWorld world = new EngineWorld(RandomFaults.Settings(seed, random)).Running();
        RandomFaults.Run(world, random);
        world.Settle(300);
        Assert.Equal(0, world.Engine.Session.Summarize().HandlerErrors);
    }
}
