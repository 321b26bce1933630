using System.Globalization;
using System.Text;
using System.Text.Json;
using LiveTrading.Interop.Tests.Harness;
using LiveTrading.IO;
using LiveTrading.WebSockets;

namespace LiveTrading.Interop.Tests;

/// <summary>What every foreign server is asked, on each backend and over each transport.</summary>
public abstract class ServerBehaviour<TServer>(TServer server) : IClassFixture<TServer>
    where TServer : ServerUnderTest
{
    private static readonly int[] _sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_003, 5_000_000];

    /// <summary>Every combination of what we can offer.</summary>
    public static TheoryData<bool, bool, int, int> Offers
    {
        get
        {
            TheoryData<bool, bool, int, int> offers = [];
            foreach (bool serverAlone in new[] { false, true })
            {
                foreach (bool clientAlone in new[] { false, true })
                {
                    foreach (int serverBits in new[] { 15, 12, 10 })
                    {
                        foreach (int clientBits in new[] { 15, 12, 10 })
                            offers.Add(serverAlone, clientAlone, serverBits, clientBits);
                    }
                }
            }

            return offers;
        }
    }

    private protected TServer Server
    {
        get
        {
            Requirement.Met(server.Missing);
            return server;
        }
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Handshake_sends_what_is_asked_for_and_nothing_more(LoopBackend backend, Transport transport)
    {
        using Client client = Connect(backend, transport, "/headers", change: e => e with { Headers = [new("X-Check", "a, b; c=\"d\""), new("Origin", "https://here.test")] });

        Dictionary<string, string> headers = JsonSerializer.Deserialize<Dictionary<string, string>>(client.ReadText())!;

        Assert.Equal("a, b; c=\"d\"", headers["x-check"]);
        Assert.Equal("https://here.test", headers["origin"]);
        Assert.Equal("13", headers["sec-websocket-version"]);
        Assert.Equal("websocket", headers["upgrade"]);
        Assert.StartsWith("localhost", headers["host"], StringComparison.Ordinal);
        Assert.Equal(16, Convert.FromBase64String(headers["sec-websocket-key"]).Length);
        Assert.DoesNotContain("sec-websocket-protocol", headers.Keys);
        Assert.DoesNotContain("sec-websocket-extensions", headers.Keys);
        Assert.Equal("", client.Connection.Subprotocol);
        Assert.False(client.Connection.IsCompressed);
        if (transport != Transport.Plain)
        {
            Assert.Equal(transport == Transport.Tls12 ? "TLSv1.2" : "TLSv1.3", headers["x-tls-protocol"]);
            Assert.Equal("localhost", headers["x-tls-name"]);
        }
    }

    [Fact]
    public void Handshake_subprotocol_that_the_server_knows_is_chosen()
    {
        using Client client = Connect(LoopBackend.Auto, Transport.Plain, "/echo", change: e => e with { Subprotocols = ["trade.v3", "trade.v2"] });

        Assert.Equal("trade.v2", client.Connection.Subprotocol);
    }

    [Theory]
    [InlineData(403, "the server answered 403")]
    [InlineData(404, "the server answered 404")]
    [InlineData(503, "the server answered 503")]
    public void Handshake_that_the_server_refuses_is_said_with_its_status(int status, string said)
    {
        string reason = Client.Refused(LoopBackend.Auto, Server.Address(Transport.Plain, $"/refuse?status={status}"));

        Assert.Contains(said, reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Echo_of_every_size_text_and_binary_returns_as_sent(LoopBackend backend, Transport transport)
    {
        using Client client = Connect(backend, transport, "/echo");
        List<(bool IsText, byte[] Payload)> sent = [];
        foreach (int size in _sizes)
        {
            sent.Add((true, Text(size)));
            sent.Add((false, Noise(size)));
        }

        foreach ((bool isText, byte[] payload) in sent)
            client.Send(payload, isText);
        client.RunUntil(() => client.Messages.Count == sent.Count || client.Ends.Count > 0, "every echo");

        AssertSame(sent, client.Messages);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Fragments_of_the_server_with_pings_between_arrive_as_one_message(LoopBackend backend, Transport transport)
    {
        using Client client = Connect(backend, transport, "/fragments?count=7");
        byte[] text = Text(100_003), noise = Noise(70_000);

        client.Send(text, isText: true);
        client.Send(noise, isText: false);
        client.RunUntil(() => client.Messages.Count == 2 || client.Ends.Count > 0, "both");

        AssertSame([(true, text), (false, noise)], client.Messages);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Ping_of_the_server_is_answered(LoopBackend backend, Transport transport)
    {
        using Client client = Connect(backend, transport, "/ping");
        if (Server.Pings)
        {
            Assert.Equal("pong are you there", client.ReadText());
            return;
        }

        // A pong frame of ours has at least 6 bytes.
        long before = client.Connection.Status.BytesSent;
        client.RunUntil(() => client.Connection.Status.BytesSent >= before + (5 * 6) || client.Ends.Count > 0, "pongs sent");
        Assert.Empty(client.Ends);
    }

    [Theory]
    [InlineData(Transport.Plain)]
    [InlineData(Transport.Tls13)]
    public void Ping_of_ours_is_answered(Transport transport)
    {
        using Client client = Connect(LoopBackend.Auto, transport, "/echo", new() { AutoReconnect = false, HeartbeatInterval = TimeSpan.FromSeconds(2) });

        client.RunUntil(() => client.Connection.Status.RoundTripNanos >= 0 || client.Ends.Count > 0, "the pong");

        Assert.Empty(client.Ends);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Close_of_ours_reaches_the_server_with_code_and_reason(LoopBackend backend, Transport transport)
    {
        foreach ((ushort code, string reason) in new (ushort, string)[] { (1000, "done"), (1001, ""), (3000, "ünïcode ✓"), (4999, new string('r', 123)) })
        {
            string token = Guid.NewGuid().ToString("N");
            string end;
            using (Client client = Connect(backend, transport, $"/echo?token={token}"))
            {
                client.Send("last"u8, isText: true);
                client.ReadText();
                end = client.Close(code, reason);
            }

            using Client asker = Connect(backend, transport, $"/tell?token={token}");
            Assert.Equal($"{code} {reason}", asker.ReadText());
            Assert.Equal("disconnected by request", end);
        }
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Close_of_the_server_is_said_with_code_and_reason(LoopBackend backend, Transport transport)
    {
        foreach (int code in new[] { 1000, 1001, 1011, 3000, 4999 })
        {
            using Client client = Connect(backend, transport, $"/close?code={code}&reason=because");
            client.RunUntil(() => client.Ends.Count > 0, "closed");

            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"closed the connection with {code} ("), client.Ends[0], StringComparison.Ordinal);
            Assert.EndsWith("because)", client.Ends[0], StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Close_of_the_server_without_a_code_is_1005(LoopBackend backend, Transport transport)
    {
        using Client client = Connect(backend, transport, "/close");
        client.RunUntil(() => client.Ends.Count > 0, "closed");

        Assert.Contains(Server.EndWithoutCode, client.Ends[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Server_that_goes_away_within_a_message_is_dialed_again_and_the_half_never_delivered(LoopBackend backend, Transport transport)
    {
        using Client client = Connect(backend, transport, "/vanish", new() { ReconnectBase = TimeSpan.FromMilliseconds(10), ReconnectMax = TimeSpan.FromMilliseconds(50) });
        for (int round = 1; round <= 3; round++)
        {
            client.RunUntil(() => client.Connects == round, "connected again");
            client.Send("whole"u8, isText: true);
            client.RunUntil(() => client.Messages.Count == round, "the whole message");
            client.Send("vanish"u8, isText: true);
            client.RunUntil(() => client.Ends.Count == round, "the end");
        }

        Assert.All(client.Messages, static m => Assert.Equal("whole", Encoding.UTF8.GetString(m.Payload)));
        Assert.Equal(3, client.Messages.Count);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Many_small_messages_arrive_in_order(LoopBackend backend, Transport transport)
    {
        const int Count = 20_000;
        using Client client = new(backend, Server.Address(transport, $"/burst?count={Count}"), new() { AutoReconnect = false, ExtraRoots = Server.Roots });
        int next = 0;
        string? wrong = null;
        byte[] expected = new byte[32];
        "message "u8.CopyTo(expected);
        client.Message = payload =>
        {
            Assert.True(next.TryFormat(expected.AsSpan(8), out int digits, default, CultureInfo.InvariantCulture));
            if (!payload.SequenceEqual(expected.AsSpan(0, 8 + digits)))
                wrong ??= $"{next}: {Encoding.UTF8.GetString(payload)}";
            next++;
        };
        client.Connection.Connect();
        client.RunUntil(() => next == Count || client.Ends.Count > 0, "all of them");

        Assert.Null(wrong);
        Assert.Equal(Count, next);
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Many_small_messages_of_ours_come_back_in_order(LoopBackend backend, Transport transport)
    {
        const int Count = 10_000;
        using Client client = Connect(backend, transport, "/echo");
        for (int i = 0; i < Count; i++)
            client.Send(Encoding.UTF8.GetBytes($"message {i}"), isText: true);
        client.RunUntil(() => client.Messages.Count == Count || client.Ends.Count > 0, "all of them");

        Assert.Equal(Enumerable.Range(0, Count).Select(static i => $"message {i}"), client.Messages.Select(static m => Encoding.UTF8.GetString(m.Payload)));
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public void Compression_with_every_offer_returns_what_was_sent(bool serverAlone, bool clientAlone, int serverBits, int clientBits)
    {
        PerMessageDeflateOptions offer = new()
        {
            ServerNoContextTakeover = serverAlone,
            ClientNoContextTakeover = clientAlone,
            ServerMaxWindowBits = serverBits,
            ClientMaxWindowBits = clientBits,
            MinMessageBytes = 0,
        };
        byte[][] messages = [Text(1), Text(100), Text(100), Text(40_000), Noise(3000), [], Text(40_000), Text(200_000)];
        foreach (DeflateServer how in Server.Deflate)
        {
            // A server that insists on a larger window than the client bears may refuse, and a client must refuse it: not asked.
            if (how.ServerBits > serverBits || how.ClientBits > clientBits)
                continue;
            using Client client = Client.Connected(
                LoopBackend.Auto, Server.DeflateAddress(how, "/echo"), new() { AutoReconnect = false, ExtraRoots = Server.Roots, Compression = offer, SendQueueBytes = 8 << 20 });
            Assert.True(client.Connection.IsCompressed, how.Name);
            foreach (byte[] message in messages)
                client.Send(message, isText: false);
            client.RunUntil(() => client.Messages.Count == messages.Length || client.Ends.Count > 0, "every echo from " + how.Name);

            AssertSame([.. messages.Select(static m => (false, m))], client.Messages);
            Assert.Empty(client.Ends);
            Assert.InRange(client.Connection.Status.BytesReceived, 1, 100_000);
        }
    }

    private protected Client Connect(LoopBackend backend, Transport transport, string path, WebSocketConnectionOptions? options = null, Func<WebSocketEndpoint, WebSocketEndpoint>? change = null) =>
        Client.Connected(
            backend, Server.Address(transport, path), (options ?? new() { AutoReconnect = false, SendQueueBytes = 16 << 20 }) with { ExtraRoots = Server.Roots }, change);

    private static void AssertSame(List<(bool IsText, byte[] Payload)> expected, List<(bool IsText, byte[] Payload)> actual)
    {
        Assert.Equal(expected.Select(static m => (m.IsText, m.Payload.Length)), actual.Select(static m => (m.IsText, m.Payload.Length)));
        foreach (((bool _, byte[] wanted), (bool _, byte[] got)) in expected.Zip(actual))
            Assert.True(wanted.AsSpan().SequenceEqual(got), $"a message of {wanted.Length} bytes differs");
    }

    // Letters of two, three and four bytes among plain ones, and exactly so many bytes.
    private static byte[] Text(int bytes)
    {
        byte[] pattern = Encoding.UTF8.GetBytes("plain äöü ✓ 😀 {\"price\":\"50000.10\",\"quantity\":\"0.5\"} ");
        byte[] text = new byte[bytes];
        int at = 0;
        for (; at + pattern.Length <= bytes; at += pattern.Length)
            pattern.CopyTo(text, at);
        text.AsSpan(at).Fill((byte)'x');
        return text;
    }

    private static byte[] Noise(int bytes)
    {
        byte[] noise = new byte[bytes];
        new Random(bytes).NextBytes(noise);
        return noise;
    }
}
