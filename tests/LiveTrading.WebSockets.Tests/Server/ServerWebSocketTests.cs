using System.Text;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using LiveTrading.WebSockets.Server;
using LiveTrading.WebSockets.Tests.Harness;
using static LiveTrading.WebSockets.Tests.Harness.FrameBytes;

namespace LiveTrading.WebSockets.Tests.Server;

public sealed class ServerWebSocketTests
{
    public static TheoryData<byte[], int> Violations => new()
    {
        { Text("x"), 1002 },
        { Frame(0x91, "x"u8, masked: true), 1002 },
        { Frame(0x8B, [], masked: true), 1002 },
        { Frame(0x80, [], masked: true), 1002 },
        { Frame(0x81, [0xFF], masked: true), 1007 },
        { Close(999, masked: true), 1002 },
        { [0x82, 0xFF, 0, 0, 0, 0, 1, 0, 0, 1], 1009 },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void Message_against_the_protocol_is_closed_with_its_code(byte[] bytes, int code)
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Upgrade();
        peer.Send(bytes);
        world.Run(() => peer.ReceiveEnded);
        Assert.Equal(Close(code), peer.Received.ToArray());
        Assert.StartsWith($"closed {code} the client sent ", world.Handler.Events[^1], StringComparison.Ordinal);
        Assert.Empty(world.Web.WebSockets);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 8", "426")]
    [InlineData("Sec-WebSocket-Version: 13\r\n", "", "426")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ==", "400")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "!!!!IHNhbXBsZSBub25jZQ==", "400")]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", "400")]
    [InlineData("\r\n\r\n", "\r\n\r\n\u0081\u0080\u0000\u0000\u0000\u0000", "400")]
    [InlineData("Upgrade: websocket", "Upgrade: h2c", "200")]
    [InlineData("POST", "POST", "101")]
    public void Upgrade_as_asked_is_answered(string what, string with, string status)
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Ask(ServerWorld.UpgradeRequest.Replace(what, with, StringComparison.Ordinal));
        Assert.StartsWith($"HTTP/1.1 {status} ", peer.Text, StringComparison.Ordinal);
        if (status == "101")
            Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", peer.Text, StringComparison.Ordinal);
        if (status == "426")
            Assert.Contains("Sec-WebSocket-Version: 13\r\n", peer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Upgrade_refused_by_the_handler_is_answered_and_the_connection_goes_on()
    {
        using var world = new ServerWorld();
        world.Handler.Upgrade = static (_, exchange) =>
        {
            exchange.Respond(401, "text/plain", "who are you?"u8);
            return false;
        };
        RawPeer peer = world.Ask(ServerWorld.UpgradeRequest);
        Assert.StartsWith("HTTP/1.1 401 Unauthorized\r\n", peer.Text, StringComparison.Ordinal);
        peer.Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        world.Loop.RunFor(World.Millisecond);
        Assert.Contains("you asked for /", peer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Upgrade_handler_and_answer_both_is_reported()
    {
        using var world = new ServerWorld();
        world.Handler.Upgrade = static (_, exchange) =>
        {
            exchange.Respond(200, "", []);
            return true;
        };
        world.Ask(ServerWorld.UpgradeRequest);
        Assert.Single(world.Errors);
        Assert.Empty(world.Web.WebSockets);
    }

    [Fact]
    public void Upgrade_subprotocol_not_offered_is_500_and_reported()
    {
        using var world = new ServerWorld();
        world.Handler.Upgrade = static (_, exchange) => (exchange.Subprotocol = "x") is not null;
        Assert.StartsWith("HTTP/1.1 500", world.Ask(ServerWorld.UpgradeRequest).Text, StringComparison.Ordinal);
        Assert.Single(world.Errors);
    }

    [Fact]
    public void OnOpened_messages_follow_the_answer()
    {
        using var world = new ServerWorld();
        world.Handler.Opened = static socket => socket.SendText("welcome"u8);
        Assert.Equal(Text("welcome"), world.Upgrade().Received.ToArray());
    }

    [Fact]
    public void Echo_byte_by_byte_with_fragments_and_pings_is_answered()
    {
        using var world = new ServerWorld(link: new SimulatedLink { MaxReadBytes = 1 });
        RawPeer peer = world.Upgrade();
        peer.Send(Join(Frame(0x01, "fr"u8, true), Frame(0x89, "p"u8, true), Frame(0x00, "ag"u8, true), Frame(0x80, "s"u8, true), Frame(0x8A, "q"u8, true), Text("done", true)));
        world.Run(() => world.Handler.Messages.Count == 2);
        world.Loop.RunFor(World.Millisecond);
        Assert.Equal(Join(Frame(0x8A, "p"u8), Text("frags"), Text("done")), peer.Received.ToArray());
        Assert.Contains("pong q", world.Handler.Events);
    }

    [Fact]
    public void Close_by_the_client_is_echoed_and_the_server_ends_the_transport_first()
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Upgrade();
        peer.ClosesToo = false;
        peer.Send(Close(1000, "bye", masked: true));
        world.Loop.RunFor(World.Millisecond);
        Assert.Equal(Close(1000), peer.Received.ToArray());
        Assert.True(peer.ReceiveEnded);
        Assert.Equal("closed 1000 bye", world.Handler.Events[^1]);
        // The client keeps its side open: cut after the time-out, told only once.
        world.Run(() => peer.Closed is not null);
        Assert.Equal(1, world.Handler.Events.Count(e => e.StartsWith("closed", StringComparison.Ordinal)));
    }

    [Fact]
    public void Close_by_the_client_without_code_is_1005()
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Upgrade();
        peer.Send(Frame(0x88, [], masked: true));
        world.Loop.RunFor(World.Millisecond);
        Assert.Equal(Frame(0x88, []), peer.Received.ToArray());
        Assert.Equal("closed 1005 ", world.Handler.Events[^1]);
    }

    [Fact]
    public void Close_not_answered_is_cut_after_the_close_timeout()
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Upgrade();
        world.Handler.Last.SendText("last words"u8);
        world.Handler.Last.Close(1001, "restart");
        Assert.False(world.Handler.Last.IsOpen);
        Assert.Equal(SendResult.NotConnected, world.Handler.Last.SendText("x"u8));
        world.Run(() => peer.Closed is not null);
        Assert.Equal(Join(Text("last words"), Close(1001, "restart")), peer.Received.ToArray());
        Assert.Equal("closed 1006 the close was not answered within 2 s", world.Handler.Events[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Abort_tells_the_handler_once_and_frees_the_socket(bool reset)
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Upgrade();
        world.Handler.Last.Abort(reset);
        Assert.False(world.Handler.Last.IsOpen);
        Assert.Equal(SendResult.NotConnected, world.Handler.Last.SendText("x"u8));
        world.Run(() => peer.Closed is not null);
        Assert.Equal(["upgrade /chat?", "opened", "closed 1006 cut by the server"], world.Handler.Events);
        Assert.Equal(reset, peer.Closed?.Error == StreamError.Reset);
        Assert.Empty(world.Web.WebSockets);
    }

    [Fact]
    public void Client_vanishes_at_any_byte_is_1006_once()
    {
        byte[] stream = Join(Text("ab", true), Frame(0x01, "c"u8, true), Frame(0x80, "d"u8, true));
        for (int cut = 0; cut < stream.Length; cut++)
        {
            using var world = new ServerWorld();
            RawPeer peer = world.Upgrade();
            peer.Send(stream.AsSpan(..cut));
            peer.Stream!.ShutdownSend();
            world.Run(() => peer.Closed is not null);
            world.Loop.RunFor(World.Second);
            Assert.Equal(1, world.Handler.Events.Count(e => e.StartsWith("closed 1006", StringComparison.Ordinal)));
            Assert.Equal(0, world.Web.ConnectionCount);
        }
    }

    [Fact]
    public void SendText_slow_reader_is_back_pressured_and_told_when_drained_and_nothing_is_lost()
    {
        using var world = new ServerWorld(new WebServerOptions { SendQueueBytes = 4096 }, new SimulatedLink { WindowBytes = 1000 });
        RawPeer peer = world.Upgrade();
        ServerWebSocket socket = world.Handler.Last;
        int next = 0;
        void Fill(ServerWebSocket target)
        {
            while (next < 3000 && target.SendText(Encoding.ASCII.GetBytes($"message {next}")) == SendResult.Accepted)
                next++;
        }
        world.Handler.Drained = Fill;
        Fill(socket);
        Assert.InRange(next, 300, 350);
        Assert.InRange(socket.QueuedBytes, 3900, 4096);
        world.Run(() => next == 3000 && socket.QueuedBytes == 0);
        world.Loop.RunFor(World.Second);

        var wire = new FrameFeeder(expectMasked: false);
        wire.Feed(peer.Received.ToArray());
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"text message {i}"), wire.Events);
        Assert.InRange(world.Handler.Events.Count(e => e == "drained"), 5, 20);
    }

