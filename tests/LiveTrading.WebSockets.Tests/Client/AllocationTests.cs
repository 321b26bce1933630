using System.Text;
using LiveTrading.WebSockets.Http;
using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests.Client;

public sealed class AllocationTests
{
    [Fact]
    public void Messages_received_and_sent_in_steady_state_allocate_nothing()
    {
        using var loop = new FakeLoop();
        var handler = new CountingHandler();
        var connection = new WebSocketConnection(loop, WebSocketEndpoint.Parse("ws://venue.test"), new WebSocketConnectionOptions(), handler, 1);
        connection.Connect();
        loop.StreamHandler!.OnConnected(loop.Stream);
        string request = Encoding.ASCII.GetString(loop.Stream.Taken.ToArray());
        int key = request.IndexOf("Key: ", StringComparison.Ordinal) + 5;
        string accept = WebSocketAccept.For(request[key..request.IndexOf("\r\n", key, StringComparison.Ordinal)]);
        byte[] answer = Encoding.ASCII.GetBytes($"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
        Assert.Equal(answer.Length, loop.StreamHandler.OnReceived(loop.Stream, answer));
        Assert.Equal(ConnectionState.Connected, connection.State);
        loop.Stream.Keeps = false;
        byte[] batch = FrameBytes.Join([.. Enumerable.Range(0, 50).Select(i => FrameBytes.Frame(0x81, new byte[i * 20])), FrameBytes.Frame(0x89, "ping"u8), FrameBytes.Frame(0x01, "a"u8), FrameBytes.Frame(0x80, "b"u8)]);
        var work = new byte[batch.Length];

        long Pass()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 300; i++)
            {
                batch.CopyTo(work, 0);
                loop.StreamHandler.OnReceived(loop.Stream, work);
                loop.Flush();
                loop.Now += 1000;
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Pass();
        long allocated = Pass();

        Assert.Equal(0, allocated);
        Assert.Equal(2 * 300 * 51, handler.Received);
        Assert.Equal(2 * 300 * 51, handler.HandedOver + handler.Discarded);
        Assert.InRange(handler.Discarded, 1, 2 * 300 * 51 / 2);
    }

    /// <summary>Answers each message with an order that has a token and a deadline; some are too late.</summary>
    private sealed class CountingHandler : IWebSocketConnectionHandler
    {
        private readonly byte[] _order = new byte[200];

        public int Received { get; private set; }

        public int HandedOver { get; private set; }

        public int Discarded { get; private set; }

        public void OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
        {
            Received++;
            if (connection.SendText(_order, Received, Received % 5 == 0 ? 1 : long.MaxValue) != SendResult.Accepted)
                throw new InvalidOperationException("not accepted");
        }

        public void OnHandedOver(WebSocketConnection connection, long token) => HandedOver++;

        public void OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason) => Discarded++;

        public void OnConnected(WebSocketConnection connection)
        {
        }

        public void OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason)
        {
        }

        public void OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay)
        {
        }

        public void OnFailed(WebSocketConnection connection, string reason)
        {
        }
    }
}
