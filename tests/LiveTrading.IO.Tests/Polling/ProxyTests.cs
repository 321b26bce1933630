using System.Text;

namespace LiveTrading.IO.Tests.Polling;

/// <summary>HTTP CONNECT and name resolution, over real sockets.</summary>
public sealed class ProxyTests : EventLoopBehaviour
{
    [Fact]
    public void Connect_through_a_proxy_sends_the_request_and_passes_on_what_follows()
    {
        var proxy = new RecordingHandler();
        proxy.WhenReceived = (stream, data) =>
        {
            proxy.Received.Write(data);
            if (Encoding.ASCII.GetString(proxy.Bytes).EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                stream.Offer("HTTP/1.1 200 OK\r\nX: y\r\n\r\nfirst"u8);
            }

            return data.Length;
        };
        RecordingHandler client = Dial(proxy, "http://user:p%40ss@127.0.0.1:");

        RunUntil(() => client.Bytes.Length == 5, "bytes after the answer");

        Assert.Equal("first"u8.ToArray(), client.Bytes);
        string credentials = Convert.ToBase64String("user:p@ss"u8);
        Assert.Equal($"CONNECT venue.test:443 HTTP/1.1\r\nHost: venue.test:443\r\nProxy-Authorization: Basic {credentials}\r\n\r\n", Encoding.ASCII.GetString(proxy.Bytes));
    }

    [Fact]
    public void Connect_proxy_answers_byte_by_byte_connected()
    {
        byte[] answer = "HTTP/1.0 200 Connection established\r\n\r\n"u8.ToArray();
        var proxy = new RecordingHandler();
        RecordingHandler client = Dial(proxy, "http://127.0.0.1:");
        RunUntil(() => proxy.Bytes.Length > 0, "request");
        foreach (byte one in answer)
        {
            Assert.False(client.IsConnected);
            proxy.Stream!.Offer([one]);
            Loop.RunOnce(1_000_000);
            Loop.RunOnce(0);
        }

        RunUntil(() => client.IsConnected, "connected");
    }

    [Theory]
    [InlineData("407 Proxy Authentication Required")]
    [InlineData("403 Forbidden")]
    [InlineData("502 Bad Gateway")]
    public void Connect_proxy_refuses_closed_with_its_answer_and_without_credentials(string status)
    {
        var proxy = new RecordingHandler { WhenReceived = (stream, data) => Answer(stream, data, $"HTTP/1.1 {status}\r\nContent-Length: 3\r\n\r\nno\n") };
        RecordingHandler client = Dial(proxy, "http://user:secret@127.0.0.1:");

        RunUntil(() => client.IsClosed, "refused");

        Assert.Equal(StreamError.Proxy, client.CloseInfo!.Value.Error);
        Assert.Contains($"it answered 'HTTP/1.1 {status}'", client.CloseInfo!.Value.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", client.CloseInfo!.Value.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("HTTP/1.1 2\r\n\r\n")]
    [InlineData("HTTP/1.1\t200 OK\r\n\r\n")]
    public void Connect_proxy_answers_nonsense_closed_with_proxy_error(string answer)
    {
        var proxy = new RecordingHandler { WhenReceived = (stream, data) => Answer(stream, data, answer) };
        RecordingHandler client = Dial(proxy, "http://127.0.0.1:");

        RunUntil(() => client.IsClosed, "refused");

        Assert.Equal(StreamError.Proxy, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Connect_proxy_answers_without_end_closed_with_proxy_error()
    {
        var proxy = new RecordingHandler { WhenReceived = static (stream, data) => Answer(stream, data, new string('x', 20_000)) };
        RecordingHandler client = Dial(proxy, "http://127.0.0.1:");

        RunUntil(() => client.IsClosed, "refused");

        Assert.Equal(StreamError.Proxy, client.CloseInfo!.Value.Error);
        Assert.Contains("longer than", client.CloseInfo!.Value.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_proxy_closes_closed_with_proxy_error()
    {
        var proxy = new RecordingHandler { WhenReceived = static (stream, data) => Answer(stream, data, null) };
        RecordingHandler client = Dial(proxy, "http://127.0.0.1:");

        RunUntil(() => client.IsClosed, "refused");

        Assert.Equal(StreamError.Proxy, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Connect_proxy_says_nothing_closed_with_time_out()
    {
        RecordingHandler client = Dial(new RecordingHandler(), "http://127.0.0.1:", TimeSpan.FromMilliseconds(50));

        RunUntil(() => client.IsClosed, "timed out");

        Assert.Equal(StreamError.TimedOut, client.CloseInfo!.Value.Error);
        Assert.Contains("0.05 s", client.CloseInfo!.Value.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://127.0.0.1:1")]
    [InlineData("socks5://127.0.0.1:1")]
    public void Connect_proxy_of_another_kind_throws(string proxy) =>
        Assert.Throws<ArgumentException>(() => Loop.Connect(new ConnectOptions { Host = "h", Port = 1, Proxy = new Uri(proxy) }, new RecordingHandler()));

    [Fact]
    public void Connect_by_name_falls_back_to_the_address_that_listens()
    {
        // localhost is ::1 as well as 127.0.0.1 on most systems; only the latter listens.
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(static _ => new RecordingHandler()));
        var client = new RecordingHandler();
        Loop.Connect(new ConnectOptions { Host = "localhost", Port = listener.Port }, client);

        RunUntil(() => client.IsConnected || client.IsClosed, "connected");

        Assert.Null(client.CloseInfo);
    }

    [Theory]
    [InlineData("does-not-exist.invalid")]
    [InlineData("bad name with spaces")]
    public void Connect_name_does_not_resolve_closed_saying_so(string host)
    {
        var client = new RecordingHandler();
        Loop.Connect(new ConnectOptions { Host = host, Port = 1 }, client);

        RunUntil(() => client.IsClosed, "closed");

        Assert.Equal(StreamError.NameResolution, client.CloseInfo!.Value.Error);
        Assert.Contains(host, client.CloseInfo!.Value.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_name_longer_than_dns_allows_closed_saying_so()
    {
        var client = new RecordingHandler();
        Loop.Connect(new ConnectOptions { Host = new string('a', 300), Port = 1 }, client);

        RunUntil(() => client.IsClosed, "closed");

        Assert.Equal(StreamError.NameResolution, client.CloseInfo!.Value.Error);
    }

    private protected override EventLoop CreateLoop() => EventLoops.Create();

    private static int Answer(LoopStream stream, Span<byte> data, string? answer)
    {
        if (answer is null)
        {
            stream.Close();
        }
        else
        {
            stream.Offer(Encoding.ASCII.GetBytes(answer));
        }

        return data.Length;
    }

    private RecordingHandler Dial(RecordingHandler proxy, string uriStart, TimeSpan? timeout = null)
    {
        LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(_ => proxy));
        var client = new RecordingHandler();
        Loop.Connect(
            new ConnectOptions
            {
                Host = "venue.test",
                Port = 443,
                Proxy = new Uri(uriStart + listener.Port.ToString(null, null)),
                Timeout = timeout ?? TimeSpan.FromSeconds(10),
            },
            client);
        return client;
    }
}
