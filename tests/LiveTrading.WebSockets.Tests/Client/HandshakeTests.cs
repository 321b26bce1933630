using System.Text;
using LiveTrading.IO.Simulated;
using LiveTrading.WebSockets.Client;
using LiveTrading.WebSockets.Http;
using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests.Client;

public sealed class HandshakeTests
{
    private const string Good = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n";

    /// <summary>An answer, and what the one line must contain.</summary>
    public static TheoryData<string, string> Refusals => new()
    {
        { "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 OK: a web page or API answered, not a WebSocket server" },
        { "HTTP/1.1 301 Moved\r\nLocation: https://x\r\n\r\n", "301 Moved: redirects are not followed" },
        { "HTTP/1.1 401 Unauthorized\r\n\r\n", "401 Unauthorized: the credentials are missing or wrong" },
        { "HTTP/1.1 403 Forbidden\r\n\r\n", "403 Forbidden: access is forbidden" },
        { "HTTP/1.1 404\r\n\r\n", "404 Not Found: check the path" },
        { "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\n\r\n", "429 Too Many Requests: too many requests from here, retry after 30 s" },
        { "HTTP/1.1 503 Service Unavailable\r\n\r\n", "503 Service Unavailable: the venue is down or overloaded" },
        { "HTTP/1.1 500 \u001b[31mred\r\n\r\n", "the answer is not HTTP" },
        { "HTTP/1.1 999 \u00e9\r\n\r\n", "999 ?" },
        { Good.Replace("{accept}", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", StringComparison.Ordinal) + "\r\n", "Sec-WebSocket-Accept does not answer our key" },
        { Good.Replace("Sec-WebSocket-Accept: {accept}\r\n", "", StringComparison.Ordinal) + "\r\n", "Sec-WebSocket-Accept does not answer our key" },
        { Good + "Sec-WebSocket-Accept: {accept}\r\n\r\n", "Sec-WebSocket-Accept does not answer our key" },
        { Good.Replace("Upgrade: websocket\r\n", "", StringComparison.Ordinal) + "\r\n", "no 'Upgrade: websocket'" },
        { Good.Replace("Upgrade: websocket", "Upgrade: h2c", StringComparison.Ordinal) + "\r\n", "no 'Upgrade: websocket'" },
        { Good.Replace("Connection: Upgrade", "Connection: close", StringComparison.Ordinal) + "\r\n", "no 'Connection: Upgrade'" },
        { Good + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n", "an extension that was not offered" },
        { Good + "Sec-WebSocket-Protocol: other\r\n\r\n", "a subprotocol that was not offered" },
        { Good + " folded: x\r\n\r\n", "header line 4 is malformed" },
        { Good + "no colon\r\n\r\n", "header line 4 is malformed" },
        { Good + "bad name: x\r\n\r\n", "header line 4 is malformed" },
        { Good + "space : x\r\n\r\n", "header line 4 is malformed" },
        { Good + "x: a\u0000b\r\n\r\n", "header line 4 is malformed" },
        { Good + "x: a\nb\r\n\r\n", "header line 4 is malformed" },
        { "SSH-2.0-OpenSSH_9\r\n", "the answer is not HTTP" },
        { "\u0015\u0003\u0001\u0000\u0002", "the answer is not HTTP" },
        { "HTTP/2.0 101 x\r\n\r\n", "the status line is malformed" },
        { "HTTP/1.1 1x1 x\r\n\r\n", "the status line is malformed" },
        { "HTTP/1.1 10100 x\r\n\r\n", "the status line is malformed" },
        { "HTTP/1.1\r\n\r\n", "the status line is malformed" },
        { "HTTP/\r\n\r\n", "the status line is malformed" },
        { Good + "x: " + new string('y', 17_000), "longer than 16384 bytes" },
        { Good + string.Concat(Enumerable.Range(0, 101).Select(i => $"h{i}: v\r\n")) + "\r\n", "more than 100 header lines" },
        { "", "closed the connection before it answered the handshake" },
        { "HTTP/1.1 101 Switching", "closed the connection before it answered the handshake" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Connect_refused_or_torn_says_so_in_one_line_and_backs_off(string answer, string expected)
    {
        using var world = new World();
        var server = new RawServer(world.Loop)
        {
            Request = peer =>
            {
                peer.Send(answer.Replace("{accept}", WebSocketAccept.For(peer.Key), StringComparison.Ordinal));
                peer.Stream!.ShutdownSend();
            },
        };
        world.Connection.Connect();
        world.Run(() => world.Client.Count("reconnecting") == 1);

        Assert.Equal(2, world.Client.Events.Count);
        Assert.StartsWith("attempt failed: ", world.Client.Events[0], StringComparison.Ordinal);
        Assert.Contains(expected, world.Client.Events[0], StringComparison.Ordinal);
        Assert.DoesNotContain(world.Client.Events[0], char.IsControl);
        Assert.DoesNotContain("secret", world.Client.Events[0] + world.Connection.Status, StringComparison.Ordinal);
        Assert.Empty(world.Errors);
    }

    [Fact]
    public void Connect_answer_split_at_every_byte_is_accepted()
    {
        var link = new SimulatedLink { MaxReadBytes = 1 };
        using var world = new World();
        world.Loop.Network.Link = link;
        world.Connect();
        Assert.Equal(ConnectionState.Connected, world.Connection.State);
    }

    [Fact]
    public void Connect_frames_right_behind_the_answer_are_delivered()
    {
        using var world = new World();
        _ = new RawServer(world.Loop) { Request = peer => peer.Send(RawServer.Accept(peer) + "\u0081\u0002hi\u0081\u0001!") };
        world.Connection.Connect();
        world.Run(() => world.Client.Messages.Count == 2);
        Assert.Equal(["connected", "text hi", "text !"], world.Client.Events);
    }

    [Fact]
    public void Connect_server_never_answers_times_out_in_ten_seconds()
    {
        using var world = new World();
        _ = new RawServer(world.Loop);
        world.Connection.Connect();
        world.RunFor(9_990 * World.Millisecond);
        Assert.Empty(world.Client.Events);
        world.RunFor(20 * World.Millisecond);
        Assert.Equal("attempt failed: the server did not answer the handshake within 10 s", world.Client.Events[0]);
    }

    [Fact]
    public void Connect_nothing_listens_says_refused()
    {
        using var world = new World();
        world.Connection.Connect();
        world.Run(() => world.Client.Events.Count > 0);
        Assert.StartsWith("attempt failed: connecting failed: ", world.Client.Events[0], StringComparison.Ordinal);
        Assert.Contains("refused", world.Client.Events[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry-After: 90", 90)]
    [InlineData("Retry-After: 0", 1)]
    [InlineData("Retry-After: -5", 1)]
    [InlineData("Retry-After: soon", 1)]
    [InlineData("Retry-After: 99999999999999999999", 3 * 86400)]
    [InlineData("Retry-After: Thu, 01 Jan 2026 00:02:00 GMT", 120)]
    [InlineData("Retry-After: Thu, 01 Jan 2020 00:02:00 GMT", 1)]
    [InlineData("Retry-After: Thu, 01 Jan 2099 00:02:00 GMT", 3 * 86400)]
    public void Connect_retry_after_is_the_least_delay(string header, int seconds)
    {
        using var world = new World();
        _ = new RawServer(world.Loop) { Request = peer => peer.Send($"HTTP/1.1 429 Slow Down\r\n{header}\r\n\r\n") };
        world.Connection.Connect();
        world.Run(() => world.Client.Delays.Count == 1);
        Assert.InRange(world.Client.Delays[0].TotalSeconds, seconds - 1, seconds * 1.1);
    }

    [Fact]
    public void Build_request_has_all_the_rfc_wants()
    {
        var endpoint = WebSocketEndpoint.Parse("wss://[::1]:9000/ws?a=b") with
        {
            Subprotocols = ["v2", "v1"],
            Headers = [new("X-Api-Key", "secret"), new("User-Agent", "mine")],
        };
        Assert.Equal(
            "GET /ws?a=b HTTP/1.1\r\nHost: [::1]:9000\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: KEY\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Protocol: v2, v1\r\nX-Api-Key: secret\r\nUser-Agent: mine\r\n\r\n",
            Encoding.ASCII.GetString(HandshakeRequest.Build(endpoint, "KEY")));
        Assert.StartsWith("GET / HTTP/1.1\r\nHost: venue.test\r\n", Encoding.ASCII.GetString(HandshakeRequest.Build(WebSocketEndpoint.Parse("ws://venue.test"), "KEY")), StringComparison.Ordinal);
    }

    [Fact]
    public void Accept_of_the_rfc_example_is_the_one_of_the_rfc() =>
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketAccept.For("dGhlIHNhbXBsZSBub25jZQ=="));

    [Fact]
    public void Connect_every_attempt_uses_a_fresh_key()
    {
        using var world = new World();
        var keys = new HashSet<string>();
        _ = new RawServer(world.Loop)
        {
            Request = peer =>
            {
                keys.Add(peer.Key);
                peer.Stream!.Close();
            },
        };
        world.Connection.Connect();
        world.Run(() => world.Client.Count("attempt failed") == 5);
        Assert.Equal(5, keys.Count);
        Assert.All(keys, key => Assert.Equal(16, Convert.FromBase64String(key).Length));
    }

    [Theory]
    [InlineData("X-A", "a\r\nX-B: b")]
    [InlineData("X-A", "a\nb")]
    [InlineData("X-A", "a\0")]
    [InlineData("X-A", "\u00e9")]
    [InlineData("X-A\r\nX-B", "a")]
    [InlineData("X A", "a")]
    [InlineData("", "a")]
    [InlineData("Host", "evil")]
    [InlineData("sec-websocket-key", "mine")]
    public void Constructor_header_that_would_break_the_request_throws_without_its_value(string name, string value)
    {
        using var loop = new SimulatedEventLoop();
        WebSocketEndpoint endpoint = WebSocketEndpoint.Parse("ws://venue.test") with { Headers = [new(name, value)] };
        var error = Assert.Throws<ArgumentException>(() => new WebSocketConnection(loop, endpoint, new WebSocketConnectionOptions(), new RecordingHandler(), 1));
        Assert.DoesNotContain("X-B", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a b")]
    [InlineData("/a\r\nX: y")]
    [InlineData("a")]
    [InlineData("/a#b")]
    public void Constructor_path_that_would_break_the_request_throws(string path)
    {
        using var loop = new SimulatedEventLoop();
        WebSocketEndpoint endpoint = WebSocketEndpoint.Parse("ws://venue.test") with { Path = path };
        Assert.Throws<ArgumentException>(() => new WebSocketConnection(loop, endpoint, new WebSocketConnectionOptions(), new RecordingHandler(), 1));
    }

    [Fact]
    public void Constructor_bad_options_are_named_all_at_once()
    {
        using var loop = new SimulatedEventLoop();
        var options = new WebSocketConnectionOptions
        {
            ReconnectBase = TimeSpan.FromSeconds(70),
            ReconnectJitter = double.NaN,
            MaxReconnectAttempts = -1,
            StableAfter = TimeSpan.FromDays(2),
            DialTimeout = TimeSpan.Zero,
            HandshakeTimeout = TimeSpan.Zero,
            HeartbeatInterval = TimeSpan.Zero,
            ExpectData = true,
            MaxMessageBytes = 1,
            SendQueueBytes = 1,
            CloseTimeout = TimeSpan.Zero,
            Proxy = new Uri("socks5://x"),
        };
        Assert.Equal(11, options.Validate().Count);
        var error = Assert.Throws<ArgumentException>(() => new WebSocketConnection(loop, WebSocketEndpoint.Parse("ws://venue.test"), options, new RecordingHandler(), 1));
        Assert.All(options.Validate(), problem => Assert.Contains(problem, error.Message, StringComparison.Ordinal));
    }
}
