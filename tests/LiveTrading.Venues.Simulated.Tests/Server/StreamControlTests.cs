using System.Text.Json;
using LiveTrading.Venues.Simulated.Faults;
using LiveTrading.Venues.Simulated.Tests.Harness;

namespace LiveTrading.Venues.Simulated.Tests.Server;

public sealed class StreamControlTests : IDisposable
{
    private readonly VenueWorld _world = new(new SimulatedVenueOptions { StreamMessagesPerSecond = 0 });

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\"],\"id\":1}", "{\"result\":null,\"id\":1}")]
    [InlineData("{\"method\":\"SUBSCRIBE\",\"params\":[\"xyzabc@trade\"],\"id\":\"0123456789abcdef0123456789abcdef\"}", "{\"result\":null,\"id\":\"0123456789abcdef0123456789abcdef\"}")]
    [InlineData("{\"method\":\"UNSUBSCRIBE\",\"params\":[\"btcusdt@depth\"],\"id\":312}", "{\"result\":null,\"id\":312}")]
    [InlineData("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":3}", "{\"result\":[\"btcusdt@aggTrade\"],\"id\":3}")]
    [InlineData("{\"method\":\"GET_PROPERTY\",\"params\":[\"combined\"],\"id\":2}", "{\"result\":true,\"id\":2}")]
    [InlineData("{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",false],\"id\":5}", "{\"result\":null,\"id\":5}")]
    [InlineData("{\"method\":\"SET_PROPERTY\",\"params\":[\"combined\",1],\"id\":5}", "{\"error\":{\"code\":1,\"msg\":\"Invalid value type: expected Boolean\"},\"id\":5}")]
    [InlineData("{\"method\":\"SET_PROPERTY\",\"params\":[\"x\",true],\"id\":null}", "{\"error\":{\"code\":0,\"msg\":\"Unknown property\"},\"id\":null}")]
    [InlineData("{\"method\":\"SUBSCRIBE\",\"params\":[1],\"id\":2}", "{\"error\":{\"code\":2,\"msg\":\"Invalid request: invalid stream\"},\"id\":2}")]
    [InlineData("{\"method\":\"SUBSCRIBE\",\"params\":7,\"id\":-9}", "{\"error\":{\"code\":2,\"msg\":\"Invalid request: invalid stream\"},\"id\":-9}")]
    [InlineData("{\"method\":\"GET_PROPERTY\",\"params\":[7],\"id\":2}", "{\"error\":{\"code\":2,\"msg\":\"Invalid request: property name must be a string\"},\"id\":2}")]
    [InlineData("{\"method\":\"SUBSCRIBE\",\"params\":[],\"id\":1.5}", "{\"error\":{\"code\":2,\"msg\":\"Invalid request: request ID must be an unsigned integer\"},\"id\":null}")]
    public void Control_message_isAnsweredAsByTheVenue(string request, string answer)
    {
        SocketClient client = _world.Socket("/stream?streams=btcusdt@aggTrade");
        Assert.Equal(answer, client.Ask(request));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("nonsense")]
    [InlineData("{\"id\":1}")]
    [InlineData("{\"method\":{},\"id\":1}")]
    public void Garbage_isRefusedAndTheConnectionLives(string request)
    {
        SocketClient client = _world.Socket("/ws");
        Assert.Contains("\"error\":{\"code\":", client.Ask(request), StringComparison.Ordinal);
        Assert.Equal("{\"result\":[],\"id\":9}", client.Ask("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":9}", m => m.EndsWith("\"id\":9}", StringComparison.Ordinal)));
    }

    [Fact]
    public void DeeplyNestedJson_isRefused()
    {
        SocketClient client = _world.Socket("/ws");
        Assert.Contains("Invalid JSON", client.Ask(new string('[', 5000)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ws/0")]
    [InlineData("/stream")]
    [InlineData("/stream?streams=")]
    [InlineData("/stream/ws/3")]
    [InlineData("/prefix/ws/btcusdt@trade/btcusdt@depth")]
    public void Paths_ofSdks_areAccepted(string path) => Assert.True(_world.Socket(path).IsConnected);

    [Fact]
    public void UnknownPath_isRefused() => Assert.False(_world.Socket("/nothing").IsConnected);

    [Fact]
    public void MoreThanFiveMessagesASecond_dropsTheClient()
    {
        using var world = new VenueWorld(new SimulatedVenueOptions());
        SocketClient client = world.Socket("/ws");
        for (int i = 0; i < 6; i++)
            client.Send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
        world.Until(() => client.DisconnectReason is not null);
        Assert.Equal(5, client.Messages.Count);
    }

    [Fact]
    public void Pings_areAnswered_andAMuteClientIsDropped()
    {
        SocketClient client = _world.Socket("/ws");
        _world.Loop.RunFor(300_000_000_000);
        Assert.True(client.IsConnected);
        _world.Loop.Network.Connections[0].Sever();
        _world.Loop.RunFor(120_000_000_000);
        Assert.Equal(0, _world.Venue.Status.StreamConnections);
    }

    [Fact]
    public void ConnectionsEnd_atTheirAge()
    {
        SocketClient client = _world.Socket("/ws");
        _world.Loop.RunFor(24L * 3600 * 1_000_000_000);
        _world.Until(() => client.DisconnectReason is not null);
        Assert.Contains("1001", client.DisconnectReason, StringComparison.Ordinal);
    }

    [Fact]
    public void ShutdownNotice_reachesBothKindsOfStreams()
    {
        SocketClient raw = _world.Socket("/ws");
        SocketClient combined = _world.Socket("/stream");
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.ShutdownNotice });
        _world.Until(() => raw.Messages.Count == 1 && combined.Messages.Count == 1);
        JsonShape.Same(VenueWorld.Sample("stream.serverShutdown.combined.doc.json"), combined.Messages[0]);
        Assert.Equal("serverShutdown", JsonDocument.Parse(raw.Messages[0]).RootElement.GetProperty("e").GetString());
    }

    [Fact]
    public void HalfOpen_answersNothingAndStaysOpen()
    {
        SocketClient client = _world.Socket("/ws");
        _world.Venue.Inject(new VenueFault { Kind = FaultKind.HalfOpen });
        client.Send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}");
        _world.Loop.RunFor(10_000_000_000);
        Assert.Empty(client.Messages);
        Assert.True(client.IsConnected);
    }
}
