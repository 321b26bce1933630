using LiveTrading.IO;
using LiveTrading.WebSockets.Http;

namespace LiveTrading.WebSockets.Tests.Harness;

/// <summary>Accepts transports and lets a test answer each in bytes.</summary>
internal sealed class RawServer : IStreamAcceptor
{
    private readonly EventLoop _loop;

    public RawServer(EventLoop loop)
    {
        _loop = loop;
        loop.Listen(new ListenOptions { Port = 8080 }, this);
    }

    public List<RawPeer> Peers { get; } = [];

    /// <summary>Times at which transports were accepted, nanoseconds.</summary>
    public List<long> AcceptedAt { get; } = [];

    /// <summary>Called once per transport, when the whole head of the request is there.</summary>
    public Action<RawPeer>? Request { get; set; }

    public Func<bool> Accepts { get; set; } = static () => true;

    public RawPeer Last => Peers[^1];

    public static string Accept(RawPeer peer) =>
        $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {WebSocketAccept.For(peer.Key)}\r\n\r\n";

    public IStreamHandler? OnAccepted(LoopStream stream)
    {
        if (!Accepts())
            return null;
        bool answered = false;
        var peer = new RawPeer { Stream = stream };
        peer.Data = p =>
        {
            if (answered || !p.HasHead)
                return;
            answered = true;
            Request?.Invoke(p);
        };
        Peers.Add(peer);
        AcceptedAt.Add(_loop.MonotonicNanos);
        return peer;
    }
}
