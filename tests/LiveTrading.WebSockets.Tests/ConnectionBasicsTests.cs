using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests;

public sealed class ConnectionBasicsTests
{
    [Fact]
    public void Connect_to_server_echoes()
    {
        using World world = new World().Connect();

        world.Send("hello", token: 3);
        world.Run(() => world.Client.Messages.Count == 1);

        Assert.Equal(["connected", "handed over 3", "text hello"], world.Client.Events);
        Assert.Equal(ConnectionState.Connected, world.Connection.State);
    }
}
