using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests.Client;

public sealed class ReentrancyTests
{
    [Fact]
    public void OnMessage_reconnect_drops_the_rest_of_the_batch()
    {
        using World world = new World().Connect();
        world.Client.Message = (connection, text) =>
        {
            if (text == "2")
                connection.Reconnect("enough");
        };
        world.Server.Last.SendText("1"u8);
        world.Server.Last.SendText("2"u8);
        world.Server.Last.SendText("3"u8);
        world.Run(() => world.Client.Count("connected") == 2);
        world.RunFor(World.Second);
        Assert.Equal(["connected", "text 1", "text 2", "disconnected: enough", "reconnecting 1", "connected"], world.Client.Events);
    }

    [Fact]
    public void OnMessage_disconnect_and_connect_gives_a_new_connection()
    {
        using World world = new World().Connect();
        world.Client.Message = (connection, _) =>
        {
            connection.Disconnect();
            connection.Connect();
        };
        world.Server.Last.SendText("1"u8);
        world.Run(() => world.Client.Count("connected") == 2);
        Assert.Equal(["connected", "text 1", "disconnected: disconnected by request", "connected"], world.Client.Events);
    }

    [Fact]
    public void OnConnected_reconnect_and_disconnect_are_safe()
    {
        using World world = new World().StartServer();
        world.Client.Connected = connection =>
        {
            if (world.Client.Count("connected") == 1)
                connection.Reconnect("not this one");
            else
                connection.Disconnect();
        };
        world.Connection.Connect();
        world.Run(() => world.Client.Count("disconnected") == 2);
        Assert.Equal(["connected", "disconnected: not this one", "reconnecting 1", "connected", "disconnected: disconnected by request"], world.Client.Events);
    }

    [Fact]
    public void OnDisconnected_disconnect_stops_reconnecting()
    {
        using World world = new World().Connect();
        world.Client.Disconnected = connection => connection.Disconnect();
        world.Transport.Reset();
        world.RunFor(100 * World.Second);
        Assert.Equal(2, world.Client.Events.Count);
        Assert.Equal(ConnectionState.Disconnected, world.Connection.State);
    }

    [Fact]
    public void OnDisconnected_connect_dials_at_once_instead_of_backing_off()
    {
        using World world = new World().Connect();
        world.Client.Disconnected = connection => connection.Connect();
        world.Transport.Reset();
        world.Run(() => world.Client.Count("connected") == 2, 10 * World.Millisecond);
        Assert.Equal(0, world.Client.Count("reconnecting"));
    }

    [Fact]
    public void OnReconnecting_disconnect_cancels_the_attempt()
    {
        using World world = new World().Connect();
        world.Client.Reconnecting = connection => connection.Disconnect();
        world.Transport.Reset();
        world.RunFor(100 * World.Second);
        Assert.Equal(1, world.Client.Count("connected"));
        Assert.Equal(ConnectionState.Disconnected, world.Connection.State);
    }

    [Fact]
    public void OnHandedOver_reconnect_tells_every_message_once()
    {
        using World world = new World().Connect();
        world.Client.HandedOver = (connection, token) =>
        {
            if (token == 2)
                connection.Reconnect("mid-flush");
        };
        for (int i = 1; i <= 4; i++)
            world.Send("x", token: i);
        world.Run(() => world.Client.Count("reconnecting") == 1);
        Assert.Equal(["connected", "handed over 1", "handed over 2", "handed over 3", "handed over 4", "disconnected: mid-flush", "reconnecting 1"], world.Client.Events);
    }

    [Fact]
    public void OnDiscarded_sends_and_connects_are_refused_or_kept_for_later()
    {
        using World world = new World().Connect();
        var results = new List<SendResult>();
        world.Client.Discarded = (connection, _) =>
        {
            results.Add(connection.SendText("again"u8, token: 9));
            connection.Connect();
        };
        world.Send("x", token: 1);
        world.Send("y", token: 2);
        world.Connection.Reconnect("drop");
        Assert.Equal([SendResult.NotConnected, SendResult.NotConnected], results);
        world.Run(() => world.Client.Count("connected") == 2);
        Assert.Equal(["connected", "discarded 1 ConnectionLost", "discarded 2 ConnectionLost", "disconnected: drop", "connected"], world.Client.Events);
    }

    [Fact]
    public void OnMessage_sends_answers_in_one_write_for_the_batch()
    {
        using World world = new World().Connect();
        world.Server.Echo = false;
        world.Client.Message = (connection, text) => connection.SendText(System.Text.Encoding.ASCII.GetBytes("re " + text));
        world.Server.Last.SendText("1"u8);
        world.Server.Last.SendText("2"u8);
        world.Run(() => world.Server.Messages.Count == 2);
        Assert.Equal(["text re 1", "text re 2"], world.Server.Events.TakeLast(2));
    }

    [Fact]
    public void Callbacks_that_throw_are_reported_and_neither_repeat_nor_lose_messages()
    {
        using World world = new World().Connect();
        world.Client.Message = (_, text) => throw new InvalidOperationException("on " + text);
        world.Client.HandedOver = (_, token) => throw new InvalidOperationException("over " + token);
        world.Server.Last.SendText("1"u8);
        world.Server.Last.SendText("2"u8);
        world.Send("x", token: 1);
        world.Send("y", token: 2);
        world.Run(() => world.Client.Messages.Count == 4);
        Assert.Equal(["text 1", "text 2", "text x", "text y"], world.Client.Events.Where(e => e.StartsWith("text", StringComparison.Ordinal)).Order());
        Assert.Equal(["on 1", "on 2", "on x", "on y", "over 1", "over 2"], world.Errors.Select(e => e.Message).Order());
        Assert.Equal(ConnectionState.Connected, world.Connection.State);
    }

    [Fact]
    public void Callbacks_that_throw_at_connect_and_disconnect_do_not_stop_reconnecting()
    {
        using World world = new World().StartServer();
        world.Client.Connected = _ => throw new InvalidOperationException("connected");
        world.Client.Disconnected = _ => throw new InvalidOperationException("disconnected");
        world.Client.Reconnecting = _ => throw new InvalidOperationException("reconnecting");
        world.Client.Discarded = (_, _) => throw new InvalidOperationException("discarded");
        world.Connection.Connect();
        world.Run(() => world.Connection.State == ConnectionState.Connected);
        world.Send("x", token: 1);
        world.Connection.Reconnect("drop");
        world.Run(() => world.Client.Count("connected") == 2);
        Assert.Equal(["connected", "discarded", "disconnected", "reconnecting", "connected"], world.Errors.Select(e => e.Message));
    }
}