    [Fact]
    public void SendRawFrames_goes_out_as_it_is()
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Upgrade();
        Assert.Equal(3, world.Handler.Last.SendRawFrames([0xFF, 0x00, 0x81]));
        Assert.Equal(0, world.Handler.Last.SendRawFrames(new byte[2 << 20]));
        world.Loop.RunFor(World.Millisecond);
        Assert.Equal([0xFF, 0x00, 0x81], peer.Received.ToArray());
    }

    [Fact]
    public void SendPing_longer_than_125_bytes_throws()
    {
        using var world = new ServerWorld();
        world.Upgrade();
        Assert.Throws<ArgumentException>(() => world.Handler.Last.SendPing(new byte[126]));
    }

    [Fact]
    public void Handler_that_throws_is_reported_and_the_socket_goes_on()
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Upgrade();
        world.Handler.Echo = false;
        world.Handler.Message = static (_, text) => throw new InvalidOperationException(text);
        peer.Send(Join(Text("1", true), Text("2", true)));
        world.Loop.RunFor(World.Millisecond);
        Assert.Equal(["1", "2"], world.Errors.Select(e => e.Message));
        Assert.True(world.Handler.Last.IsOpen);
    }

    [Fact]
    public void Dispose_cuts_everything_and_frees_the_port()
    {
        using var world = new ServerWorld();
        RawPeer socket = world.Upgrade();
        RawPeer http = world.Ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        world.Web.Dispose();
        world.Run(() => socket.Closed is not null && http.Closed is not null);
        Assert.Equal("closed 1006 cut by the server", world.Handler.Events.Last(e => e.StartsWith("closed", StringComparison.Ordinal)));
        using var again = new WebServer(world.Loop, new ListenOptions { Port = 80 }, new WebServerOptions(), world.Handler);
    }

    [Fact]
    public void Constructor_bad_options_are_named_all_at_once()
    {
        using var loop = new SimulatedEventLoop();
        var options = new WebServerOptions { MaxConnections = 0, MaxHeadBytes = 1, MaxBodyBytes = -1, MaxMessageBytes = 1, SendQueueBytes = 1, RequestTimeout = TimeSpan.Zero, IdleTimeout = TimeSpan.Zero, CloseTimeout = TimeSpan.Zero };
        Assert.Equal(8, options.Validate().Count);
        Assert.Throws<ArgumentException>(() => new WebServer(loop, new ListenOptions { Port = 80 }, options, new RecordingServer()));
    }
}
