using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.IO.Tests;

/// <summary>TLS over real sockets.</summary>
public abstract class TlsBehaviour : EventLoopBehaviour
{
    private const string HostName = "venue.test";

    [Fact]
    public void Connect_certificate_of_an_extra_root_echo_returns()
    {
        using X509Certificate2 root = TestCertificates.Root();
        using X509Certificate2 leaf = TestCertificates.Leaf(root, HostName);
        var server = new RecordingHandler();
        server.WhenReceived = (stream, data) => stream.Offer(data);
        (RecordingHandler client, _) = Connect(leaf, root, server);

        RunUntil(() => client.IsConnected || client.IsClosed, "connected");
        Assert.Null(client.CloseInfo);
        client.Stream!.Offer("hello"u8);
        RunUntil(() => client.Bytes.Length == 5, "echo");

        Assert.Equal("hello"u8.ToArray(), client.Bytes);
    }

    [Fact]
    public void Connect_expired_certificate_closed_with_its_end_date()
    {
        using X509Certificate2 root = TestCertificates.Root();
        using X509Certificate2 leaf = TestCertificates.Leaf(root, HostName, -20, -10);

        StreamCloseInfo info = Refused(leaf, root);

        Assert.Equal(StreamError.Certificate, info.Error);
        Assert.Contains("it expired on " + leaf.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", null), info.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("self-signed", info.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_certificate_not_valid_yet_closed_saying_so()
    {
        using X509Certificate2 root = TestCertificates.Root();
        using X509Certificate2 leaf = TestCertificates.Leaf(root, HostName, 10, 20);

        StreamCloseInfo info = Refused(leaf, root);

        Assert.Equal(StreamError.Certificate, info.Error);
        Assert.Contains("not valid before", info.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_self_signed_certificate_closed_saying_so()
    {
        using X509Certificate2 leaf = TestCertificates.SelfSigned(HostName);

        StreamCloseInfo info = Refused(leaf, null);

        Assert.Equal(StreamError.Certificate, info.Error);
        Assert.Contains("self-signed", info.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_self_signed_certificate_among_the_extra_roots_connected()
    {
        using X509Certificate2 leaf = TestCertificates.SelfSigned(HostName);
        (RecordingHandler client, _) = Connect(leaf, leaf, new RecordingHandler());

        RunUntil(() => client.IsConnected || client.IsClosed, "connected");

        Assert.Null(client.CloseInfo);
    }

    [Fact]
    public void Connect_unknown_issuer_closed_naming_it()
    {
        using X509Certificate2 root = TestCertificates.Root();
        using X509Certificate2 other = TestCertificates.SelfSigned("other.test");
        using X509Certificate2 leaf = TestCertificates.Leaf(root, HostName);

        StreamCloseInfo info = Refused(leaf, other);

        Assert.Equal(StreamError.Certificate, info.Error);
        Assert.Contains("CN=Test Root", info.Text, StringComparison.Ordinal);
        Assert.Contains("trusted root", info.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_certificate_for_another_host_closed_naming_both()
    {
        using X509Certificate2 root = TestCertificates.Root();
        using X509Certificate2 leaf = TestCertificates.Leaf(root, "elsewhere.test");

        StreamCloseInfo info = Refused(leaf, root);

        Assert.Equal(StreamError.Certificate, info.Error);
        Assert.Contains(HostName, info.Text, StringComparison.Ordinal);
        Assert.Contains("elsewhere.test", info.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_plain_text_server_closed_with_a_tls_error()
    {
        var server = new RecordingHandler { WhenConnected = static stream => stream.Offer("220 mail.example ESMTP ready\r\n"u8) };
        var client = new RecordingHandler();
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(_ => server));
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port, Tls = true }, client);

        RunUntil(() => client.IsClosed, "closed");

        Assert.Equal(StreamError.Tls, client.CloseInfo!.Value.Error);
        Assert.Contains("handshake", client.CloseInfo!.Value.Text, StringComparison.Ordinal);
        Assert.False(client.IsConnected);
    }

    [Fact]
    public void Connect_server_says_nothing_closed_with_time_out()
    {
        var client = new RecordingHandler();
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(_ => new RecordingHandler()));
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port, Tls = true, Timeout = TimeSpan.FromMilliseconds(100) }, client);

        RunUntil(() => client.IsClosed, "closed");

        Assert.Equal(StreamError.TimedOut, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Listen_client_says_nothing_cut_off_after_the_handshake_time()
    {
        using X509Certificate2 leaf = TestCertificates.SelfSigned(HostName);
        var server = new RecordingHandler();
        var client = new RecordingHandler();
        using LoopListener listener = Loop.Listen(
            new ListenOptions { Certificate = leaf, TlsHandshakeTimeout = TimeSpan.FromMilliseconds(60) }, new RecordingAcceptor(_ => server));
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);

        RunUntil(() => client.ReceiveEndedCount == 1 || client.IsClosed, "cut off");

        Assert.False(server.IsConnected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void Listen_handshake_time_out_of_range_throws(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Loop.Listen(new ListenOptions { TlsHandshakeTimeout = TimeSpan.FromSeconds(seconds) }, new RecordingAcceptor(static _ => new RecordingHandler())));

    [Fact]
    public void ToString_of_options_does_not_tell_the_proxys_password() =>
        Assert.Equal("venue.test:443", new ConnectOptions { Host = HostName, Port = 443, Proxy = new Uri("http://user:secret@proxy.test:1") }.ToString());

    [Fact]
    public void Connect_server_closes_in_the_handshake_closed_with_a_tls_error()
    {
        var server = new RecordingHandler { WhenReceived = static (stream, data) => Close(stream, data) };
        var client = new RecordingHandler();
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(_ => server));
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port, Tls = true }, client);

        RunUntil(() => client.IsClosed, "closed");

        Assert.Equal(StreamError.Tls, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Close_during_the_handshake_closed_once()
    {
        var client = new RecordingHandler();
        var server = new RecordingHandler();
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(_ => server));
        LoopStream stream = Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port, Tls = true }, client);
        RunUntil(() => server.Bytes.Length > 0, "client hello");

        stream.Close();
        RunUntil(() => client.IsClosed, "closed");
        RunFor(20_000_000);

        Assert.Equal(["closed"], client.Events);
        Assert.Equal(StreamError.None, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Offer_megabytes_beyond_what_the_system_buffers_arrive_intact_under_back_pressure()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectedPair();
        byte[] block = new byte[100_003];
        new Random(7).NextBytes(block);
        const long More = 4 * 1024 * 1024;
        long offset = 0;
        long end = 1_000_000_000;
        int shortfalls = 0;
        void Pump(LoopStream stream)
        {
            while (offset < end)
            {
                int from = (int)(offset % block.Length);
                int length = (int)Math.Min(block.Length - from, end - offset);
                int taken = stream.Offer(block.AsSpan(from, length));
                offset += taken;
                if (taken < length)
                {
                    // How much the system buffers differs by the megabyte: what follows is counted from its limit.
                    if (shortfalls++ == 0)
                        end = offset + More;
                    return;
                }
            }
        }

        client.WhenSendReady = Pump;
        Pump(client.Stream!);
        RunUntil(() => server.Received.Length == end, "all of it arrived");

        byte[] received = server.Bytes;
        for (int i = 0; i < received.Length; i += block.Length)
        {
            int length = Math.Min(block.Length, received.Length - i);
            Assert.True(received.AsSpan(i, length).SequenceEqual(block.AsSpan(0, length)), $"bytes {i} to {i + length} differ");
        }

        Assert.True(shortfalls > 0);
        Assert.Equal(shortfalls, client.SendReadyCount);
    }

    [Fact]
    public void ShutdownSend_other_side_told_and_can_still_send()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectedPair();
        client.Stream!.Offer("last words"u8);
        client.Stream.ShutdownSend();

        RunUntil(() => server.ReceiveEndedCount == 1, "close_notify");
        Assert.Equal("last words"u8.ToArray(), server.Bytes);
        server.Stream!.Offer("answer"u8);
        server.Stream.ShutdownSend();
        RunUntil(() => client.IsClosed && server.IsClosed, "both closed");

        Assert.Equal("answer"u8.ToArray(), client.Bytes);
        Assert.Equal(StreamError.RemoteClosed, client.CloseInfo!.Value.Error);
        Assert.Equal(StreamError.RemoteClosed, server.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Close_other_side_sees_the_end()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectedPair();

        client.Stream!.Close();
        RunUntil(() => server.ReceiveEndedCount == 1, "the end");

        Assert.Equal(1, client.ClosedCount);
        Assert.False(server.IsClosed);
    }

    [Fact]
    public void OnReceived_nothing_consumed_presented_again_with_more()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectedPair();
        byte[] seen = [];
        server.WhenReceived = (_, data) =>
        {
            seen = data.ToArray();
            return seen.Length < 6 ? 0 : seen.Length;
        };
        client.Stream!.Offer("abc"u8);
        RunUntil(() => seen.Length == 3, "first part");
        client.Stream.Offer("def"u8);
        RunUntil(() => seen.Length == 6, "both parts");

        Assert.Equal("abcdef"u8.ToArray(), seen);
    }

    [Fact]
    public void OnReceived_two_megabytes_kept_until_whole_delivered_at_once()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectedPair();
        byte[] sent = new byte[2 * 1024 * 1024];
        new Random(9).NextBytes(sent);
        byte[]? seen = null;
        server.WhenReceived = (_, data) =>
        {
            if (data.Length < sent.Length)
            {
                return 0;
            }

            seen = data.ToArray();
            return data.Length;
        };
        int offset = 0;
        void Pump(LoopStream stream) => offset += stream.Offer(sent.AsSpan(offset));
        client.WhenSendReady = Pump;
        Pump(client.Stream!);
        RunUntil(() => seen is not null, "all at once");

        Assert.Equal(sent, seen);
    }

    [Fact]
    public void OnReceived_buffer_smaller_than_a_record_all_delivered()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectedPair(new StreamLimits { ReceiveBufferBytes = 100, MaxReceiveBufferBytes = 1000 });
        byte[] sent = new byte[50_000];
        new Random(3).NextBytes(sent);
        client.Stream!.Offer(sent);

        RunUntil(() => server.Received.Length == sent.Length, "all");

        Assert.Equal(sent, server.Bytes);
    }

    [Fact]
    public void ReceivePaused_nothing_delivered_until_resumed()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectedPair();
        server.Stream!.ReceivePaused = true;
        client.Stream!.Offer("held"u8);
        RunFor(30_000_000);
        Assert.Empty(server.Bytes);

        server.Stream.ReceivePaused = false;
        RunUntil(() => server.Bytes.Length == 4, "delivered");

        Assert.Equal("held"u8.ToArray(), server.Bytes);
    }

