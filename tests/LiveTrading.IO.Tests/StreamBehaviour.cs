namespace LiveTrading.IO.Tests;

/// <summary>Connecting, bytes, ends, closes.</summary>
public abstract class StreamBehaviour : EventLoopBehaviour
{
    [Fact]
    public void Connect_listening_both_sides_connected_and_echo_returns()
    {
        var server = new RecordingHandler();
        server.WhenReceived = (stream, data) => stream.Offer(data);
        var client = new RecordingHandler();
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(_ => server));
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);

        RunUntil(() => client.IsConnected, "connected");
        Assert.Equal(5, client.Stream!.Offer("hello"u8));
        RunUntil(() => client.Bytes.Length == 5, "echo");

        Assert.Equal("hello"u8.ToArray(), client.Bytes);
        Assert.Equal(1, client.ConnectedCount);
        Assert.Equal(1, server.ConnectedCount);
    }
}
