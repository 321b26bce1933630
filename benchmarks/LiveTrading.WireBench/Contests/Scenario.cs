using System.Globalization;
using LiveTrading.IO;

namespace LiveTrading.WireBench.Contests;

/// <summary>Work that every contender does in turn.</summary>
internal sealed record Scenario
{
    /// <summary>For the command line.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>blast, paced or pingpong.</summary>
    public required string Mode { get; init; }

    public required long Messages { get; init; }

    public bool Tls { get; init; }

    public int Connections { get; init; } = 1;

    /// <summary>paced: messages a second over all connections.</summary>
    public long Rate { get; init; }

    /// <summary>pingpong: from a reply to the next message.</summary>
    public long GapMicros { get; init; }

    /// <summary>paced, pingpong: bytes of a message.</summary>
    public int Size { get; init; } = 600;

    /// <summary>Nothing to do for two seconds: only the share of a processor matters.</summary>
    public bool IsIdle { get; init; }

    public required Func<Contender, bool> Admits { get; init; }

    public bool Replies => Mode == "pingpong";

    /// <summary>Its one-way latency is taken from what the messages carry.</summary>
    public bool Stamped => Mode == "paced" && !IsIdle;

    public bool HasLatency => Replies || Stamped;

    public string Path => string.Create(CultureInfo.InvariantCulture, $"/{Mode}?n={Messages}&r={Math.Max(Rate, 1)}&gap={GapMicros}&conns={Connections}&size={Size}");

    /// <summary>The whole programme.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new() { Name = "receive-1", Title = "Receive, 1 connection", Mode = "blast", Messages = 1_000_000, Admits = _ => true },
        new() { Name = "receive-16", Title = "Receive, 16 connections", Mode = "blast", Messages = 960_000, Connections = 16, Admits = NotHybrid },
        new() { Name = "receive-100", Title = "Receive, 100 connections", Mode = "blast", Messages = 1_000_000, Connections = 100, Admits = NotHybrid },
        new() { Name = "receive-tls", Title = "Receive over TLS, 1 connection", Mode = "blast", Messages = 400_000, Tls = true, Admits = NotHybrid },
        new() { Name = "order-1", Title = "Tick to order, 1 connection, back to back", Mode = "pingpong", Messages = 20_000, Admits = _ => true },
        new() { Name = "order-gap", Title = "Tick to order, 1 connection, 100 µs between", Mode = "pingpong", Messages = 4_000, GapMicros = 100, Admits = _ => true },
        new() { Name = "order-16", Title = "Tick to order, 16 connections, drawn at random", Mode = "pingpong", Messages = 10_000, Connections = 16, Admits = NotHybrid },
        new() { Name = "order-tls", Title = "Tick to order over TLS, 1 connection, back to back", Mode = "pingpong", Messages = 10_000, Tls = true, Admits = NotHybrid },
        Paced(1_000),
        Paced(10_000),
        Paced(50_000),
        new() { Name = "idle", Title = "Idle: two seconds with a connection and no message", Mode = "paced", Messages = 3, Rate = 1, Size = 200, IsIdle = true, Admits = c => c.Wait != LoopWait.Spin },
    ];

    /// <summary>A few seconds of it, to see that all of it works.</summary>
    public static IReadOnlyList<Scenario> Quick { get; } =
    [
        .. All.Where(s => s.Name is "receive-1" or "receive-16" or "receive-tls" or "order-1" or "order-tls" or "paced-10000")
            .Select(s => s with { Messages = s.Mode == "blast" ? 96_000 : 1_000, Admits = c => s.Admits(c) && (c.Wait != LoopWait.Spin || !c.IsFloor) }),
    ];

    private static Scenario Paced(long rate) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"paced-{rate}"),
        Title = string.Create(CultureInfo.InvariantCulture, $"One way, {rate:N0} messages a second, 1 connection"),
        Mode = "paced",
        Messages = rate,
        Rate = rate,
        Size = 200,
        Admits = _ => true,
    };

    private static bool NotHybrid(Contender contender) => contender.Wait != LoopWait.Hybrid;
}
