namespace LiveTrading.IO.Tests;

/// <summary>Listeners, throwing handlers, disposal, leaks.</summary>
public abstract class LifetimeBehaviour : EventLoopBehaviour
{
    [Fact]
    public void Listen_port_in_use_error_names_the_port_and_the_cause()
    {
        using LoopListener first = Loop.Listen(new ListenOptions(), new RecordingAcceptor(static _ => null));

        LoopIOException error = Assert.Throws<LoopIOException>(() => Loop.Listen(new ListenOptions { Port = first.Port }, new RecordingAcceptor(static _ => null)));

        Assert.Contains(first.Port.ToString(null, null), error.Message, StringComparison.Ordinal);
        Assert.Contains("in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Listen_disposed_accepted_streams_live_on()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        client.Stream!.Offer("still here"u8);

        RunUntil(() => server.Bytes.Length == 10, "bytes after the listener's end");
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("host", 0)]
    [InlineData("host", 65_536)]
    public void Connect_bad_option_throws(string host, int port) =>
        Assert.ThrowsAny<ArgumentException>(() => Loop.Connect(new ConnectOptions { Host = host, Port = port }, new RecordingHandler()));

    [Fact]
    public void Connect_bad_limits_throws() =>
        Assert.ThrowsAny<ArgumentException>(() => Loop.Connect(
            new ConnectOptions { Host = "127.0.0.1", Port = 1, Limits = new StreamLimits { ReceiveBufferBytes = 10, MaxReceiveBufferBytes = 9 } },
            new RecordingHandler()));

    [Fact]
    public void OnReceived_throws_reported_stream_closed_and_others_go_on()
    {
        var reported = new List<Exception>();
        Loop.UnhandledError = reported.Add;
        (RecordingHandler badClient, RecordingHandler bad) = ConnectPair();
        (RecordingHandler goodClient, RecordingHandler good) = ConnectPair();
        bad.WhenReceived = static (_, _) => throw new FormatException("boom");
        badClient.Stream!.Offer("x"u8);
        goodClient.Stream!.Offer("y"u8);
        RunUntil(() => bad.IsClosed && good.Bytes.Length == 1, "one closed, one served");

        Assert.Equal("boom", Assert.Single(reported).Message);
        Assert.Equal(StreamError.Other, bad.CloseInfo!.Value.Error);
        Assert.False(good.IsClosed);
    }

    [Fact]
    public void OnClosed_throws_reported()
    {
        var reported = new List<Exception>();
        Loop.UnhandledError = reported.Add;
        (RecordingHandler client, _) = ConnectPair();
        client.WhenClosed = static _ => throw new FormatException("boom");
        client.Stream!.Close();
        RunUntil(() => client.IsClosed, "closed");

        Assert.Single(reported);
    }

    [Fact]
    public void OnAccepted_throws_reported_and_the_client_is_refused()
    {
        var reported = new List<Exception>();
        Loop.UnhandledError = reported.Add;
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(static _ => throw new FormatException("boom")));
        var client = new RecordingHandler();
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);
        RunUntil(() => client.IsClosed, "refused");

        Assert.Equal("boom", Assert.Single(reported).Message);
    }

    [Fact]
    public void Dispose_with_open_streams_no_completions_and_posts_refused()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        Loop.Listen(new ListenOptions(), new RecordingAcceptor(static _ => null));
        Loop.TryPost(static _ => throw new InvalidOperationException("dropped work ran"), null);
        Loop.Dispose();
        Loop.Dispose();

        Assert.Equal(["connected"], client.Events);
        Assert.Equal(["connected"], server.Events);
        Assert.False(client.Stream!.IsOpen);
        Assert.Equal(0, client.Stream.Offer("x"u8));
        Assert.False(Loop.TryPost(static _ => { }, null));
        Assert.Throws<ObjectDisposedException>(() => Loop.RunOnce(0));
        Assert.Throws<ObjectDisposedException>(Loop.Run);
    }

    [Fact]
    public void Connect_a_thousand_times_nothing_is_left()
    {
        var server = new RecordingHandler { WhenReceiveEnded = static stream => stream.Close() };
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(_ => server));
        void Once()
        {
            var client = new RecordingHandler { WhenConnected = static stream => stream.Close() };
            int closed = server.ClosedCount;
            Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);
            RunUntil(() => client.IsClosed && server.ClosedCount > closed, "closed on both sides");
        }

        Once();
        int before = OpenStreams();
        for (int i = 0; i < 1000; i++)
        {
            Once();
        }

        Assert.Equal(0, OpenStreams());
        Assert.Equal(0, before);
        Assert.Equal(1001, server.ClosedCount);
    }

    [Fact]
    public void OnReceived_steady_state_allocates_nothing()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
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

    /// <summary>Streams the backend still knows.</summary>
    private protected abstract int OpenStreams();
}
