using System.Security.Cryptography;
using System.Text;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading.Venues.Simulated.Tests.Harness;

/// <summary>A venue on a simulated loop, and clients for it. Virtual time; nothing sleeps.</summary>
internal sealed class VenueWorld : IDisposable
{
    public const string Key = "demo-key";
    private const string Secret = "demo-secret";
    private int _ids;

    public VenueWorld(SimulatedVenueOptions options, bool start = true)
    {
        Loop = new SimulatedEventLoop(new SimulatedLoopOptions()) { UnhandledError = e => Errors.Add(e) };
        Venue = new SimulatedVenue(Loop, options, NullLogger.Instance);
        Venue.EndOfData += () => EndsOfData++;
        if (start)
            Venue.Start();
    }

    public SimulatedEventLoop Loop { get; }

    public SimulatedVenue Venue { get; }

    public int EndsOfData { get; private set; }

    public List<Exception> Errors { get; } = [];

    public long NowMs => Loop.WallNanos / 1_000_000;

    public static string Recording => Path.Combine(AppContext.BaseDirectory, "data", "binance-spot-btcusdt-20240808.jsonl.gz");

    public static string Sample(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", name));

    public SocketClient Socket(string path, Action<ReadOnlyMemory<byte>>? sink = null)
    {
        var client = new SocketClient(this, path) { Sink = sink };
        Assert.True(Loop.RunUntil(() => client.IsConnected || client.DisconnectReason is not null), "no connection to " + path);
        return client;
    }

    /// <summary>Runs until a condition holds; fails with what went wrong when it does not.</summary>
    public void Until(Func<bool> condition, long seconds = 60)
    {
        bool held = Loop.RunUntil(condition, seconds * 1_000_000_000);
        Assert.Empty(Errors);
        Assert.True(held, "the condition did not come true in time; venue: " + Venue.Status);
    }

    /// <summary>A signed or public REST request on a connection of its own; (0, "") when it is dropped.</summary>
    public (int Status, string Body, string Head) Rest(string method, string path, string query = "", bool signed = false, string body = "", string key = Key, string? signature = null)
    {
        if (signed)
        {
            query += (query.Length > 0 ? "&" : "") + "timestamp=" + NowMs;
            query += "&signature=" + (signature ?? Hmac(query));
        }

        var client = new HttpClientOnLoop(Loop, Venue.Port, method, path + (query.Length > 0 ? "?" + query : ""), key, body);
        Until(() => client.IsDone);
        return (client.Status, client.Body, client.Head);
    }

    public (int Status, string Body, string Head) Order(string query) => Rest("POST", "/api/v3/order", query, signed: true);

    public string NewId() => "order-" + ++_ids;

    public static string Hmac(string payload) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(payload)));

    /// <summary>A signed WebSocket API request.</summary>
    public string Signed(string method, string id, params (string Name, string Value)[] parameters)
    {
        var all = parameters.Append(("apiKey", Key)).Append(("timestamp", NowMs.ToString())).OrderBy(p => p.Item1, StringComparer.Ordinal).ToArray();
        string signature = Hmac(string.Join('&', all.Select(p => p.Item1 + "=" + p.Item2)));
        string json = string.Join(',', all.Select(p => p.Item1 == "timestamp" ? $"\"timestamp\":{p.Item2}" : $"\"{p.Item1}\":\"{p.Item2}\""));
        return $"{{\"id\":{id},\"method\":\"{method}\",\"params\":{{{json},\"signature\":\"{signature}\"}}}}";
    }

    public void Dispose()
    {
        Venue.Dispose();
        Loop.Dispose();
    }
}
