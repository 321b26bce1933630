using LiveTrading.Engine.Events;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Lifecycle;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Recording;
using LiveTrading.Simulation.Harness;
using LiveTrading.Tests.Recording.Harness;
using LiveTrading.Tests.Simulation;

namespace LiveTrading.Tests.Recording;

/// <summary>Same inputs, same outputs: sessions recorded on the simulated loop do the same when they are replayed.</summary>
public sealed class ReplayTests
{
    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 12)];

    [Fact]
    public void Replay_session_from_start_to_stop_does_the_same()
    {
        MemoryRecording recording = new();
        WorldSettings settings = new() { Recording = () => recording };
        using EngineWorld world = new EngineWorld(settings).Trading(5);
        Stop(world);

        ReplayResult result = Replays.AssertSame(recording, settings);

        Assert.True(result.ReachedEnd);
        Assert.True(result.Inputs > 1_000 && result.Outputs > 100, result.ToString());
        Assert.Equal("", recording.End);
        Assert.Equal(["quoter", "taker"], result.Strategies.Select(s => s.Id));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Replay_sessions_with_faults_and_crashes_do_the_same(int seed)
    {
        Random random = new(seed);
        List<MemoryRecording> recordings = [];
        WorldSettings settings = RandomFaults.Settings(seed, random) with
        {
            Recording = () =>
            {
                recordings.Add(new MemoryRecording());
                return recordings[^1];
            },
        };
        using EngineWorld world = new EngineWorld(settings).Running();
        RandomFaults.Run(world, random);
        Stop(world);

        // A process killed within its first moments has handed over nothing.
        Assert.All(recordings.Where(r => r.Blocks > 0), r => Replays.AssertSame(r, settings));
        Assert.True(Replays.Run(recordings[^1], settings).ReachedEnd);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Replay_kill_switch_does_the_same(bool flatten)
    {
        MemoryRecording recording = new();
        WorldSettings settings = new() { Recording = () => recording };
        using EngineWorld world = new EngineWorld(settings).Trading(3);
        world.Engine.Session.EngageKillSwitch("the test asks", flatten);
        world.RunFor(3);
        Stop(world);

        Assert.True(Replays.AssertSame(recording, settings).ReachedEnd);
        Assert.NotEmpty(world.Engine.KillSwitchEvents);
    }

    [Fact]
    public void Replay_what_a_person_releases_and_accepts_does_the_same()
    {
        MemoryRecording recording = new();
        WorldSettings settings = new() { Recording = () => recording };
        using EngineWorld world = new EngineWorld(settings).Trading(3);
        EngineSession session = world.Engine.Session;
        StrategyId quoter = new("quoter");
        session.EngageStrategyKillSwitch(quoter, "runs \"wild\"\n");
        world.RunFor(1);
        Assert.True(session.ReleaseStrategyKillSwitch(quoter, "ada"));
        session.EngageKillSwitch("the test asks", flatten: false);
        world.Until(() => session.Kernel.KillSwitch.State == KillSwitchState.Engaged);
        Assert.True(session.ReleaseKillSwitch("ada"));

        // Coins that come while nobody listens are told by the balances alone.
        InstrumentHandle bitcoin = new(0);
        world.Connection(ConnectionRole.Orders).Reset();
        world.Venue.Transfer(EngineWorld.Key, "BTC", 0.5m);
        world.Until(() => session.Kernel.Risk.InstrumentState(bitcoin) == TradingState.Reducing, 300);
        Assert.True(session.AcceptDifference(new InstrumentId("BTCUSDT", new VenueId("BINANCE")), "ada", "bought by hand"));
        Assert.Equal(TradingState.Active, session.Kernel.Risk.InstrumentState(bitcoin));
        world.RunFor(3);
        Stop(world);

        Assert.True(Replays.AssertSame(recording, settings).ReachedEnd);
    }

    [Fact]
    public void Replay_changed_parameters_does_the_same()
    {
        MemoryRecording recording = new();
        WorldSettings settings = new() { Recording = () => recording, Strategies = [("tuned", () => new Tuned())] };
        using EngineWorld world = new EngineWorld(settings).Running();
        world.RunFor(2);
        Assert.Empty(world.Engine.Session.SetParameters(new StrategyId("tuned"), new Dictionary<string, string> { ["Quantity"] = "0.004" }));
        world.RunFor(2);
        Assert.Single(world.Engine.Session.SetParameters(new StrategyId("tuned"), new Dictionary<string, string> { ["Quantity"] = "-1" }));
        Assert.Single(world.Engine.Session.SetParameters(new StrategyId("nobody"), new Dictionary<string, string> { ["Quantity"] = "1" }));
        Stop(world);

        Assert.True(Replays.AssertSame(recording, settings).ReachedEnd);
        decimal[] quantities = [.. world.Venue.Orders(EngineWorld.Key).Select(o => o.Quantity).Distinct()];
        Assert.Equal([0.002m, 0.004m], quantities);
    }

    [Fact]
    public void Replay_strategy_that_throws_does_the_same()
    {
        MemoryRecording recording = new();
        WorldSettings settings = new()
        {
            Strategies = [("quoter", () => new Quoter()), ("thrower", () => new Thrower())],
            Recording = () => recording,
        };
        using EngineWorld world = new EngineWorld(settings).Running();
        world.Until(() => world.Engine.StrategyEvents.Exists(e => e.State == StrategyState.Failed));
        world.RunFor(1);
        Stop(world);

        Assert.True(Replays.AssertSame(recording, settings).ReachedEnd);
    }

    [Fact]
    public void Replay_commands_while_it_runs_does_the_same()
    {
        MemoryRecording recording = new();
        WorldSettings settings = new() { Recording = () => recording };
        using EngineWorld world = new EngineWorld(settings).Trading(1);
        world.Engine.Session.SetTickInterval(TimeSpan.FromMilliseconds(17));
        world.RunFor(1);
        world.Engine.Session.SetTickInterval(null);
        world.RunFor(1);
        world.Engine.Session.OnFault("the test says so");
        world.RunFor(2);
        world.Engine.Session.OnSignal(ExitCodes.ForcedByInterrupt);
        world.RunFor(0.01);
        world.Engine.Session.OnSignal(ExitCodes.ForcedByInterrupt);

        Assert.True(Replays.AssertSame(recording, settings).ReachedEnd);
        Assert.Equal(ExitCodes.ForcedByInterrupt, world.Engine.Session.ExitCode);
    }

    [Fact]
    public void Replay_strategy_that_counts_beyond_itself_is_told_at_its_first_other_order()
    {
        int count = 0;
        MemoryRecording recording = new();
        WorldSettings settings = new() { Strategies = [("quoter", () => new Quoter()), ("taker", () => new Leaky(() => ++count))], Recording = () => recording };
        using EngineWorld world = new EngineWorld(settings).Trading(3);
        Stop(world);

        ReplayResult result = Replays.Run(recording, settings);

        Assert.NotNull(result.Difference);
        Assert.Equal(result.Records + 1, result.Difference.Record);
        Assert.StartsWith("journal record", result.Difference.Expected, StringComparison.Ordinal);
        Assert.StartsWith("journal record", result.Difference.Actual, StringComparison.Ordinal);
        Assert.NotEqual(result.Difference.Expected, result.Difference.Actual);
        Assert.False(result.ReachedEnd);

        // Up to the record before, all is the same.
        Assert.True(Replays.Run(recording.ToArray(), settings, result.Records).Difference is null);
    }

    [Fact]
    public void Replay_strategy_that_stays_silent_is_told()
    {
        bool recorded = true;
        MemoryRecording recording = new();
        WorldSettings settings = new() { Strategies = [("quoter", () => new Quoter()), ("taker", () => recorded ? new Taker() : new Taker { Every = int.MaxValue })], Recording = () => recording };
        using EngineWorld world = new EngineWorld(settings).Trading(3);
        Stop(world);
        recorded = false;

        ReplayResult result = Replays.Run(recording, settings);

        Assert.Equal("nothing more after the input before", result.Difference?.Actual);
    }

    private static void Stop(EngineWorld world)
    {
        world.Engine.Session.Stop(ShutdownReason.UserRequest);
        world.Until(() => world.Engine.Session.State == EngineState.Stopped);
    }
}
