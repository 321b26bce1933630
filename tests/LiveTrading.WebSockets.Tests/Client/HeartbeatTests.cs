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
}
