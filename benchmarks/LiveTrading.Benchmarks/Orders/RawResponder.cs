using LiveTrading.IO;
using LiveTrading.WebSockets;

namespace LiveTrading.Benchmarks.Orders;

/// <summary>The raw tick to order: a connection on a loop that answers each message with the same bytes, and nothing above it.</summary>
internal sealed class RawResponder : IWebSocketConnectionHandler, IDisposable
{
    private const int LastTurns = 100;

    private readonly EventLoop _loop = EventLoops.Create();
    private readonly WebSocketConnection _connection;
    private readonly byte[] _answer;

    /// <param name="port">Where the ticks come from.</param>
    /// <param name="answerBytes">Length of the answer.</param>
    public RawResponder(int port, int answerBytes)
    {
        _answer = new byte[answerBytes];
        _answer.AsSpan().Fill((byte)'x');
        _connection = new WebSocketConnection(
            _loop,
            WebSocketEndpoint.Parse($"ws://127.0.0.1:{port}{TickServer.RawPath}"),
            new WebSocketConnectionOptions { HeartbeatInterval = TimeSpan.FromHours(1), Priority = StreamPriority.OrderEntry },
            this,
            1);
        _connection.Connect();
        while (_connection.State != ConnectionState.Connected)
            _loop.RunOnce(100_000_000);
    }

    public long Ticks { get; private set; }

    public void RunUntilTicks(long ticks)
    {
        while (Ticks < ticks)
            _loop.RunOnce(0);

        // The last answer is submitted by the turn after the one that wrote it.
        for (int i = 0; i < LastTurns; i++)
            _loop.RunOnce(0);
    }

    public void OnConnected(WebSocketConnection connection)
    {
    }

    public void OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
    {
        Ticks++;
        connection.SendText(_answer);
    }

    public void OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason) =>
        throw new Harness.BenchmarkException("order: the raw connection was lost: " + reason);

    public void OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay)
    {
    }

    public void OnFailed(WebSocketConnection connection, string reason)
    {
    }

    public void OnHandedOver(WebSocketConnection connection, long token)
    {
    }

    public void OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason)
    {
    }

    public void Dispose() => _loop.Dispose();
}
