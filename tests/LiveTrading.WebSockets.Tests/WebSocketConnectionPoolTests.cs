using LiveTrading.IO.Simulated;
using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests;

public sealed class WebSocketConnectionPoolTests
{
    private static readonly WebSocketEndpoint Endpoint = WebSocketEndpoint.Parse("ws://venue.test:8080/");

    [Fact]
    public void Rent_beyond_capacity_throws_and_leaves_the_others_alone()
    {
        using World world = new World().StartServer();
        var pool = new WebSocketConnectionPool(world.Loop, 1);
        var connections = new List<WebSocketConnection>();
        for (int i = 0; i < 16; i++)
            connections.Add(pool.Rent(Endpoint, world.Options, world.Client));
        connections.ForEach(c => c.Connect());
        world.Run(() => connections.TrueForAll(c => c.State == ConnectionState.Connected));

        var error = Assert.Throws<InvalidOperationException>(() => pool.Rent(Endpoint, world.Options, world.Client));
        Assert.StartsWith("All 16 connections of the pool are in use", error.Message, StringComparison.Ordinal);
        Assert.Equal(connections, pool.Connections);
        Assert.All(connections, c => Assert.Equal(ConnectionState.Connected, c.State));
    }

    [Fact]
    public void Return_frees_the_slot_and_ends_the_connection_for_good()
    {
        using World world = new World().StartServer();
        var pool = new WebSocketConnectionPool(world.Loop, 1, capacity: 1);
        WebSocketConnection first = pool.Rent(Endpoint, world.Options, world.Client);
        first.Connect();
        world.Run(() => first.State == ConnectionState.Connected);
        first.SendText("x"u8, token: 5);
        pool.Return(first);

        Assert.Equal(["connected", "discarded 5 ConnectionLost", "disconnected: the connection was returned to its pool"], world.Client.Events);
        Assert.Throws<ObjectDisposedException>(first.Connect);
        Assert.Throws<ArgumentException>(() => pool.Return(first));
        Assert.Equal(0, pool.Count);
        Assert.NotSame(first, pool.Rent(Endpoint, world.Options, world.Client));
        world.RunFor(100 * World.Second);
        Assert.Equal(3, world.Client.Events.Count);
    }

    [Fact]
    public void Rent_with_bad_options_takes_no_slot()
    {
        using var loop = new SimulatedEventLoop();
        var pool = new WebSocketConnectionPool(loop, 1, capacity: 1);
        Assert.Throws<ArgumentException>(() => pool.Rent(Endpoint, new WebSocketConnectionOptions { MaxMessageBytes = 0 }, new RecordingHandler()));
        Assert.Equal(0, pool.Count);
        pool.Rent(Endpoint, new WebSocketConnectionOptions(), new RecordingHandler());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4097)]
    public void Constructor_capacity_out_of_range_throws(int capacity)
    {
        using var loop = new SimulatedEventLoop();
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebSocketConnectionPool(loop, 1, capacity));
    }
}
