using System.Text.Json;
using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

public sealed class CrashTests
{
    [Fact]
    public void Run_killedWhileTradingAndStartedAgain_takesItsOrdersBackAndAgreesWithTheVenue()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using (CliProcess killed = CliProcess.Start(venue.RunArguments(directory["journal"])))
        {
            killed.WaitForEvent("order", e => e.Is("kind", "filled"));
            killed.WaitUntil(() => venue.OpenOrders().Length > 0, "a resting order");
            killed.Kill();
        }

        int ordersBefore = venue.Orders().Length;
        using CliProcess run = CliProcess.Start(venue.RunArguments(directory["journal"]));
        run.WaitForEvent("reconciled", _ => true);
        run.WaitUntil(() => venue.Orders().Length > ordersBefore, "a new order");

        // What was on its way when the process died is asked for until the venue has answered often enough.
        run.WaitUntil(() => run.UnknownOrders().Length == 0, "an outcome of every order");
        run.Signal("TERM");

        Assert.True(run.WaitForExit() == 0, run.Describe());
        JsonElement s = run.Summary;
        Assert.Equal(0, s.Number("openOrders"));
        Assert.Equal(0, s.Number("unknownOrders"));
        Assert.Equal(s.Map("position"), s.Map("venuePosition"));
        Assert.Equal(venue.Position(), decimal.Parse(s.Map("position")["BTCUSDT.BINANCE"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(s.GetProperty("problems").EnumerateArray());
        Assert.Empty(venue.OpenOrders());
        string[] ids = venue.OrderTokens();
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Run_killedAndNeverTradedOn_journalHoldsEveryOrderOfTheVenue()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using CliProcess killed = CliProcess.Start(venue.RunArguments(directory["journal"]));
        killed.WaitUntil(() => venue.Orders().Length >= 5, "orders");
        killed.Kill();

        using CliProcess show = CliProcess.Run("journal", "show", directory["journal"], "--json");

        Assert.True(show.WaitForExit() == 0, show.Describe());
        HashSet<string> recorded = [.. show.Summary.GetProperty("orders").EnumerateArray().Select(o => VenueProcess.Token(o.Text("clientOrderId")))];
        Assert.Empty(venue.OrderTokens().Except(recorded));
    }
}
