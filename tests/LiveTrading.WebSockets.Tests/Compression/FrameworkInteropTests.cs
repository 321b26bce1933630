using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using LiveTrading.IO;
using LiveTrading.WebSockets.Conformance.Driver;
using LiveTrading.WebSockets.Conformance.Reference;
using LiveTrading.WebSockets.Http;
using LiveTrading.WebSockets.Server;
using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests.Compression;

/// <summary>Against the framework's own permessage-deflate, which is zlib with windows of 9 to 15 bits, in both roles over real sockets.</summary>
public sealed class FrameworkInteropTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private static readonly byte[][] _messages = [.. Enumerable.Range(0, 40).Select(i => Contents.Make(Contents.Kinds[i % 5], i % 8 == 7 ? 70_000 : i * i * 3, i / 2))];

    public static TheoryData<int, int, bool, bool> Agreements => new()
    {
        { 15, 15, true, true }, { 15, 15, false, false }, { 9, 9, true, true }, { 9, 9, false, false }, { 10, 14, true, false }, { 14, 10, false, true }, { 12, 9, true, true },
    };

    [Theory]
    [MemberData(nameof(Agreements))]
    public async Task Server_with_framework_client_exchanges_compressed_messages(int serverBits, int clientBits, bool serverTakesOver, bool clientTakesOver)
    {
        using var host = new LoopHost();
        int port = host.Start(loop => new WebServer(loop, new ListenOptions(), new WebServerOptions { Compression = new() { MinMessageBytes = 0 } }, new RecordingServer()));
        using var client = new ClientWebSocket();
        client.Options.DangerousDeflateOptions = Framework(serverBits, clientBits, serverTakesOver, clientTakesOver);
        using var bound = new CancellationTokenSource(_patience);
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/"), bound.Token);
        var buffer = new byte[100_000];
        foreach (byte[] message in _messages)
        {
            await client.SendAsync(message, WebSocketMessageType.Binary, true, bound.Token);
            int length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await client.ReceiveAsync(buffer.AsMemory(length), bound.Token);
                length += received.Count;
            }
            while (!received.EndOfMessage);
            Assert.Equal(message, buffer[..length]);
        }
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", bound.Token);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Theory]
    [MemberData(nameof(Agreements))]
    public async Task Client_with_framework_server_exchanges_compressed_messages(int serverBits, int clientBits, bool serverTakesOver, bool clientTakesOver)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var bound = new CancellationTokenSource(_patience);
        Task<List<byte[]>> serving = Task.Run(() => ServeAsync(listener, Framework(serverBits, clientBits, serverTakesOver, clientTakesOver), bound.Token));
        RunEchoes(((IPEndPoint)listener.LocalEndpoint).Port);
        Assert.Equal(_messages, await serving);
    }

    private static WebSocketDeflateOptions Framework(int serverBits, int clientBits, bool serverTakesOver, bool clientTakesOver) => new()
    {
        ServerMaxWindowBits = serverBits,
        ClientMaxWindowBits = clientBits,
        ServerContextTakeover = serverTakesOver,
        ClientContextTakeover = clientTakesOver,
    };

    /// <summary>Our client on a loop of its own, echoing until the server closes.</summary>
    private static void RunEchoes(int port)
    {
        using EventLoop loop = EventLoops.Create();
        var handler = new EchoConnection(echoes: true);
        var connection = new WebSocketConnection(
            loop, WebSocketEndpoint.Parse($"ws://127.0.0.1:{port}/"), new() { AutoReconnect = false, Compression = new() { MinMessageBytes = 0 } }, handler, 3);
        bool isLate = false;
        loop.CreateTimer(_ => isLate = true).Start(WebSocketConnection.Nanos(_patience));
        connection.Connect();
        bool wasCompressed = false;
        while (!handler.IsOver && !isLate)
        {
            loop.RunOnce(-1);
            wasCompressed |= connection.IsCompressed;
        }
        Assert.Equal("the server closed the connection with 1000 (normal closure)", handler.Reason);
        Assert.True(wasCompressed);
    }

    /// <summary>The framework as the server: sends each message, keeps what comes back.</summary>
    private static async Task<List<byte[]>> ServeAsync(TcpListener listener, WebSocketDeflateOptions options, CancellationToken bound)
    {
        using TcpClient accepted = await listener.AcceptTcpClientAsync(bound);
        NetworkStream stream = accepted.GetStream();
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, bound);
            head.Append((char)one[0]);
        }
        string text = head.ToString();
        int key = text.IndexOf("Sec-WebSocket-Key: ", StringComparison.Ordinal) + 19;
        string extensions = "permessage-deflate" + (options.ServerContextTakeover ? "" : "; server_no_context_takeover") + (options.ClientContextTakeover ? "" : "; client_no_context_takeover")
            + $"; server_max_window_bits={options.ServerMaxWindowBits}; client_max_window_bits={options.ClientMaxWindowBits}";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {WebSocketAccept.For(text[key..text.IndexOf("\r\n", key, StringComparison.Ordinal)])}\r\nSec-WebSocket-Extensions: {extensions}\r\n\r\n"),
            bound);
        using WebSocket socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, DangerousDeflateOptions = options });
        var echoes = new List<byte[]>();
        var buffer = new byte[100_000];
        foreach (byte[] message in _messages)
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, bound);
            int length = 0;
            ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), bound);
                length += received.Count;
            }
            while (!received.EndOfMessage);
            echoes.Add(buffer[..length]);
        }
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, bound);
        return echoes;
    }
}
