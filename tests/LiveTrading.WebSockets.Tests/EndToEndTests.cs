using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LiveTrading.IO;
using LiveTrading.WebSockets.Server;
using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests;

/// <summary>Over a real loop on loopback.</summary>
public sealed class EndToEndTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<LoopBackend> Backends => OperatingSystem.IsLinux() ? [LoopBackend.Epoll, LoopBackend.Sockets] : [LoopBackend.Sockets];

    [Theory]
    [MemberData(nameof(Backends))]
    public void Client_with_own_server_exchanges_messages_and_closes(LoopBackend backend)
    {
        using EventLoop loop = EventLoops.Create(new EventLoopOptions { Backend = backend });
        var server = new RecordingServer();
        using var web = new WebServer(loop, new ListenOptions(), new WebServerOptions(), server);
        var client = new RecordingHandler();
        var connection = new WebSocketConnection(loop, WebSocketEndpoint.Parse($"ws://127.0.0.1:{web.Port}/a"), new WebSocketConnectionOptions { SendQueueBytes = 8 << 20 }, client, 7);
        var big = new byte[5_000_000];
        big.AsSpan().Fill((byte)'x');

        connection.Connect();
        RunUntil(loop, () => connection.State == ConnectionState.Connected);
        Assert.Equal(SendResult.Accepted, connection.SendText("hello"u8, token: 1));
        Assert.Equal(SendResult.Accepted, connection.SendText(big, token: 2));
        server.Echo = false;
        server.Message = (socket, text) => socket.SendText(Encoding.UTF8.GetBytes($"got {text}"));
        RunUntil(loop, () => client.Messages.Count == 2);
        connection.Disconnect(1000, "done");
        RunUntil(loop, () => client.Count("disconnected") == 1 && server.Events.Contains("closed 1000 done"));

        Assert.Equal(["connected", "handed over 1", "handed over 2", "text got hello", "text got (5000000 bytes)", "disconnected: disconnected by request"], client.Events);
    }

    [Fact]
    public async Task Server_with_framework_client_exchanges_messages_and_closes()
    {
        using var host = new LoopHost();
        var server = new RecordingServer();
        int port = host.Start(loop => new WebServer(loop, new ListenOptions(), new WebServerOptions { SendQueueBytes = 8 << 20 }, server));
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("trade.v1");
        server.Upgrade = (_, exchange) =>
        {
            exchange.Subprotocol = "trade.v1";
            return true;
        };
        using var patience = new CancellationTokenSource(Patience);

        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/stream?x=1"), patience.Token);
        var random = new Random(5);
        var received = new byte[3_000_000];
        foreach (int size in new[] { 0, 1, 125, 126, 65535, 65536, 3_000_000 })
        {
            var sent = new byte[size];
            random.NextBytes(sent);
            // In two fragments.
            await client.SendAsync(sent.AsMemory(..(size / 2)), WebSocketMessageType.Binary, endOfMessage: false, patience.Token);
            await client.SendAsync(sent.AsMemory((size / 2)..), WebSocketMessageType.Binary, endOfMessage: true, patience.Token);
            int length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await client.ReceiveAsync(received.AsMemory(length), patience.Token);
                length += result.Count;
            }
            while (!result.EndOfMessage);
            Assert.Equal(sent, received[..length]);
        }
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", patience.Token);

        Assert.Equal(WebSocketState.Closed, client.State);
        Assert.Equal("trade.v1", client.SubProtocol);
        host.Stop();
        Assert.Contains("closed 1000 bye", server.Events);
    }

    [Fact]
    public async Task Server_with_framework_http_client_answers_on_one_connection()
    {
        using var host = new LoopHost();
        var server = new RecordingServer();
        int port = host.Start(loop => new WebServer(loop, new ListenOptions(), new WebServerOptions(), server));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Patience };
        client.DefaultRequestHeaders.ExpectContinue = true;

        string got = await client.GetStringAsync(new Uri("/a%20b?c=d", UriKind.Relative), TestContext.Current.CancellationToken);
        using var content = new StringContent("body");
        using HttpResponseMessage posted = await client.PostAsync(new Uri("/post", UriKind.Relative), content, TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/chunked") { Content = new StringContent("chunks") };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage chunked = await client.SendAsync(request, TestContext.Current.CancellationToken);

        host.Stop();
        Assert.Equal("you asked for /a b", got);
        Assert.Equal(["GET /a b?c=d ", "POST /post? body", "POST /chunked? chunks"], server.Events);
        Assert.Equal(200, (int)posted.StatusCode);
        Assert.Equal(200, (int)chunked.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Client_over_tls_trusts_an_extra_root_and_refuses_without_it(LoopBackend backend)
    {
        using EventLoop loop = EventLoops.Create(new EventLoopOptions { Backend = backend });
        using X509Certificate2 certificate = SelfSigned.Make();
        var server = new RecordingServer();
        using var web = new WebServer(loop, new ListenOptions { Certificate = certificate }, new WebServerOptions { SendQueueBytes = 4 << 20 }, server);
        var endpoint = WebSocketEndpoint.Parse($"wss://localhost:{web.Port}/a");
        var trusting = new RecordingHandler();
        var connection = new WebSocketConnection(loop, endpoint, new WebSocketConnectionOptions { ExtraRoots = [certificate], SendQueueBytes = 4 << 20 }, trusting, 7);
        var distrusting = new RecordingHandler();
        var refused = new WebSocketConnection(loop, endpoint, new WebSocketConnectionOptions { AutoReconnect = false }, distrusting, 8);
        var big = new byte[1_000_000];
        big.AsSpan().Fill((byte)'x');

        string Said() => string.Join(" | ", trusting.Events) + " || " + string.Join(" | ", distrusting.Events) + " || " + string.Join(" | ", server.Events);
        connection.Connect();
        refused.Connect();
        RunUntil(loop, () => connection.State == ConnectionState.Connected && distrusting.Events.Count == 1, Said);
        Assert.StartsWith("attempt failed: connecting failed: ", distrusting.Events[0], StringComparison.Ordinal);
        Assert.Contains("certificate", distrusting.Events[0], StringComparison.OrdinalIgnoreCase);
        connection.SendText("hello"u8, token: 1);
        connection.SendText(big, token: 2);
        RunUntil(loop, () => trusting.Messages.Count == 2, Said);
        connection.Disconnect(1000, "done");
        RunUntil(loop, () => trusting.Count("disconnected") == 1 && server.Events.Contains("closed 1000 done"), Said);

        Assert.Equal(["connected", "handed over 1", "handed over 2", "text hello", "text (1000000 bytes)", "disconnected: disconnected by request"], trusting.Events);
    }

    private static void RunUntil(EventLoop loop, Func<bool> condition, Func<string>? said = null)
    {
        long limit = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < limit, $"not reached in time: {said?.Invoke()}");
            loop.RunOnce(10_000_000);
        }
    }
}
