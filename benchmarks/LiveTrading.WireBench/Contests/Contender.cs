using LiveTrading.IO;
using LiveTrading.WireBench.Clients;

namespace LiveTrading.WireBench.Contests;

/// <summary>A client in a way to wait.</summary>
/// <param name="Client">Which program: a backend of ours, another client of .NET, or the floor.</param>
/// <param name="Wait">What it does while nothing comes.</param>
internal sealed record Contender(string Client, LoopWait Wait)
{
    /// <summary>The outside program that does the least that is possible.</summary>
    public const string FloorClient = "floor";

    private static readonly string[] _backends = ["io_uring", "epoll", "sockets"];

    public string Name => IsPool ? Client : $"{Client}, {BackendNames.Of(Wait)}";

    /// <summary>LiveTrading's own.</summary>
    public bool IsOurs => _backends.Contains(Client, StringComparer.Ordinal);

    public bool IsFloor => Client == FloorClient;

    private bool IsPool => !IsOurs && !IsFloor;

    public static Contender ClientWebSocket { get; } = new(PlainClient.Name, LoopWait.Block);

    /// <summary>Every contender there is, the floor last.</summary>
    public static IReadOnlyList<Contender> All { get; } =
    [
        .. _backends.SelectMany(b => Enum.GetValues<LoopWait>().Select(w => new Contender(b, w))),
        ClientWebSocket,
        new(ReactiveClient.Name, LoopWait.Block),
        new(FloorClient, LoopWait.Block),
        new(FloorClient, LoopWait.Spin),
    ];
}
