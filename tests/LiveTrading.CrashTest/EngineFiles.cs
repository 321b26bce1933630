using System.Globalization;

namespace LiveTrading.CrashTest;

/// <summary>Where an engine's configuration, journal and logs lie, and how it is started.</summary>
internal sealed class EngineFiles
{
    private readonly CrashPlan _plan;
    private readonly int _venuePort;

    public EngineFiles(CrashPlan plan, int venuePort, string directory)
    {
        _plan = plan;
        _venuePort = venuePort;
        Directory = directory;
        File.WriteAllText(Configuration, Text);
    }

    public string Directory { get; }

    public string Journal => Path.Combine(Directory, "journal");

    /// <summary><c>livetrading run</c> on the same journal each time.</summary>
    public IReadOnlyList<string> RunArguments
    {
        get
        {
            List<string> arguments =
            [
                "run", "--json", "--config", Configuration, "--journal", Journal,
                "--set", string.Create(CultureInfo.InvariantCulture, $"Binance:StreamUrl=ws://127.0.0.1:{_venuePort}"),
                "--set", string.Create(CultureInfo.InvariantCulture, $"Binance:ApiUrl=ws://127.0.0.1:{_venuePort}/ws-api/v3"),
            ];
            if (_plan.Durability is { } durability)
                arguments.AddRange(["--set", "LiveTrading:Journal:Durability=" + durability]);
            return arguments;
        }
    }

    private string Configuration => Path.Combine(Directory, "appsettings.json");

    /// <summary>
    /// Five strategies that quote and take at every tick or quote, with limits out of the way. Reconnects come at once and
    /// silence is noticed within two seconds, so that a round takes seconds.
    /// </summary>
    private const string Text = """
        {
          "LiveTrading": {
            "InstanceName": "crash-test",
            "TickInterval": "00:00:00.020",
            "HeartbeatInterval": "00:00:01",
            "ReconnectBase": "00:00:00.050",
            "ReconnectMax": "00:00:00.500"
          },
          "Execution": {
            "ReconciliationInterval": "00:00:05",
            "QueryTimeout": "00:00:02"
          },
          "Risk": {
            "MaxOrderNotional": 100000,
            "MaxPositionNotional": 10000000,
            "MaxGrossExposure": 10000000,
            "MaxOpenOrders": 10000,
            "MaxOpenOrdersPerInstrument": 10000,
            "MaxOrdersPerSecond": 10000,
            "MaxOrdersPerMinute": 100000,
            "DuplicateWindow": "00:00:00",
            "MaxDailyLoss": 10000000,
            "MaxDrawdown": 10000000,
            "MaxStrategyLoss": 10000000
          },
          "Binance": {
            "Symbols": ["BTCUSDT", "ETHUSDT"],
            "QueryTimeout": "00:00:02",
            "ApiKey": "demo-key",
            "ApiSecret": "demo-secret"
          },
          "Strategies": [
            { "Id": "near", "Type": "Quoting", "Instrument": "BTCUSDT.BINANCE", "Parameters": { "Quantity": 0.001, "DistanceBps": 0.05, "ToleranceBps": 0.1, "MaxInventory": 0.01 } },
            { "Id": "far", "Type": "Quoting", "Instrument": "BTCUSDT.BINANCE", "Parameters": { "Quantity": 0.002, "DistanceBps": 1, "ToleranceBps": 0.5, "MaxInventory": 0.02 } },
            { "Id": "taker", "Type": "Trend", "Instrument": "BTCUSDT.BINANCE", "Parameters": { "Quantity": 0.001, "Fast": 2, "Slow": 5, "BandBps": 0.01 } },
            { "Id": "ether", "Type": "Quoting", "Instrument": "ETHUSDT.BINANCE", "Parameters": { "Quantity": 0.01, "DistanceBps": 0.1, "ToleranceBps": 0.2, "MaxInventory": 0.1 } },
            { "Id": "ether-taker", "Type": "Trend", "Instrument": "ETHUSDT.BINANCE", "Parameters": { "Quantity": 0.01, "Fast": 2, "Slow": 5, "BandBps": 0.01 } }
          ]
        }
        """;
}
