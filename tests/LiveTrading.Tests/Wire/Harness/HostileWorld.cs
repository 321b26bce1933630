using System.Globalization;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Model.MarketData;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Tests.Wire.Harness;

/// <summary>The whole engine in virtual time: the venue's API is the simulated venue's, its market stream a <see cref="HostileStream"/>.</summary>
internal sealed class HostileWorld : IDisposable
{
    /// <summary>Id of the snapshot that the venue's depth route answers with.</summary>
    private const long SnapshotId = 50093239218;

    private readonly EngineWorld _world;

    public HostileWorld(Action<HostileStream>? prepare = null)
    {
        _world = new EngineWorld(new WorldSettings
        {
            Binance = o => o with { StreamUrl = string.Create(CultureInfo.InvariantCulture, $"ws://localhost:{HostileStream.Port}") },
            Strategies = [("count", () => Strategy)],
        });
        Stream = new HostileStream(_world.Loop) { Subscribed = p => p.Send(HostileStream.Text(Depth(SnapshotId + 1, SnapshotId + 1))) };
        prepare?.Invoke(Stream);
        _world.StartEngine();
    }

    public HostileStream Stream { get; }

    public CountingStrategy Strategy { get; } = new();

    public EngineProcess Engine => _world.Engine;

    public IReadOnlyList<ConnectionEvent> Reconnecting => [.. Engine.Connections.Where(e => e.Kind == ConnectionEventKind.Reconnecting && e.Endpoint.Contains(":9555", StringComparison.Ordinal))];

    public IReadOnlyList<string> Reasons => [.. Engine.Connections.Where(e => e.Kind == ConnectionEventKind.Disconnected && e.Endpoint.Contains(":9555", StringComparison.Ordinal)).Select(e => e.Reason!)];

    public bool IsBookValid => Engine.Kernel.Cache.Book(new InstrumentHandle(0)).State == BookState.Valid;

    public static string Quote(long id = SnapshotId + 2, string bid = "61837.63000000") =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"stream\":\"btcusdt@bookTicker\",\"data\":{{\"u\":{id},\"s\":\"BTCUSDT\",\"b\":\"{bid}\",\"B\":\"3.78826000\",\"a\":\"61837.64000000\",\"A\":\"1.54698000\"}}}}");

    /// <summary>A difference that sets one far level, or what is given, after the snapshot by so many ids.</summary>
    public static string DepthAfter(int first, int last, string bids = "[\"100.00000000\",\"1.00000000\"]") => Depth(SnapshotId + first, SnapshotId + last, bids);

    public void Until(Func<bool> condition, double seconds = 60) => _world.Until(condition, seconds);

    public void RunFor(double seconds) => _world.RunFor(seconds);

    /// <summary>Waits until the engine runs with a valid book.</summary>
    public HostileWorld Running()
    {
        Until(() => Engine.IsRunning && IsBookValid);
        return this;
    }

    /// <summary>A good quote is sent and must reach the strategy; the book must be valid.</summary>
    public void AssertGoesOn()
    {
        Until(() => IsBookValid && Engine.Adapter.Data.IsReady, 120);
        long before = Strategy.Quotes;
        Stream.Last.Send(HostileStream.Text(Quote(SnapshotId + 1_000_000 + before)));
        Until(() => Strategy.Quotes == before + 1);
        Assert.Equal(0, Engine.Kernel.FaultCount);
        Assert.True(Engine.IsRunning);
    }

    public void Dispose() => _world.Dispose();

    private static string Depth(long first, long last, string bids = "[\"100.00000000\",\"1.00000000\"]") =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"stream\":\"btcusdt@depth@100ms\",\"data\":{{\"e\":\"depthUpdate\",\"E\":1723161255308,\"s\":\"BTCUSDT\",\"U\":{first},\"u\":{last},\"b\":[{bids}],\"a\":[]}}}}");
}
