using System.Text.Json;
using LiveTrading.IO.Simulated;
using LiveTrading.Simulation.Harness;
using LiveTrading.Summaries;

namespace LiveTrading.Tests.Simulation;

public sealed class CaptureTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Capture_AnySpeed_EveryMessageEveryBookCheckAndBothStrategiesTrade(double speed)
    {
        using EngineWorld world = new EngineWorld(new WorldSettings { Speed = speed, Engine = o => o.TickInterval = TimeSpan.FromMilliseconds(speed > 0 ? 100 : 1) }).Running();

        world.Until(() => world.HasDataEnded && world.Engine.Kernel.Data.Counters.Messages == world.Venue.Status.MessagesPlayed, 900);

        SessionSummary summary = world.Engine.Session.Summarize();
        Assert.Equal((41_249L, 0L), (summary.Messages, summary.BookMismatches));
        Assert.True(summary.BookChecks >= 2_890, $"{summary.BookChecks} checks");
        Assert.Equal(0, summary.HandlerErrors);
        (long orders, long fills) = speed > 0 ? (50L, 10L) : (10L, 4L);
        Assert.True(summary.OrdersSubmitted >= orders && summary.Fills >= fills, $"{summary.OrdersSubmitted} orders, {summary.Fills} fills");
        Assert.All(summary.Strategies, s => Assert.True(s.Orders > 0 && s.Fills > 0, s.ToString()));
        world.Settle();
        Assert.Empty(world.Engine.Session.Summarize().Problems);
    }

    [Fact]
    public void Capture_SameSeedTwice_SameJournalBytesAndSummary()
    {
        (byte[] journal, string summary) first = Play(7);
        (byte[] journal, string summary) second = Play(7);

        Assert.True(first.journal.AsSpan().SequenceEqual(second.journal), "the journals differ");
        Assert.Equal(first.summary, second.summary);
    }

    [Fact]
    public void Capture_OtherSeed_OtherClientOrderIds() => Assert.False(Play(7).Journal.AsSpan().SequenceEqual(Play(8).Journal));

    private static (byte[] Journal, string Summary) Play(ulong seed)
    {
        WorldSettings settings = new() { Seed = seed, Link = SimulatedLink.Default with { JitterNanos = 2_000_000, MaxReadBytes = 700, RandomSplit = true } };
        using EngineWorld world = new EngineWorld(settings).Trading(4);
        world.Connection(ConnectionRole.Orders).Reset();
        world.RunFor(4);
        world.Settle();
        byte[] journal = [.. world.Engine.Storage.Segments.SelectMany(s => world.Engine.Storage.ReadSegment(s).ToArray())];
        return (journal, JsonSerializer.Serialize(world.Engine.Session.Summarize()));
    }
}
