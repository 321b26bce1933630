using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests.Client;

public sealed class ReconnectTests
{
    [Fact]
    public void Connect_first_dial_is_immediate()
    {
        using var world = new World();
        var server = new RawServer(world.Loop);
        world.Connection.Connect();
        Assert.Equal(ConnectionState.Connecting, world.Connection.State);
        world.RunFor(World.Millisecond);
        Assert.Single(server.AcceptedAt);
    }

    [Fact]
    public void Reconnect_server_accepts_and_drops_for_ever_delays_grow_to_the_maximum_and_stay()
    {
        using var world = new World();
        _ = new RawServer(world.Loop)
        {
            Request = peer =>
            {
                peer.Send(RawServer.Accept(peer));
                peer.Stream!.Close();
            },
        };
        world.Connection.Connect();
        world.Run(() => world.Client.Delays.Count == 12, 3600 * World.Second);

        double[] bases = [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60];
        Assert.All(world.Client.Delays.Zip(bases), pair => Assert.InRange(pair.First.TotalSeconds, pair.Second, pair.Second * 1.1));
        Assert.True(world.Client.Delays.Distinct().Count() > 6, "no jitter");
        Assert.Equal(12, world.Client.Count("disconnected: the server closed the connection without a close frame"));
        Assert.Equal(12, world.Connection.Status.Attempts);
    }

    [Fact]
    public void Reconnect_waits_as_long_as_it_said()
    {
        using var world = new World();
        var server = new RawServer(world.Loop) { Request = peer => peer.Stream!.Close() };
        world.Connection.Connect();
        world.Run(() => server.AcceptedAt.Count == 5);
        for (int i = 1; i < 5; i++)
        {
            double waited = (server.AcceptedAt[i] - server.AcceptedAt[i - 1]) / 1e9;
            Assert.InRange(waited, world.Client.Delays[i - 1].TotalSeconds, world.Client.Delays[i - 1].TotalSeconds + 0.01);
        }
    }

    [Fact]
    public void Reconnect_after_a_stable_connection_starts_at_the_base_again()
    {
        using World world = new World().Connect();
        world.Transport.Reset();
        world.Run(() => world.Client.Count("connected") == 2);
        world.RunFor(29 * World.Second);
        world.Transport.Reset();
        world.Run(() => world.Client.Count("connected") == 3);
        Assert.Equal(2, world.Connection.Status.Attempts);
        world.RunFor(31 * World.Second);
        Assert.Equal(0, world.Connection.Status.Attempts);
        world.Transport.Reset();
        world.Run(() => world.Client.Count("reconnecting") == 3);

        Assert.Equal(["reconnecting 1", "reconnecting 2", "reconnecting 1"], world.Client.Events.Where(e => e.StartsWith("reconnecting", StringComparison.Ordinal)));
    }