    [Fact]
    public void OnReceived_steady_state_allocates_nothing()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectedPair();
        long received = 0;
        server.WhenReceived = (_, data) =>
        {
            received += data.Length;
            return data.Length;
        };
        byte[] message = new byte[635];
        void Exchange(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                long wanted = received + message.Length;
                client.Stream!.Offer(message);
                while (received < wanted)
                {
                    Loop.RunOnce(1_000_000);
                }
            }
        }

        Exchange(500);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(2000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int Close(LoopStream stream, Span<byte> data)
    {
        stream.Close();
        return data.Length;
    }

    private (RecordingHandler Client, RecordingHandler Server) ConnectedPair(StreamLimits? serverLimits = null)
    {
        X509Certificate2 root = TestCertificates.Root();
        X509Certificate2 leaf = TestCertificates.Leaf(root, HostName);
        var server = new RecordingHandler();
        (RecordingHandler client, _) = Connect(leaf, root, server, serverLimits);
        RunUntil(() => (client.IsConnected && server.IsConnected) || client.IsClosed, "connected");
        Assert.Null(client.CloseInfo);
        return (client, server);
    }

    private (RecordingHandler Client, LoopStream Stream) Connect(X509Certificate2 leaf, X509Certificate2? root, RecordingHandler server, StreamLimits? serverLimits = null)
    {
        var client = new RecordingHandler();
        LoopListener listener = Loop.Listen(new ListenOptions { Certificate = leaf, Limits = serverLimits ?? StreamLimits.Default }, new RecordingAcceptor(_ => server));
        LoopStream stream = Loop.Connect(
            new ConnectOptions
            {
                Host = "127.0.0.1",
                Port = listener.Port,
                Tls = true,
                TlsHostName = HostName,
                ExtraRoots = root is null ? null : [root],
            },
            client);
        return (client, stream);
    }

    private StreamCloseInfo Refused(X509Certificate2 leaf, X509Certificate2? root)
    {
        (RecordingHandler client, _) = Connect(leaf, root, new RecordingHandler());
        RunUntil(() => client.IsClosed, "refused");
        Assert.False(client.IsConnected);
        return client.CloseInfo!.Value;
    }
}
