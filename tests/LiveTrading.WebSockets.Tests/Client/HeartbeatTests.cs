using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests.Client;

public sealed class HeartbeatTests
{
    private static readonly WebSocketConnectionOptions Feed = new() { ExpectData = true };

    [Fact]
    public void Heartbeat_answered_keeps_an_idle_connection_for_hours()
    {
        using World world = new World().Connect();
        world.RunFor(7200 * World.Second);
        Assert.Equal(["connected"], world.Client.Events);
    }

    [Fact]
    public void Heartbeat_half_open_connection_is_found_within_two_intervals()
    {
        using World world = new World().Connect();
        long start = world.Loop.MonotonicNanos;
        world.Transport.Sever();
        world.Run(() => world.Client.Events.Count > 1);
        Assert.Equal("disconnected: no pong within 30 s: the connection is dead", world.Client.Events[1]);
        Assert.InRange(world.Loop.MonotonicNanos - start, 59 * World.Second, 60 * World.Second);
        world.Run(() => world.Client.Count("connected") == 2);
    }

    [Fact]
    public void Heartbeat_data_without_pongs_is_dead()
    {
        using World world = new();
        var server = new RawServer(world.Loop) { Request = peer => peer.Send(RawServer.Accept(peer)) };
        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Connected);
        for (int i = 0; i < 61 && world.Connection.State == ConnectionState.Connected; i++)
        {
            server.Last.Send(FrameBytes.Text("tick"));
            // A pong nobody asked for is no answer.
            server.Last.Send(FrameBytes.Frame(0x8A, "x"u8));
            world.RunFor(World.Second);
        }
        Assert.Equal(1, world.Client.Count("disconnected: no pong within 30 s"));
    }

    [Fact]
    public void Heartbeat_feed_silent_for_two_intervals_is_dead_although_pongs_come()
    {
        using World world = new World(Feed).Connect();
        world.Server.Last.SendText("tick"u8);
        world.Run(() => world.Client.Messages.Count == 1);
        long last = world.Loop.MonotonicNanos;
        world.Run(() => world.Client.Count("disconnected") == 1);
        Assert.Equal("disconnected: no data for 60 s: the connection is dead", world.Client.Events[2]);
        Assert.Equal(60 * World.Second, world.Loop.MonotonicNanos - last);
    }

    [Fact]
    public void Heartbeat_feed_with_rare_data_lives()
    {
        using World world = new World(Feed).Connect();
        for (int i = 0; i < 20; i++)
        {
            world.RunFor(59 * World.Second);
            world.Server.Last.SendText("tick"u8);
        }
        Assert.Equal(0, world.Client.Count("disconnected"));
    }

    [Fact]
    public void Heartbeat_server_pings_are_answered_with_their_payload_and_are_not_data()
    {
        using World world = new World(Feed).Connect();
        for (int i = 0; i < 70 && world.Client.Count("disconnected") == 0; i++)
        {
            world.Server.Last.SendPing([(byte)('a' + (i % 26))]);
            world.RunFor(World.Second);
        }
        Assert.Equal("pong a", world.Server.Events.First(e => e.StartsWith("pong", StringComparison.Ordinal)));
        Assert.InRange(world.Server.Events.Count(e => e.StartsWith("pong", StringComparison.Ordinal)), 58, 61);
        Assert.Equal(1, world.Client.Count("disconnected: no data for 60 s"));
    }

    [Fact]
    public void SetHeartbeatInterval_applies_at_once()
    {
        using World world = new World().Connect();
        world.Transport.Sever();
        world.Connection.SetHeartbeatInterval(TimeSpan.FromSeconds(2));
        world.RunFor(5 * World.Second);
        Assert.Equal("disconnected: no pong within 2 s: the connection is dead", world.Client.Events[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => world.Connection.SetHeartbeatInterval(TimeSpan.FromDays(2)));
    }

    [Fact]
    public void SetHeartbeatInterval_zero_sends_no_pings()
    {
        using World world = new World(new WebSocketConnectionOptions { HeartbeatInterval = TimeSpan.Zero }).Connect();
        long bytes = world.Transport.BytesUp;
        world.RunFor(1000 * World.Second);
        Assert.Equal(bytes, world.Transport.BytesUp);
    }

    [Fact]
    public void Heartbeat_pong_behind_a_large_frame_on_a_slow_link_is_waited_for()
    {
        using World world = new(Feed);
        (RawServer server, byte[] frame) = BeginLargeFrame(world);
        // 100 s for one frame: the pong of the ping at 30 s cannot come before it ends.
        for (int i = 0; i < 100; i++)
        {
            server.Last.Send(frame.AsSpan(i * 1000, 1000));
            world.RunFor(World.Second);
        }
        server.Last.Send(frame.AsSpan()[100_000..]);
        byte[] ping = [.. server.Last.Received.TakeLast(2 + 4 + 8)];
        byte[] number = [.. ping[6..].Select((b, i) => (byte)(b ^ ping[2 + (i % 4)]))];
        server.Last.Send(FrameBytes.Frame(0x8A, number));
        world.RunFor(World.Second);
        Assert.Equal(["connected", "text (100000 bytes)"], world.Client.Events);
        Assert.True(world.Connection.Status.RoundTripNanos > 60 * World.Second);
    }

    [Fact]
    public void Heartbeat_unfinished_frame_that_stops_coming_is_dead_an_interval_after_its_last_byte()
    {
        using World world = new(Feed);
        (RawServer server, byte[] frame) = BeginLargeFrame(world);
        for (int i = 0; i < 45; i++)
        {
            server.Last.Send(frame.AsSpan(i * 1000, 1000));
            world.RunFor(World.Second);
        }
        long last = world.Loop.MonotonicNanos - World.Second;
        world.Run(() => world.Client.Count("disconnected") == 1);
        Assert.Equal(1, world.Client.Count("disconnected: no pong within 30 s"));
        Assert.InRange(world.Loop.MonotonicNanos - last, 30 * World.Second, 31 * World.Second);
    }

    [Fact]
    public void Heartbeat_frame_that_never_ends_is_dead_after_ten_intervals()
    {
        using World world = new(Feed);
        (RawServer server, byte[] frame) = BeginLargeFrame(world);
        long start = world.Loop.MonotonicNanos;
        for (int i = 0; i < 1000 && world.Client.Count("disconnected") == 0; i++)
        {
            server.Last.Send([frame[i]]);
            world.RunFor(World.Second);
        }
        Assert.InRange(world.Loop.MonotonicNanos - start, 299 * World.Second, 331 * World.Second);
    }

    private static (RawServer Server, byte[] Frame) BeginLargeFrame(World world)
    {
        var server = new RawServer(world.Loop) { Request = peer => peer.Send(RawServer.Accept(peer)) };
        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Connected);
        return (server, FrameBytes.Text(new string('x', 100_000)));
    }
}
