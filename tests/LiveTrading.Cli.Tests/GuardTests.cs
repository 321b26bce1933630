using System.Globalization;
using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

/// <summary><c>livetrading guard</c> with real processes: an engine killed, held, and stopped in order.</summary>
public sealed class GuardTests
{
    [Fact]
    public void Guard_engineKilled_takesItsOrdersOffAndLeavesThoseOfOthers()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        string[] foreign = LeaveForeignOrders(directory, venue);
        using CliProcess guard = CliProcess.Start(GuardArguments(directory, venue, "--json"));
        guard.WaitForOutput(l => l.Contains("\"waiting\"", StringComparison.Ordinal), "waiting");
        using CliProcess engine = CliProcess.Start(RunArguments(directory, venue, "guarded"));
        WaitForOwnOrders(engine, venue, foreign);
        WaitForKind(guard, "watching");

        engine.Kill();

        WaitForKind(guard, "clear");
        Assert.Equal(foreign, venue.OpenOrders());
        End(guard);
    }

    [Fact]
    public void Guard_engineHeld_takesItsOrdersOffAndTheEngineComesBackRight()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using CliProcess engine = Trading(directory, venue);
        using CliProcess guard = Watching(directory, venue);

        engine.Signal("STOP");
        try
        {
            WaitForKind(guard, "clear");
            Assert.Empty(venue.OpenOrders());
        }
        finally
        {
            engine.Signal("CONT");
        }

        guard.WaitUntil(() => CountKind(guard, "watching") == 2, "watching again");
        End(guard);
        End(engine);
        Assert.Empty(engine.Summary.GetProperty("problems").EnumerateArray());
        Assert.Empty(venue.OpenOrders());
    }

    [Fact]
    public void Guard_engineStoppedInOrder_doesNothing()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using CliProcess engine = Trading(directory, venue);
        using CliProcess guard = Watching(directory, venue);

        End(engine);

        WaitForKind(guard, "engineStopped");
        End(guard);
        Assert.Equal(0, CountKind(guard, "silent"));
    }

    [Fact]
    public void Guard_venueAway_endsWithOrdersLeft()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using CliProcess engine = Trading(directory, venue);
        engine.Kill();
        venue.Process.Kill();

        // Told in words for people.
        using CliProcess guard = CliProcess.Start(GuardArguments(directory, venue));
        guard.WaitForOutput(l => l.Contains("Silent: ", StringComparison.Ordinal), "silent");
        guard.WaitForOutput(l => l.Contains("dialling again", StringComparison.Ordinal), "dialling again");
        guard.Signal("TERM");

        Assert.True(guard.WaitForExit() == 3, guard.Describe());
    }

    [Fact]
    public void Guard_journalOfAnotherInstance_isAnError()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using (CliProcess engine = CliProcess.Start(RunArguments(directory, venue, "guarded")))
            engine.WaitForState("connecting");

        using CliProcess guard = CliProcess.Run([.. GuardArguments(directory, venue), "--set", "LiveTrading:InstanceName=another"]);

        Assert.True(guard.WaitForExit() == 1, guard.Describe());
        Assert.Contains(guard.Output, l => l.Contains("another engine's journal, or another InstanceName", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2", "--after is '2'; allowed is 3s to 3600s.")]
    [InlineData("soon", "--after is 'soon'; allowed is 3s to 3600s.")]
    public void Guard_badTime_isRefused(string after, string complaint)
    {
        using CliProcess guard = CliProcess.Run("guard", "--config", VenueProcess.SampleConfiguration, "--after", after);
        Complaint.Check(guard, 2, complaint);
    }

    [Fact]
    public void Guard_withoutKeys_isRefused()
    {
        using TemporaryDirectory directory = new();
        string config = directory.Write("keyless.json", """{ "Binance": { "StreamUrl": "ws://127.0.0.1:9", "ApiUrl": "ws://127.0.0.1:9/ws-api/v3", "Symbols": ["BTCUSDT"] } }""");
        using CliProcess guard = CliProcess.Run("guard", "--config", config, "--journal", directory["journal"]);
        Complaint.Check(guard, 2, "Binance:ApiKey: is missing: without keys no order can be canceled.");
    }

    private static CliProcess Trading(TemporaryDirectory directory, VenueProcess venue)
    {
        CliProcess engine = CliProcess.Start(RunArguments(directory, venue, "guarded"));
        return Ready(engine, () => WaitForOwnOrders(engine, venue, []));
    }

    private static CliProcess Watching(TemporaryDirectory directory, VenueProcess venue)
    {
        CliProcess guard = CliProcess.Start(GuardArguments(directory, venue, "--json"));
        return Ready(guard, () => WaitForKind(guard, "watching"));
    }

    // A process that does not get there is not left behind.
    private static CliProcess Ready(CliProcess process, Action wait)
    {
        try
        {
            wait();
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private static void End(CliProcess process)
    {
        process.Signal("TERM");
        Assert.True(process.WaitForExit() == 0, process.Describe());
    }

    private static void WaitForOwnOrders(CliProcess engine, VenueProcess venue, string[] foreign) =>
        engine.WaitUntil(() => venue.OpenOrders().Except(foreign).Any(), "a resting order");

    private static void WaitForKind(CliProcess guard, string kind) => guard.WaitUntil(() => CountKind(guard, kind) > 0, kind);

    private static int CountKind(CliProcess guard, string kind) => guard.Events.Count(e => e.Is("kind", kind));

    /// <summary>Another instance on the same account dies and leaves its bid and its offer.</summary>
    private static string[] LeaveForeignOrders(TemporaryDirectory directory, VenueProcess venue)
    {
        using CliProcess other = CliProcess.Start(RunArguments(directory, venue, "other"));
        other.WaitUntil(() => venue.OpenOrders().Length == 2, "a bid and an offer");
        other.Kill();
        string[] left = venue.OpenOrders();
        Assert.Equal(2, left.Length);
        return left;
    }

    // Quotes one percent from the market and lets them stand: they neither fill nor move.
    private static string[] RunArguments(TemporaryDirectory directory, VenueProcess venue, string instance) =>
        ["run", "--json", "--config", Configuration(directory, venue), "--journal", directory["journal-" + instance], "--set", "LiveTrading:InstanceName=" + instance];

    private static string[] GuardArguments(TemporaryDirectory directory, VenueProcess venue, params string[] more) =>
        ["guard", "--config", Configuration(directory, venue), "--journal", directory["journal-guarded"], "--after", "4s", "--set", "LiveTrading:InstanceName=guarded", .. more];

    private static string Configuration(TemporaryDirectory directory, VenueProcess venue) => directory.Write("guard.json", string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "LiveTrading": { "TickInterval": "00:00:00.250" },
          "Binance": { "StreamUrl": "ws://127.0.0.1:{{venue.Port}}", "ApiUrl": "ws://127.0.0.1:{{venue.Port}}/ws-api/v3", "Symbols": ["BTCUSDT"], "ApiKey": "demo-key", "ApiSecret": "demo-secret" },
          "Strategies": [ { "Id": "quoting", "Type": "Quoting", "Instrument": "BTCUSDT.BINANCE", "Parameters": { "Quantity": 0.005, "DistanceBps": 100, "ToleranceBps": 90, "MaxInventory": 0.03 } } ]
        }
        """));
}
