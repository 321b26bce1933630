using System.Globalization;
using System.Text.Json;

namespace LiveTrading.Cli.Tests.Harness;

/// <summary>A simulated venue in a process of its own, and its routes for looking inside.</summary>
internal sealed class VenueProcess : IDisposable
{
    private const string Listening = "listening on ws://127.0.0.1:";
    private static readonly HttpClient _http = new() { Timeout = CliProcess.Patience };

    private VenueProcess(CliProcess process)
    {
        Process = process;
        process.WaitForOutput(l => l.StartsWith(Listening, StringComparison.Ordinal), Listening);
        Port = int.Parse(process.Output.First(l => l.StartsWith(Listening, StringComparison.Ordinal))[Listening.Length..], CultureInfo.InvariantCulture);
    }

    public CliProcess Process { get; }

    public int Port { get; }

    /// <summary>Plays the bundled capture over and over, fast enough that the strategies trade within seconds.</summary>
    public static VenueProcess Start(int port = 0, string speed = "20") =>
        Start("--loop", "--speed", speed, "--port", port.ToString(CultureInfo.InvariantCulture));

    public static VenueProcess Start(params string[] arguments)
    {
        CliProcess process = CliProcess.Start(["venue", "--protocol", "binance", .. arguments]);
        try
        {
            return new VenueProcess(process);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>What <c>run</c> needs to trade here with the sample configuration.</summary>
    public string[] RunArguments(string journal) => RunArguments(Port, journal);

    public static string[] RunArguments(int port, string journal) =>
    [
        "run", "--json", "--config", SampleConfiguration, "--journal", journal,
        "--set", string.Create(CultureInfo.InvariantCulture, $"Binance:StreamUrl=ws://127.0.0.1:{port}"),
        "--set", string.Create(CultureInfo.InvariantCulture, $"Binance:ApiUrl=ws://127.0.0.1:{port}/ws-api/v3"),
    ];

    public static string SampleConfiguration => Path.Combine(AppContext.BaseDirectory, "samples", "appsettings.simulated.json");

    public JsonElement Get(string route) =>
        JsonDocument.Parse(_http.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/sim/{route}")).GetAwaiter().GetResult()).RootElement;

    public JsonElement[] Orders() => [.. Get("orders?apiKey=demo-key").EnumerateArray()];

    public string[] OpenOrders() => [.. Orders().Where(o => o.Text("status") is "NEW" or "PARTIALLY_FILLED").Select(o => o.Text("clientOrderId"))];

    /// <summary>What is the engine's own in the client order ids of all orders. A cancel puts its own id in the order's place, made of the same text behind another prefix.</summary>
    public string[] OrderTokens() => [.. Orders().Select(o => Token(o.Text("clientOrderId")))];

    public static string Token(string clientOrderId) => clientOrderId["lt-".Length..];

    /// <summary>Base currency the demo user has more than at the beginning.</summary>
    public decimal Position() =>
        Get("account?apiKey=demo-key").EnumerateArray().Where(b => b.Is("asset", "BTC")).Sum(b => Amount(b, "free") + Amount(b, "locked")) - 1m;

    public void Dispose() => Process.Dispose();

    private static decimal Amount(JsonElement balance, string field) => decimal.Parse(balance.Text(field), CultureInfo.InvariantCulture);
}
