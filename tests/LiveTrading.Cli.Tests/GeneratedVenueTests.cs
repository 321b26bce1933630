using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

public sealed class GeneratedVenueTests
{
    [Fact]
    public void Run_onAGeneratedMarketOfTwoSymbols_tradesAndAddsUp()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start("--generate", "42", "--symbols", "BTCUSDT,ETHUSDT", "--port", "0");
        using CliProcess run = CliProcess.Start([
            .. venue.RunArguments(directory["journal"]), "--set", "Binance:Symbols:1=ETHUSDT",
            "--set", "Strategies:2:Id=ether", "--set", "Strategies:2:Type=Quoting", "--set", "Strategies:2:Instrument=ETHUSDT.BINANCE", "--set", "Strategies:2:Parameters:Quantity=0.05",
            "--set", "Strategies:2:Parameters:MaxInventory=1", "--set", "Strategies:2:Parameters:DistanceBps=0.2"]);
        run.WaitUntil(() => venue.Orders().Any(o => o.Is("symbol", "ETHUSDT")), "an order for ether");
        run.WaitForEvent("order", e => e.Is("kind", "filled"));
        run.Signal("TERM");

        Assert.True(run.WaitForExit() == 0, run.Describe());
        Assert.Empty(run.Summary.GetProperty("problems").EnumerateArray());
        Assert.True(run.Summary.Number("bookChecks") > 0);
        Assert.Equal(0, run.Summary.Number("bookMismatches"));
        Assert.Equal(run.Summary.Map("position"), run.Summary.Map("venuePosition"));
    }

    [Theory]
    [InlineData("--generate=x", "--generate is 'x'")]
    [InlineData("--generate=1 --loop", "--loop is for recordings")]
    [InlineData("--generate=1 --data=a.gz", "--data is for recordings")]
    [InlineData("--symbols=BTCUSDT", "--symbols needs --generate.")]
    [InlineData("--generate=1 --symbols=btcusdt", "'btcusdt' is not a symbol")]
    [InlineData("--generate=1 --symbols=ETHUSDT=0", "'0' is not a price for ETHUSDT")]
    [InlineData("--generate=1 --symbols=ETHUSDT=3.001", "StartPrice is 3.001")]
    [InlineData("--generate=1 --symbols=BTCUSDT,BTCUSDT", "BTCUSDT occurs 2 times")]
    [InlineData("--generate=1 --speed=0", "Speed is 0")]
    [InlineData("--generate=1 --volatility=21", "--volatility is 21; allowed is 0 to 20.")]
    public void Venue_badGenerator_isNamedAndExitCodeIsTwo(string arguments, string expected)
    {
        using CliProcess process = CliProcess.Run(["venue", .. arguments.Split(' ')]);

        Complaint.Check(process, 2, expected);
    }
}
