using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using LiveTrading.WebSockets.Server;

namespace LiveTrading.WebSockets.Tests.Harness;

/// <summary>Our server and clients that speak bytes, in virtual time.</summary>
internal sealed class ServerWorld : IDisposable
{
    public ServerWorld(WebServerOptions? options = null, SimulatedLink? link = null)
    {
        Loop = new SimulatedEventLoop(3) { UnhandledError = Errors.Add };
        Loop.Network.Link = link ?? SimulatedLink.Default;
        Web = new WebServer(Loop, new ListenOptions { Port = 80 }, options ?? new WebServerOptions(), Handler);
    }

    public SimulatedEventLoop Loop { get; }

    public List<Exception> Errors { get; } = [];

    public RecordingServer Handler { get; } = new();

    public WebServer Web { get; }

    public RawPeer Dial()
    {
        var peer = new RawPeer();
        peer.Stream = Loop.Connect(new ConnectOptions { Host = "server.test", Port = 80 }, peer);
        Run(() => peer.Stream.IsOpen || peer.Closed is not null);
        return peer;
    }

    /// <summary>Sends a request of several lines and waits until everything has come to rest.</summary>
    public RawPeer Ask(string request)
    {
        RawPeer peer = Dial();
        peer.Send(request);
        Loop.RunFor(100 * World.Millisecond);
        return peer;
    }

    /// <summary>A client whose upgrade was accepted; what it received is only frames.</summary>
    public RawPeer Upgrade()
    {
        RawPeer peer = Ask(UpgradeRequest);
        Assert.StartsWith("HTTP/1.1 101 ", peer.Text, StringComparison.Ordinal);
        int head = peer.Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        peer.Received.RemoveRange(0, head);
        return peer;
    }

    public const string UpgradeRequest =
        "GET /chat HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    public void Run(Func<bool> until) =>
        Assert.True(Loop.RunUntil(until, 600 * World.Second), $"not reached; server: {string.Join(" | ", Handler.Events)}; errors: {string.Join(" | ", Errors)}");

    public void Dispose() => Loop.Dispose();
}
