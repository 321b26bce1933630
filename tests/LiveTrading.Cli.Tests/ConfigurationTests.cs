using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void Run_manyProblems_listsAllAtOnceWithTheirKeys()
    {
        using TemporaryDirectory directory = new();
        string config = directory.Write("many.json", """
            {
              "LiveTrading": { "InstanceName": "a b", "Mode": "Fantasy", "TickIntervall": "00:00:01", "ReconnectBase": "5", "MaxConnections": 0, "Journal": { "SegmentBytes": 1 } },
              "Risk": { "MaxOrderNotional": -1, "MaxOpenOrders": "x" },
              "Execution": { "SubmitTimeout": "00:00:00", "CancelTimeout": "10:00:00" },
              "Data": { "StaleAfter": "-00:00:01" },
              "KillSwitch": { "MaxFlattenRounds": 0 },
              "Binance": { "StreamUrl": "wss://stream.binance.com:9443", "Symbols": ["btc usdt"], "ApiKey": "k", "Bogus": 1 },
              "Strategies": [
                { "Id": "one", "Type": "Nope", "Instrument": "BTCUSDT.BINANCE" },
                { "Id": "two", "Type": "Trend", "Instrument": "BTCUSDT.BINANCE", "Parameters": { "Foo": 1, "Quantity": "x" } },
                { "Id": "two", "Type": "Quoting", "Instrument": "ETHUSDT.BINANCE" }
              ],
              "Strategis": []
            }
            """);

        using CliProcess run = CliProcess.Run("run", "--config", config, "--journal", directory["journal"]);

        Complaint.Check(
            run,
            2,
            "LiveTrading:InstanceName: 'a b' is not",
            "LiveTrading:Mode: 'Fantasy' is not Sim or Live.",
            "LiveTrading:TickIntervall: is not a known key",
            "LiveTrading:ReconnectBase: '5' is not a time",
            "LiveTrading:MaxConnections: 0 is out of range",
            "LiveTrading:Journal:SegmentBytes: 1 is out of range",
            "Risk:MaxOrderNotional: is -1",
            "Risk:MaxOpenOrders: 'x' is not a whole number",
            "Execution:SubmitTimeout: is 00:00:00",
            "Execution:CancelTimeout: is 10:00:00",
            "Data:StaleAfter: is -00:00:01",
            "KillSwitch:MaxFlattenRounds: is 0",
            "Binance:StreamUrl: 'stream.binance.com' is not this machine",
            "Binance:Symbols:0: is 'btc usdt'",
            "Binance:ApiSecret: is missing",
            "Binance:Bogus: is not a known key",
            "Strategies:0:Type: 'Nope' is not a known strategy",
            "Strategies:1:Parameters: Foo: no such parameter",
            "Strategies:1:Parameters: Quantity",
            "Strategies:2:Instrument: 'ETHUSDT.BINANCE' is not an instrument",
            "Strategies: the id 'two' is given 2 times",
            "Strategis: is not a known section");
        Assert.False(Directory.Exists(directory["journal"]));
    }

    [Theory]
    [InlineData("{\"LiveTrading\":", "is not a JSON configuration")]
    [InlineData("", "is not a JSON configuration")]
    [InlineData("[]", "Top-level JSON element must be an object")]
    [InlineData("hello", "LineNumber: 0")]
    public void Run_fileIsNotJson_saysSoInOneLine(string text, string expected)
    {
        using TemporaryDirectory directory = new();
        using CliProcess run = CliProcess.Run("run", "--config", directory.Write("bad.json", text));

        Complaint.CheckLine(run, 2, "bad.json", expected);
    }

    [Theory]
    [InlineData("Binance:StreamUrl=wss://stream.binance.com:9443", "Binance:StreamUrl: 'stream.binance.com' is not this machine")]
    [InlineData("Binance:StreamUrl=http://127.0.0.1", "Binance:StreamUrl: is 'http://127.0.0.1'")]
    [InlineData("Strategies:0:Parameters:Fast=900", "Strategies:0:Parameters: Fast must be below Slow.")]
    [InlineData("Strategies:0:Type=Magic", "Strategies:0:Type: 'Magic' is not a known strategy")]
    [InlineData("Strategies:0:Id=a/b", "Strategies:0:Id: 'a/b' is not")]
    [InlineData("Risk:MaxOrderNotinal=1", "Risk:MaxOrderNotinal: is not a known key")]
    [InlineData("Riks:MaxOrderNotional=1", "Riks: is not a known section")]
    [InlineData("LiveTrading:Journal:Directory=", "LiveTrading:Journal:Directory: is empty")]
    public void Run_oneBadValue_isNamedWithItsKey(string setting, string expected)
    {
        using TemporaryDirectory directory = new();
        using CliProcess run = CliProcess.Run("run", "--config", VenueProcess.SampleConfiguration, "--set", "LiveTrading:InstanceName=test", "--set", setting);

        Complaint.Check(run, 2, "The configuration has 1 problem:", expected);
    }

    [Fact]
    public void Run_badValueInTheEnvironment_isNamedWithItsKey()
    {
        using CliProcess run = CliProcess.Start(new Dictionary<string, string> { ["LiveTrading__TickInterval"] = "soon" }, "run", "--config", VenueProcess.SampleConfiguration);

        Complaint.Check(run, 2, "LiveTrading:TickInterval: 'soon' is not a time");
    }

    [Theory]
    [InlineData("Binance:ApiKey=some-other-key", "-2015")]
    [InlineData("Binance:ApiSecret=some-other-secret", "-1022")]
    public void Run_keysTheVenueRefuses_stopsWithTheVenuesWords(string setting, string code)
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using CliProcess run = CliProcess.Start([.. venue.RunArguments(directory["journal"]), "--set", setting]);

        Complaint.Check(run, 1, "BINANCE refuses", code);
        Assert.DoesNotContain(run.Errors, l => l.Contains("some-other", StringComparison.Ordinal));
        Assert.Equal("error", run.Summary.Text("shutdownReason"));
        Assert.Equal(0, run.Summary.Number("ordersSubmitted"));
        Assert.Empty(venue.Orders());
    }
}
