using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

/// <summary>SIGHUP: parameters of running strategies are read anew.</summary>
public sealed class ReloadTests
{
    [Fact]
    public void HangUp_changedParameter_isUsedFromThenOn()
    {
        SkipWhereNoHangUpArrives();
        using TemporaryDirectory directory = new();
        string config = directory.Write("run.json", File.ReadAllText(VenueProcess.SampleConfiguration));
        using VenueProcess venue = VenueProcess.Start("--generate", "1", "--symbols", "BTCUSDT", "--volatility", "5", "--port", "0");
        using CliProcess run = CliProcess.Start(Arguments(venue, config, directory["journal"]));
        run.WaitUntil(() => venue.Orders().Length > 0, "an order");
        Assert.DoesNotContain(venue.Orders(), o => o.Text("origQty") == "0.00700000");

        File.WriteAllText(config, File.ReadAllText(config).Replace("\"Quantity\": 0.005", "\"Quantity\": 0.007", StringComparison.Ordinal));
        run.Signal("HUP");

        run.WaitForError("Parameters of strategy quoting: ");
        run.WaitUntil(() => venue.Orders().Any(o => o.Text("origQty") == "0.00700000"), "an order of the new quantity");
        run.Signal("TERM");
        Assert.True(run.WaitForExit() == 0, run.Describe());
    }

    [Theory]
    [InlineData("\"DistanceBps\": 0.3", "\"DistanceBps\": -1", "DistanceBps")]
    [InlineData("\"Type\": \"Quoting\"", "\"Type\": \"Quoter\"", "'Quoter' is not a known strategy")]
    [InlineData("\"Strategies\": [", "\"Strategies\": [ nonsense", "is not a JSON configuration")]
    public void HangUp_badConfiguration_changesNothingAndTradesOn(string good, string bad, string complaint)
    {
        SkipWhereNoHangUpArrives();
        using TemporaryDirectory directory = new();
        string config = directory.Write("run.json", File.ReadAllText(VenueProcess.SampleConfiguration));
        using VenueProcess venue = VenueProcess.Start("--generate", "1", "--symbols", "BTCUSDT", "--volatility", "5", "--port", "0");
        using CliProcess run = CliProcess.Start(Arguments(venue, config, directory["journal"]));
        run.WaitForState("running");
        string text = File.ReadAllText(config);
        Assert.Contains(good, text, StringComparison.Ordinal);
        File.WriteAllText(config, text.Replace(good, bad, StringComparison.Ordinal));

        run.Signal("HUP");

        run.WaitForError("nothing is changed");
        Assert.Contains(run.Errors, l => l.Contains(complaint, StringComparison.Ordinal));
        int orders = venue.Orders().Length;
        run.WaitUntil(() => venue.Orders().Length > orders, "a further order");
        run.Signal("TERM");
        Assert.True(run.WaitForExit() == 0, run.Describe());
    }

    private static void SkipWhereNoHangUpArrives()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows cannot send this signal to another process.");
        Assert.SkipWhen(SignalDefaults.AreLost, "These tests run where signals are ignored, and so do the processes they start.");
    }

    private static string[] Arguments(VenueProcess venue, string config, string journal)
    {
        string[] arguments = venue.RunArguments(journal);
        arguments[Array.IndexOf(arguments, "--config") + 1] = config;
        return arguments;
    }
}
