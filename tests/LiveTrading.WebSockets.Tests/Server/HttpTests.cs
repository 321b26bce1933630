using System.Text;
using LiveTrading.IO.Simulated;
using LiveTrading.WebSockets.Server;
using LiveTrading.WebSockets.Tests.Harness;

namespace LiveTrading.WebSockets.Tests.Server;

public sealed class HttpTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    /// <summary>A request, the status it gets, and what the text must contain. The connection closes afterwards.</summary>
    public static TheoryData<string, int, string> Refusals => new()
    {
        { "GET / HTTP/1.1\r\n\r\n", 400, "exactly one Host" },
        { "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "exactly one Host" },
        { "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "the request target is malformed" },
        { "GET /\r\nHost: x\r\n\r\n", 400, "the request line is malformed" },
        { "/ HTTP/1.1 GET\r\nHost: x\r\n\r\n", 400, "not HTTP" },
        { "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505, "only HTTP/1.1" },
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "only HTTP/1.1" },
        { "GET / FTP/1.1\r\nHost: x\r\n\r\n", 400, "the request line is malformed" },
        { "GET /a\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "the request target is malformed" },
        { "GET /#f HTTP/1.1\r\nHost: x\r\n\r\n", 400, "the request target is malformed" },
        { "GET a HTTP/1.1\r\nHost: x\r\n\r\n", 400, "the request target is malformed" },
        { "GET http:// HTTP/1.1\r\nHost: x\r\n\r\n", 400, "the request target is malformed" },
        { "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "the request target is malformed" },
        { "GET /% HTTP/1.1\r\nHost: x\r\n\r\n", 400, "percent-encoded" },
        { "GET /%4 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "percent-encoded" },
        { "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400, "percent-encoded" },
        { "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "percent-encoded" },
        { "GET /%0d%0a HTTP/1.1\r\nHost: x\r\n\r\n", 400, "percent-encoded" },
        { "GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n", 400, "percent-encoded" },
        { "GET / HTTP/1.1\r\nHost: x\r\nbad name: y\r\n\r\n", 400, "header line 2 is malformed" },
        { "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", 400, "header line 2 is malformed" },
        { "GET / HTTP/1.1\r\nHost: x\r\nname : y\r\n\r\n", 400, "header line 2 is malformed" },
        { "GET / HTTP/1.1\r\nHost: x\ny: z\r\n\r\n", 400, "header line 1 is malformed" },
        { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400, "not a number" },
        { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "not a number" },
        { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n", 400, "not a number" },
        { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\n", 400, "not a number" },
        { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400, "more than one Content-Length" },
        { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n", 413, "longer than 1048576 bytes" },
        { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413, "longer than 1048576 bytes" },
        { "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "both Transfer-Encoding and Content-Length" },
        { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, "chunked" },
        { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "chunked coding is malformed" },
        { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400, "chunked coding is malformed" },
        { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", 400, "chunked coding is malformed" },
        { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n", 400, "chunked coding is malformed" },
        { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 400, "chunked coding is malformed" },
        { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n", 413, "longer than 1048576 bytes" },
        { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;" + new string('e', 300), 400, "chunked coding is malformed" },
        { "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + string.Concat(Enumerable.Repeat("t: " + new string('v', 1000) + "\r\n", 20)), 431, "trailers" },
        { "POST / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\n\r\n", 417, "100-continue" },
        { "GET /" + new string('a', 17_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 431, "longer than 16384 bytes" },
        { "GET / HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Range(0, 101).Select(i => $"h{i}: v\r\n")) + "\r\n", 431, "more than 100 header lines" },
        { "\u0016\u0003\u0001\u0002", 400, "not HTTP" },
        { "\u0000", 400, "not HTTP" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Request_malformed_or_oversized_is_refused_with_its_status_and_closed(string request, int status, string text)
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Ask(request);
        Assert.StartsWith($"HTTP/1.1 {status} ", peer.Text, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", peer.Text, StringComparison.Ordinal);
        Assert.Contains(text, peer.Text[peer.Text.IndexOf("\r\n\r\n", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.True(peer.ReceiveEnded);
        Assert.Empty(world.Handler.Events);
        Assert.Equal(0, world.Web.ConnectionCount);
        // The server is unharmed.
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", world.Ask(Get).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /a%20b/%e2%82%ac?x=%20&y HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a b/\u20ac?x=%20&y ")]
    [InlineData("GET http://host:1/p?q HTTP/1.1\r\nHost: x\r\n\r\n", "GET /p?q ")]
    [InlineData("GET http://host HTTP/1.1\r\nHost: x\r\n\r\n", "GET /? ")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS *? ")]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET /? ")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", "POST /? hello")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\ntransfer-encoding: CHUNKED\r\n\r\n5;ext=1\r\nhello\r\nA\r\n0123456789\r\n0\r\ntrailer: x\r\n\r\n", "POST /? hello0123456789")]
    [InlineData("DELETE /x HTTP/1.1\r\nHost:x\r\nContent-Length:0\r\n\r\n", "DELETE /x? ")]
    public void Request_well_formed_in_any_split_reaches_the_handler(string request, string seen)
    {
        for (int read = 1; read <= 3; read++)
        {
            using var world = new ServerWorld(link: new SimulatedLink { MaxReadBytes = read == 3 ? 0 : read });
            RawPeer peer = world.Ask(request);
            Assert.Equal([seen], world.Handler.Events);
            Assert.StartsWith("HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Type: text/plain\r\nContent-Length: ", peer.Text, StringComparison.Ordinal);
            Assert.False(peer.ReceiveEnded);
        }
    }

    [Fact]
    public void Request_pipelined_and_answered_late_is_answered_in_order()
    {
        using var world = new ServerWorld();
        var waiting = new List<HttpExchange>();
        world.Handler.Request = (in HttpRequest request, HttpExchange exchange) =>
        {
            waiting.Add(exchange);
            if (request.Path == "/2")
                exchange.Respond(200, "", "two"u8);
        };
        RawPeer peer = world.Ask(string.Concat(Enumerable.Range(1, 3).Select(i => $"POST /{i} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n{i}")));
        Assert.Single(waiting);
        Assert.Empty(peer.Received);
        waiting[0].Respond(200, "", "one"u8);
        world.Loop.RunFor(World.Millisecond);
        Assert.Equal(3, waiting.Count);
        waiting[2].Respond(200, "", "three"u8);
        world.Loop.RunFor(World.Millisecond);

        Assert.Equal(["one", "two", "three"], peer.Text.Split("\r\n\r\n").Skip(1).Select(static part => part.Split("HTTP/1.1")[0]));
    }

    [Fact]
    public void Request_flood_behind_an_unanswered_one_holds_the_client_back()
    {
        using var world = new ServerWorld();
        world.Handler.Request = static (in HttpRequest _, HttpExchange _) => { };
        RawPeer peer = world.Dial();
        peer.Send(string.Concat(Enumerable.Repeat(Get, 1)));
        world.Loop.RunFor(World.Millisecond);
        peer.Send(new byte[4 << 20]);
        world.Loop.RunFor(World.Second);
        Assert.InRange(world.Loop.Network.Connections[0].BytesUp, 64 * 1024, 1 << 20);
    }

    [Fact]
    public void Request_head_has_no_body_in_the_answer()
    {
        using var world = new ServerWorld();
        world.Handler.Request = static (in HttpRequest _, HttpExchange exchange) => exchange.Respond(200, "text/plain", "12345"u8);
        RawPeer peer = world.Ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n" + Get);
        string[] parts = peer.Text.Split("\r\n\r\n");
        Assert.Contains("Content-Length: 5", parts[0], StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", parts[1], StringComparison.Ordinal);
        Assert.Equal("12345", parts[2]);
    }

    [Fact]
    public void Request_expecting_100_continue_gets_it_before_the_body_and_only_then()
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Ask("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", peer.Text);
        peer.Send("abc");
        world.Loop.RunFor(World.Millisecond);
        Assert.Equal(["POST /? abc"], world.Handler.Events);
        Assert.Contains("\r\n\r\nHTTP/1.1 200 OK", peer.Text, StringComparison.Ordinal);

        RawPeer eager = world.Ask("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
        Assert.StartsWith("HTTP/1.1 200 OK", eager.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n")]
    public void Request_that_wants_no_further_one_is_answered_and_closed(string request)
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Ask(request + Get);
        Assert.Contains("Connection: close\r\n", peer.Text, StringComparison.Ordinal);
        Assert.True(peer.ReceiveEnded);
        Assert.Single(world.Handler.Events);
    }

    [Fact]
    public void Request_then_half_close_is_still_answered()
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Dial();
        peer.Send(Get + Get);
        peer.Stream!.ShutdownSend();
        world.Run(() => peer.Closed is not null);
        Assert.Equal(2, world.Handler.Events.Count);
        Assert.Equal(3, peer.Text.Split("HTTP/1.1 200 OK").Length);
        Assert.Equal(0, world.Web.ConnectionCount);
    }

    [Fact]
    public void Request_dribbled_is_refused_with_408_after_the_time_from_its_first_byte()
    {
        using var world = new ServerWorld();
        RawPeer peer = world.Dial();
        world.Loop.RunFor(5 * World.Second);
        for (int i = 0; i < 9; i++)
        {
            peer.Send(Get[i].ToString());
            world.Loop.RunFor(World.Second);
        }
        Assert.Empty(peer.Received);
        world.Loop.RunFor(1_100 * World.Millisecond);
        Assert.StartsWith("HTTP/1.1 408 ", peer.Text, StringComparison.Ordinal);
        Assert.True(peer.ReceiveEnded);
    }

    [Fact]
    public void Connection_silent_or_idle_is_closed_on_time()
    {
        using var world = new ServerWorld();
        RawPeer silent = world.Dial();
        RawPeer idle = world.Ask(Get);
        world.Loop.RunFor(11 * World.Second);
        Assert.True(silent.ReceiveEnded);
        Assert.False(idle.ReceiveEnded);
        world.Loop.RunFor(110 * World.Second);
        Assert.True(idle.ReceiveEnded);
        Assert.Equal(0, world.Web.ConnectionCount);
    }

    [Fact]
    public void Connection_beyond_the_most_is_refused()
    {
        using var world = new ServerWorld(new WebServerOptions { MaxConnections = 2 });
        world.Dial();
        RawPeer second = world.Dial();
        RawPeer third = world.Dial();
        world.Run(() => third.Closed is not null);
        second.Stream!.Close();
        world.Loop.RunFor(World.Millisecond);
        Assert.StartsWith("HTTP/1.1 200", world.Ask(Get).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Respond_large_answer_to_a_slow_reader_arrives_whole()
    {
        using var world = new ServerWorld(link: new SimulatedLink { WindowBytes = 5000, MaxReadBytes = 700, RandomSplit = true });
        byte[] body = Encoding.ASCII.GetBytes(string.Join(',', Enumerable.Range(0, 100_000)));
        world.Handler.Request = (in HttpRequest _, HttpExchange exchange) => exchange.Respond(200, "", body);
        RawPeer peer = world.Dial();
        peer.Send(Get);
        world.Run(() => peer.Received.Count > body.Length);
        world.Loop.RunFor(World.Second);
        Assert.EndsWith(Encoding.ASCII.GetString(body), peer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Respond_handler_throws_is_500_and_reported()
    {
        using var world = new ServerWorld();
        world.Handler.Request = static (in HttpRequest _, HttpExchange _) => throw new InvalidOperationException("oops");
        RawPeer peer = world.Ask(Get);
        Assert.StartsWith("HTTP/1.1 500 ", peer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("oops", peer.Text, StringComparison.Ordinal);
        Assert.Equal(["oops"], world.Errors.Select(e => e.Message));
    }

    [Fact]
    public void Respond_twice_throws_and_after_the_client_left_does_nothing()
    {
        using var world = new ServerWorld();
        HttpExchange? kept = null;
        world.Handler.Request = (in HttpRequest _, HttpExchange exchange) => kept = exchange;
        RawPeer peer = world.Ask(Get);
        peer.Stream!.Close(reset: true);
        world.Loop.RunFor(World.Millisecond);
        Assert.True(kept!.IsFinished);
        kept.Respond(200, "", []);
        Assert.Throws<InvalidOperationException>(() => kept.Respond(200, "", []));
    }

    [Theory]
    [InlineData(200, "text/plain\r\nX: y", "a", "b")]
    [InlineData(200, "", "X\r\nY", "b")]
    [InlineData(200, "", "X", "a\r\nY: b")]
    [InlineData(200, "", "content-length", "5")]
    [InlineData(100, "", "X", "b")]
    [InlineData(600, "", "X", "b")]
    public void Respond_what_would_break_the_message_throws_and_the_exchange_is_still_open(int status, string contentType, string name, string value)
    {
        using var world = new ServerWorld();
        Exception? error = null;
        world.Handler.Request = (in HttpRequest _, HttpExchange exchange) =>
        {
            error = Record.Exception(() => exchange.Respond(status, contentType, [], [new(name, value)]));
            exchange.Respond(204, "", "ignored"u8);
        };
        RawPeer peer = world.Ask(Get);
        Assert.IsAssignableFrom<ArgumentException>(error);
        Assert.StartsWith("HTTP/1.1 204 No Content\r\n", peer.Text, StringComparison.Ordinal);
        Assert.EndsWith("GMT\r\n\r\n", peer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Abort_drops_the_connection()
    {
        using var world = new ServerWorld();
        world.Handler.Request = static (in HttpRequest _, HttpExchange exchange) => exchange.Abort();
        RawPeer peer = world.Ask(Get);
        Assert.Equal(IO.StreamError.Reset, peer.Closed?.Error);
        Assert.Equal(0, world.Web.ConnectionCount);
    }

    [Fact]
    public void TryGetHeader_any_case_and_missing_are_told_apart()
    {
        using var world = new ServerWorld();
        var seen = new List<string>();
        world.Handler.Request = (in HttpRequest request, HttpExchange exchange) =>
        {
            seen.Add($"{request.TryGetHeader("x-mbx-apikey", out string value)} {value}");
            seen.Add($"{request.TryGetHeader("X-None", out value)} {value}");
            seen.Add($"{request.TryGetHeader(new string('x', 300), out value)} {value}");
            exchange.Respond(200, "", []);
        };
        world.Ask("GET / HTTP/1.1\r\nHost: x\r\nX-MBX-APIKEY: \t key \r\n\r\n");
        Assert.Equal(["True key", "False ", "False "], seen);
    }

    [Fact]
    public void Garbage_of_any_kind_leaves_the_server_well()
    {
        using var world = new ServerWorld();
        byte[] good = Encoding.ASCII.GetBytes("POST /a?b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n" + ServerWorld.UpgradeRequest);
        for (int seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = [.. good];
            for (int i = random.Next(1, 6); i > 0; i--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            RawPeer peer = world.Dial();
            peer.Send(bytes.AsSpan(..random.Next(1, bytes.Length + 1)));
            world.Loop.RunFor(World.Millisecond);
            peer.Stream!.Close(reset: seed % 2 == 0);
            Assert.True(world.Errors.Count == 0, $"seed {seed}: {string.Join(' ', world.Errors)}");
        }
        world.Loop.RunFor(200 * World.Second);
        Assert.Equal(0, world.Web.ConnectionCount);
        Assert.Empty(world.Web.WebSockets);
    }
}