    [Fact]
    public void Reconnect_attempts_used_up_is_failed_until_connect()
    {
        using var world = new World(new WebSocketConnectionOptions { MaxReconnectAttempts = 3 });
        world.Connection.Connect();
        world.RunFor(100 * World.Second);

        Assert.Equal(4, world.Client.Count("attempt failed"));
        Assert.Equal(3, world.Client.Count("reconnecting"));
        Assert.StartsWith("failed: 3 reconnect attempts in a row failed; the last: connecting failed", world.Client.Events[^1], StringComparison.Ordinal);
        Assert.Equal(ConnectionState.Failed, world.Connection.State);
        world.StartServer();
        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Connected);
    }

    [Fact]
    public void Reconnect_switched_off_stays_disconnected()
    {
        using World world = new World(new WebSocketConnectionOptions { AutoReconnect = false }).Connect();
        world.Transport.Reset();
        world.RunFor(200 * World.Second);

        Assert.Equal(2, world.Client.Events.Count);
        Assert.StartsWith("disconnected: the connection was lost: ", world.Client.Events[1], StringComparison.Ordinal);
        Assert.Equal(ConnectionState.Disconnected, world.Connection.State);
        Assert.Equal(SendResult.NotConnected, world.Send("x"));
    }

    [Fact]
    public void Reconnect_by_request_drops_and_backs_off_even_when_switched_off()
    {
        using World world = new World(new WebSocketConnectionOptions { AutoReconnect = false }).Connect();
        world.Connection.Reconnect("sequence gap");
        Assert.Equal(["connected", "disconnected: sequence gap", "reconnecting 1"], world.Client.Events);
        Assert.Equal(ConnectionState.Reconnecting, world.Connection.State);
        world.Run(() => world.Client.Count("connected") == 2);
        Assert.Equal("closed 1006", world.Server.Events.First(e => e.StartsWith("closed", StringComparison.Ordinal))[..11]);
    }

    [Fact]
    public void Reconnect_while_disconnected_failed_or_waiting_does_nothing()
    {
        using var world = new World();
        world.Connection.Reconnect("no");
        Assert.Empty(world.Client.Events);
        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Reconnecting);
        int events = world.Client.Events.Count;
        world.Connection.Reconnect("no");
        Assert.Equal(events, world.Client.Events.Count);
    }

    [Fact]
    public void Connect_while_waiting_dials_at_once_and_only_once()
    {
        using var world = new World();
        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Reconnecting);
        var server = new RawServer(world.Loop);
        world.Connection.Connect();
        world.Connection.Connect();
        world.RunFor(9 * World.Second);
        Assert.Single(server.AcceptedAt);
        Assert.Equal(1, world.Connection.Status.Attempts);
    }

    [Fact]
    public void Connect_slow_dial_is_one_dial_at_a_time()
    {
        using var world = new World(new WebSocketConnectionOptions { HandshakeTimeout = TimeSpan.FromSeconds(100) });
        var server = new RawServer(world.Loop);
        world.Connection.Connect();
        for (int i = 0; i < 50; i++)
        {
            world.RunFor(World.Second);
            world.Connection.Connect();
        }
        Assert.Single(server.AcceptedAt);
    }

    [Fact]
    public void Disconnect_while_connecting_or_waiting_ends_for_good()
    {
        using var world = new World();
        _ = new RawServer(world.Loop);
        world.Connection.Connect();
        world.RunFor(World.Second);
        world.Connection.Disconnect();
        Assert.Equal(["attempt failed: disconnected by request"], world.Client.Events);
        world.RunFor(100 * World.Second);
        Assert.Single(world.Client.Events);

        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Reconnecting);
        world.Connection.Disconnect();
        int events = world.Client.Events.Count;
        world.RunFor(100 * World.Second);
        Assert.Equal(events, world.Client.Events.Count);
        Assert.Equal(ConnectionState.Disconnected, world.Connection.State);
    }

    [Fact]
    public void Status_tells_counts_and_causes()
    {
        using World world = new World().Connect();
        world.Send("hello");
        world.Run(() => world.Client.Messages.Count == 1);
        world.RunFor(31 * World.Second);
        ConnectionStatus status = world.Connection.Status;

        Assert.Equal("ws://venue.test:8080/ws", status.Endpoint);
        Assert.Equal(ConnectionState.Connected, status.State);
        Assert.Equal((1, 1, 0, 1), (status.MessagesReceived, status.MessagesSent, status.Attempts, status.Connections));
        // 100 µs each way.
        Assert.Equal(200_000, status.RoundTripNanos);
        Assert.Equal(world.Transport.BytesDown, status.BytesReceived);
        Assert.Equal(world.Transport.BytesUp, status.BytesSent);
        Assert.Equal("", status.LastError);
        world.Transport.Reset();
        world.Run(() => world.Connection.State == ConnectionState.Reconnecting);
        status = world.Connection.Status;
        Assert.StartsWith("the connection was lost: ", status.LastError, StringComparison.Ordinal);
        Assert.Equal(-1, status.RoundTripNanos);
        Assert.Equal(world.Loop.WallNanos, status.SinceWallNanos);
    }
}
