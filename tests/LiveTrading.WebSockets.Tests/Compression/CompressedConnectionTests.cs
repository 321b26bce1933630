using System.Text;
using LiveTrading.IO.Simulated;
using LiveTrading.WebSockets.Conformance.Reference;
using LiveTrading.WebSockets.Http;
using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests.Compression;

public sealed class CompressedConnectionTests
{
    private static readonly PerMessageDeflateOptions _all = new() { MinMessageBytes = 0 };

    public static TheoryData<PerMessageDeflateOptions, PerMessageDeflateOptions> Pairs => new()
    {
        { _all, _all },
        { _all with { ServerNoContextTakeover = true }, _all },
        { _all, _all with { ClientNoContextTakeover = true, ServerNoContextTakeover = true } },
        { _all with { ServerMaxWindowBits = 8, ClientMaxWindowBits = 8 }, _all },
        { _all, _all with { ServerMaxWindowBits = 9, ClientMaxWindowBits = 9 } },
        { _all with { ClientNoContextTakeover = true, ServerMaxWindowBits = 10 }, _all with { ClientMaxWindowBits = 12 } },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Messages_of_every_kind_arrive_as_they_were_sent(PerMessageDeflateOptions client, PerMessageDeflateOptions server)
    {
        using World world = new World(new() { Compression = client, SendQueueBytes = 4 << 20 }, new() { Compression = server, SendQueueBytes = 4 << 20 }).Connect();
        Assert.True(world.Connection.IsCompressed);
        Assert.True(world.Server.Last.IsCompressed);
        byte[][] messages = [[], .. Enumerable.Range(0, 60).Select(i => Contents.Make(Contents.Kinds[i % 5], i % 10 == 9 ? 100_000 : 1 + (i * 71 % 2000), i))];
        foreach (byte[] message in messages)
        {
            Assert.Equal(SendResult.Accepted, world.Server.Last.SendBinary(message));
            Assert.Equal(SendResult.Accepted, world.Connection.SendBinary(message));
        }
        world.Run(() => world.Client.Messages.Count == messages.Length && world.Server.Messages.Count == messages.Length);
        Assert.Equal(messages, world.Client.Messages);
        Assert.Equal(messages, world.Server.Messages);
        Assert.InRange(world.Connection.Status.BytesReceived, 1, messages.Sum(m => m.Length) - 100_000);
        Assert.InRange(world.Connection.Status.BytesSent, 1, messages.Sum(m => m.Length) - 100_000);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Messages_go_plain_unless_both_sides_want_compression(bool client, bool server)
    {
        using World world = new World(new() { Compression = client ? _all : null }, new() { Compression = server ? _all : null }).Connect();
        Assert.False(world.Connection.IsCompressed);
        world.Send(new string('a', 5000));
        world.Run(() => world.Server.Messages.Count == 1);
        Assert.InRange(world.Connection.Status.BytesSent, 5000, 6000);
    }

    [Fact]
    public void Messages_below_the_threshold_go_plain()
    {
        using World world = new World(new() { Compression = new() { MinMessageBytes = 1000 } }, new() { Compression = _all }).Connect();
        long before = world.Connection.Status.BytesSent;
        world.Send(new string('a', 999));
        world.RunFor(World.Second);
        Assert.InRange(world.Connection.Status.BytesSent - before, 999, 1020);
        before = world.Connection.Status.BytesSent;
        world.Send(new string('a', 1000));
        world.RunFor(World.Second);
        Assert.InRange(world.Connection.Status.BytesSent - before, 1, 50);
        Assert.Equal(2, world.Server.Messages.Count);
    }

    [Fact]
    public void Messages_withdrawn_or_too_late_do_not_spoil_those_behind_them()
    {
        using World world = new World(new() { Compression = _all }, new() { Compression = _all }).Connect();
        var expected = new List<string>();
        var random = new Random(5);
        for (int i = 0; i < 200; i++)
        {
            string text = Encoding.UTF8.GetString(Contents.Make("json", 200 + random.Next(400), random.Next(5)));
            int fate = random.Next(4);
            if (fate == 0)
            {
                world.Send(text, token: i + 1);
                Assert.True(world.Connection.Withdraw(i + 1));
                continue;
            }
            if (fate == 1)
            {
                world.Send(text, deadlineNanos: 1);
                continue;
            }
            world.Send(text, token: fate == 2 ? i + 1 : 0, deadlineNanos: fate == 2 ? long.MaxValue : 0);
            expected.Add(text);
            if (random.Next(3) == 0)
                world.RunFor(World.Millisecond);
        }
        world.Run(() => world.Server.Messages.Count == expected.Count);
        Assert.Equal(expected, world.Server.Messages.Select(Encoding.UTF8.GetString));
        Assert.Equal(ConnectionState.Connected, world.Connection.State);
    }

    [Fact]
    public void Messages_refused_by_a_full_queue_do_not_spoil_those_behind_them()
    {
        using World world = new World(new() { Compression = _all, SendQueueBytes = 4096 }, new() { Compression = _all }).Connect();
        var expected = new List<byte[]>();
        for (int i = 0; i < 100; i++)
        {
            byte[] message = Contents.Make("json", 2000, i % 7);
            if (world.Connection.SendBinary(message) == SendResult.Accepted)
                expected.Add(message);
            else
                world.RunFor(World.Millisecond);
        }
        Assert.InRange(expected.Count, 10, 99);
        world.Run(() => world.Server.Messages.Count == expected.Count);
        Assert.Equal(expected, world.Server.Messages);
    }

    [Fact]
    public void Bomb_closes_with_1009()
    {
        using var zlib = new Zlib();
        byte[] bomb = zlib.Deflate(new byte[20_000_000]);
        using World world = new World(new() { Compression = _all }, new() { Compression = _all }).Connect();
        world.Server.Last.SendRawFrames(FrameBytes.Frame(0xC2, bomb));
        world.Run(() => world.Client.Count("disconnected") == 1);
        Assert.Equal("disconnected: the server sent a compressed message longer than 16777216 bytes; closed with 1009 (message too big)", world.Client.Events[1]);
    }

    [Fact]
    public void Answer_that_was_not_asked_for_is_refused_with_a_clear_reason()
    {
        using World world = new(new() { Compression = new() { ServerMaxWindowBits = 10 }, AutoReconnect = false });
        var server = new RawServer(world.Loop)
        {
            Request = peer => peer.Send(RawServer.Accept(peer)[..^2] + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"),
        };
        world.Connection.Connect();
        world.Run(() => world.Client.Events.Count == 1);
        Assert.Equal("attempt failed: handshake refused: the server chose permessage-deflate without a server_max_window_bits of at most 10, which was asked for", world.Client.Events[0]);
        Assert.Contains("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10; client_max_window_bits\r\n", server.Last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_offer_is_answered_400()
    {
        using var world = new ServerWorld(new() { Compression = _all });
        RawPeer peer = world.Ask(ServerWorld.UpgradeRequest[..^2] + "Sec-WebSocket-Extensions: permessage-deflate; =\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", peer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Offers_over_several_headers_are_one_list()
    {
        using var world = new ServerWorld(new() { Compression = _all });
        RawPeer peer = world.Ask(ServerWorld.UpgradeRequest[..^2] + "Sec-WebSocket-Extensions: x-other\r\nSec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=11\r\n\r\n");
        Assert.Contains("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=11\r\n", peer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_received_and_sent_in_steady_state_allocate_nothing()
    {
        using var loop = new FakeLoop();
        var handler = new EchoHandler();
        var connection = new WebSocketConnection(loop, WebSocketEndpoint.Parse("ws://venue.test"), new() { Compression = _all }, handler, 1);
        connection.Connect();
        loop.StreamHandler!.OnConnected(loop.Stream);
        string request = Encoding.ASCII.GetString(loop.Stream.Taken.ToArray());
        int key = request.IndexOf("Key: ", StringComparison.Ordinal) + 5;
        string accept = WebSocketAccept.For(request[key..request.IndexOf("\r\n", key, StringComparison.Ordinal)]);
        loop.StreamHandler.OnReceived(loop.Stream, Encoding.ASCII.GetBytes($"HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
        Assert.True(connection.IsCompressed);
        loop.Stream.Keeps = false;
        using var zlib = new Zlib();
        byte[][] batches = [.. Enumerable.Range(0, 600).Select(i => FrameBytes.Frame(0xC1, zlib.Deflate(Contents.Make("json", 200 + (i % 40 * 100), i))))];

        long Pass(int from)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = from; i < from + 300; i++)
            {
                loop.StreamHandler.OnReceived(loop.Stream, batches[i]);
                loop.Flush();
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Pass(0);
        Assert.Equal(0, Pass(300));
        Assert.Equal(600, handler.Received);
    }

    private sealed class EchoHandler : IWebSocketConnectionHandler
    {
        public int Received { get; private set; }

        public void OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
        {
            Received++;
            if (connection.SendText(payload) != SendResult.Accepted)
                throw new InvalidOperationException("not accepted");
        }

        public void OnConnected(WebSocketConnection connection)
        {
        }

        public void OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason) => throw new InvalidOperationException(reason);

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
    }
}
