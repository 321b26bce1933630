using System.Text;
using LiveTrading.IO;
using LiveTrading.IO.Simulated;
using LiveTrading.WebSockets.Tests.Harness;
using static LiveTrading.WebSockets.Tests.Harness.FrameBytes;

namespace LiveTrading.WebSockets.Tests.Client;

public sealed class SessionTests
{
    /// <summary>What a server sends, the code it must get back, and what the reason must contain.</summary>
    public static TheoryData<byte[], int, string> Violations => new()
    {
        { Frame(0xC1, "x"u8), 1002, "a reserved bit set without an extension" },
        { Frame(0x83, []), 1002, "the reserved opcode 3" },
        { Text("x", masked: true), 1002, "a masked frame" },
        { Frame(0x80, []), 1002, "a continuation of nothing" },
        { Frame(0x81, [0xC3, 0x28]), 1007, "text that is not UTF-8" },
        { [0x81, 5, 0x61, 0xFF], 1007, "text that is not UTF-8" },
        { Close(1005), 1002, "the close code 1005" },
        { [0x82, 127, 0, 0, 0, 0, 1, 0, 0, 1], 1009, "a message longer than 16777216 bytes" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void Message_against_the_protocol_is_answered_with_its_code_and_reconnects(byte[] bytes, int code, string text)
    {
        using World world = new();
        var server = new RawServer(world.Loop) { Request = peer => peer.Send(RawServer.Accept(peer)) };
        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Connected);
        world.Send("lost?", token: 1);
        world.RunFor(World.Millisecond);
        RawPeer raw = server.Last;
        raw.ClosesToo = false;
        raw.Received.Clear();
        raw.Send(bytes);
        raw.Send(Text("after"));
        world.RunFor(10 * World.Millisecond);

        var wire = new FrameFeeder(expectMasked: true);
        wire.Feed(raw.Received.ToArray());
        Assert.Equal($"close {code} ", wire.Outcome);
        // RFC 6455 §7.1.1: it is for the server to end the transport.
        Assert.False(raw.ReceiveEnded);
        Assert.Equal(["connected", "handed over 1", world.Client.Events[2], "reconnecting 1"], world.Client.Events);
        Assert.Contains(text, world.Client.Events[2], StringComparison.Ordinal);
        Assert.Contains($"closed with {code}", world.Client.Events[2], StringComparison.Ordinal);
        // The server holds its side open: the lingering transport is cut in the end, and nothing more is told.
        world.Run(() => raw.Closed is not null);
        Assert.Empty(world.Errors);
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(1002)]
    public void Order_sent_in_answer_to_a_message_that_came_with_the_end_is_known_to_be_unsent(int code)
    {
        using World world = new();
        var server = new RawServer(world.Loop) { Request = peer => peer.Send(RawServer.Accept(peer)) };
        world.Client.Message = (connection, text) =>
        {
            connection.SendText("answer"u8);
            connection.SendText("order"u8, token: 7);
        };
        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Connected);
        RawPeer raw = server.Last;
        raw.Received.Clear();
        raw.Send(Join(Text("tick"), code == 1001 ? Close(1001) : Frame(0x83, [])));
        world.RunFor(10 * World.Millisecond);

        var wire = new FrameFeeder(expectMasked: true);
        wire.Feed(raw.Received.ToArray());
        Assert.Equal($"text answer; close {code} ", wire.Outcome);
        Assert.Contains("discarded 7 ConnectionLost", world.Client.Events);
        Assert.Empty(world.Errors);
    }

    [Fact]
    public void Message_of_twenty_mebibytes_is_1009_and_the_connection_comes_back()
    {
        using World world = new World(serverOptions: new() { SendQueueBytes = 32 << 20 }).Connect();
        world.Server.Last.SendBinary(new byte[20 << 20]);
        world.Run(() => world.Client.Count("connected") == 2);

        Assert.Equal("disconnected: the server sent a message longer than 16777216 bytes; closed with 1009 (message too big)", world.Client.Events[1]);
        Assert.Contains(world.Server.Events, e => e.StartsWith("closed 1009", StringComparison.Ordinal));
        world.Send("on we go");
        world.Run(() => world.Client.Messages.Count == 1);
    }

    [Fact]
    public void Message_of_exactly_sixteen_mebibytes_arrives()
    {
        using World world = new World(serverOptions: new() { SendQueueBytes = 32 << 20 }).Connect();
        var payload = new byte[16 << 20];
        new Random(1).NextBytes(payload);
        world.Server.Last.SendBinary(payload);
        world.Run(() => world.Client.Messages.Count == 1);
        Assert.Equal(payload, world.Client.Messages[0]);
    }

    [Theory]
    [InlineData(1001, "maintenance", "1001 (going away: maintenance)")]
    [InlineData(1012, "", "1012 (service restart)")]
    [InlineData(4003, "two\nlines", "4003 (private code: two lines)")]
    public void Close_by_the_server_is_echoed_and_reconnects(int code, string reason, string words)
    {
        using World world = new World().Connect();
        world.Server.Last.Close((ushort)code, reason);
        world.Run(() => world.Client.Count("reconnecting") == 1);
        world.RunFor(10 * World.Millisecond);

        Assert.Equal($"disconnected: the server closed the connection with {words}", world.Client.Events[1]);
        Assert.Contains($"closed {code} ", world.Server.Events);
    }

    [Fact]
    public void Disconnect_sends_what_is_queued_then_closes_in_order()
    {
        using World world = new World().Connect();
        world.Send("one", token: 1);
        world.Send("two", token: 2);
        world.Connection.Disconnect(1000, "done");
        Assert.Equal(ConnectionState.Disconnected, world.Connection.State);
        Assert.Equal(SendResult.NotConnected, world.Send("three"));
        world.Run(() => world.Client.Count("disconnected") == 1 && world.Loop.Network.Connections.Count == 0);

        Assert.Equal(["upgrade /ws?key=secret", "opened", "text one", "text two", "closed 1000 done"], world.Server.Events);
        Assert.Equal("disconnected: disconnected by request", world.Client.Events[^1]);
        world.RunFor(100 * World.Second);
        Assert.Equal(ConnectionState.Disconnected, world.Connection.State);
    }

    [Fact]
    public void Disconnect_server_never_answers_is_cut_after_the_close_timeout()
    {
        using World world = new();
        _ = new RawServer(world.Loop) { Request = peer => peer.Send(RawServer.Accept(peer)) };
        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Connected);
        world.Connection.Disconnect();
        world.RunFor(1_999 * World.Millisecond);
        Assert.Equal(0, world.Client.Count("disconnected"));
        world.RunFor(2 * World.Millisecond);
        Assert.Equal("disconnected: disconnected by request; the close was not answered within 2 s", world.Client.Events[^1]);
    }

    [Fact]
    public void Disconnect_messages_before_the_close_frame_are_still_delivered()
    {
        using World world = new();
        var server = new RawServer(world.Loop) { Request = peer => peer.Send(RawServer.Accept(peer)) };
        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Connected);
        world.Connection.Disconnect();
        server.Last.Send(Join(Text("a fill"), Close(1000), Text("never")));
        world.Run(() => world.Client.Count("disconnected") == 1);
        Assert.Equal(["connected", "text a fill", "disconnected: disconnected by request"], world.Client.Events);
    }

    [Fact]
    public void Connect_during_the_close_handshake_dials_after_it()
    {
        using World world = new World().Connect();
        world.Connection.Disconnect();
        world.Connection.Connect();
        world.Run(() => world.Client.Count("connected") == 2, World.Second);
        Assert.Equal(["connected", "disconnected: disconnected by request", "connected"], world.Client.Events);
    }

    [Fact]
    public void Drop_at_every_byte_received_delivers_whole_messages_only()
    {
        byte[] stream = Join(Text("first"), Frame(0x01, "sec"u8), Frame(0x89, "p"u8), Frame(0x80, "ond"u8), Text("third"));
        for (int cut = 0; cut <= stream.Length; cut++)
        {
            using World world = new();
            int cutNow = cut;
            _ = new RawServer(world.Loop)
            {
                Request = peer =>
                {
                    peer.Send(RawServer.Accept(peer));
                    peer.Send(stream.AsSpan(..cutNow));
                    peer.Stream!.Close();
                },
            };
            world.Connection.Connect();
            world.Run(() => world.Client.Count("disconnected") == 1);
            string[] whole = cut < 7 ? [] : cut < 20 ? ["text first"] : cut < 27 ? ["text first", "text second"] : ["text first", "text second", "text third"];
            Assert.Equal(["connected", .. whole, "disconnected: the server closed the connection without a close frame", "reconnecting 1"], world.Client.Events);
        }
    }

    [Fact]
    public void Drop_at_every_byte_sent_tells_each_message_once_before_the_end()
    {
        for (int window = 1; window <= 30; window++)
        {
            using World world = new World().Connect();
            world.Transport.SetLink(up: true, new SimulatedLink { WindowBytes = window });
            world.Transport.Hold(up: true);
            for (int i = 1; i <= 4; i++)
                world.Send("ab", token: i);
            world.RunFor(World.Millisecond);
            world.Connection.Reconnect("drop");

            // A frame has two bytes of header, four of mask and two of payload.
            int begun = Math.Min(4, (window + 7) / 8);
            Assert.Equal(
                ["connected", .. Enumerable.Range(1, begun).Select(i => $"handed over {i}"), .. Enumerable.Range(begun + 1, 4 - begun).Select(i => $"discarded {i} ConnectionLost"), "disconnected: drop", "reconnecting 1"],
                world.Client.Events);
            world.Run(() => world.Client.Count("connected") == 2);
            world.RunFor(World.Second);
            // Nothing survives to the next connection.
            Assert.DoesNotContain(world.Server.Events, e => e.StartsWith("text", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void SendText_deadline_passes_under_back_pressure_is_discarded_on_time_and_never_sent()
    {
        using World world = new World().Connect();
        world.Transport.SetLink(up: true, new SimulatedLink { WindowBytes = 5 });
        world.Transport.Hold(up: true);
        long start = world.Loop.MonotonicNanos;
        world.Send("begun", token: 1, start + (100 * World.Millisecond));
        world.Send("late", token: 2, start + (500 * World.Millisecond));
        world.Send("patient", token: 3);
        world.Send("sooner", token: 4, start + (200 * World.Millisecond));
        world.Run(() => world.Client.Count("discarded 4") == 1);
        Assert.Equal(200 * World.Millisecond, world.Loop.MonotonicNanos - start);
        world.Send("now", token: 5, start + (300 * World.Millisecond));
        world.Run(() => world.Client.Count("discarded 5") == 1);
        Assert.Equal(300 * World.Millisecond, world.Loop.MonotonicNanos - start);
        world.Run(() => world.Client.Count("discarded 2") == 1);
        Assert.Equal(500 * World.Millisecond, world.Loop.MonotonicNanos - start);
        world.Transport.Release(up: true);
        world.Run(() => world.Server.Messages.Count == 2);

        Assert.Equal(["connected", "handed over 1", "discarded 4 DeadlinePassed", "discarded 5 DeadlinePassed", "discarded 2 DeadlinePassed", "handed over 3"], world.Client.Events.Take(6));
        Assert.Equal(["begun", "patient"], world.Server.Messages.Select(Encoding.ASCII.GetString));
    }

    [Fact]
    public void SendText_queue_full_is_back_pressured_and_recovers()
    {
        using World world = new World(new WebSocketConnectionOptions { SendQueueBytes = 1024 }).Connect();
        world.Transport.SetLink(up: true, new SimulatedLink { WindowBytes = 1 });
        world.Transport.Hold(up: true);
        int accepted = 0;
        while (world.Send(new string('x', 90)) == SendResult.Accepted)
            accepted++;
        Assert.Equal(10, accepted);
        Assert.Equal(SendResult.BackPressured, world.Send(new string('x', 90)));
        Assert.InRange(world.Connection.Status.QueuedBytes, 900, 1024);
        world.Transport.Release(up: true);
        world.Transport.SetLink(up: true, SimulatedLink.Default);
        world.Run(() => world.Server.Messages.Count == 10);
        Assert.Equal(SendResult.Accepted, world.Send("again"));
        Assert.Throws<ArgumentException>(() => world.Send(new string('x', 1024)));
        Assert.Throws<ArgumentOutOfRangeException>(() => world.Send("x", token: -1));
    }

    [Fact]
    public void Withdraw_takes_back_only_what_was_not_begun()
    {
        using World world = new World().Connect();
        world.Send("a", token: 1);
        world.Send("b", token: 2);
        Assert.True(world.Connection.Withdraw(1));
        Assert.False(world.Connection.Withdraw(1));
        Assert.False(world.Connection.Withdraw(99));
        world.Run(() => world.Server.Messages.Count == 1);
        Assert.False(world.Connection.Withdraw(2));
        Assert.Equal(["connected", "discarded 1 Withdrawn", "handed over 2"], world.Client.Events.Take(3));
        Assert.Equal("b", Encoding.ASCII.GetString(world.Server.Messages[0]));
    }

    [Fact]
    public void Exchange_in_random_pieces_is_intact_both_ways()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            using World world = new World(new WebSocketConnectionOptions { SendQueueBytes = 4 << 20 }, seed: seed);
            world.Loop.Network.Link = new SimulatedLink { MaxReadBytes = 300, MaxWriteBytes = 900, RandomSplit = true, WindowBytes = 2000, JitterNanos = 50_000 };
            world.Connect();
            var random = new Random((int)seed);
            var sent = new List<byte[]>();
            for (int i = 0; i < 200; i++)
            {
                var payload = new byte[random.Next(10) == 0 ? random.Next(20_000) : random.Next(300)];
                random.NextBytes(payload);
                sent.Add(payload);
                Assert.Equal(SendResult.Accepted, world.Connection.SendBinary(payload));
            }
            world.Run(() => world.Client.Messages.Count == 200);
            Assert.True(sent.Zip(world.Server.Messages, static (a, b) => a.AsSpan().SequenceEqual(b)).All(static x => x), $"seed {seed}: server");
            Assert.True(sent.Zip(world.Client.Messages, static (a, b) => a.AsSpan().SequenceEqual(b)).All(static x => x), $"seed {seed}: client");
        }
    }

    [Fact]
    public void Garbage_after_the_handshake_never_throws_and_always_ends_or_goes_on()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            using World world = new();
            int now = seed;
            _ = new RawServer(world.Loop)
            {
                Request = peer =>
                {
                    var garbage = new byte[200];
                    new Random(now).NextBytes(garbage);
                    peer.Send(RawServer.Accept(peer));
                    peer.Send(garbage);
                    peer.Stream!.ShutdownSend();
                },
            };
            world.Connection.Connect();
            world.Run(() => world.Client.Count("reconnecting") == 1);
            Assert.True(world.Errors.Count == 0, $"seed {seed}: {string.Join(' ', world.Errors)}");
        }
    }
}
