namespace LiveTrading.IO.Tests;

/// <summary>Connecting, bytes, ends, closes.</summary>
public abstract class StreamBehaviour : EventLoopBehaviour
{
    [Fact]
    public void Connect_listening_both_sides_connected_and_echo_returns()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        server.WhenReceived = static (stream, data) => stream.Offer(data);

        Assert.Equal(5, client.Stream!.Offer("hello"u8));
        RunUntil(() => client.Bytes.Length == 5, "echo");

        Assert.Equal("hello"u8.ToArray(), client.Bytes);
        Assert.Equal(1, client.ConnectedCount);
        Assert.Equal(1, server.ConnectedCount);
    }

    [Fact]
    public void Connect_nothing_listens_closed_with_refused_after_the_call()
    {
        LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(static _ => null));
        int port = listener.Port;
        listener.Dispose();
        var client = new RecordingHandler();

        LoopStream stream = Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = port }, client);
        Assert.Empty(client.Events);
        RunUntil(() => client.IsClosed, "refused");

        Assert.Equal(["closed"], client.Events);
        Assert.Equal(StreamError.Refused, client.CloseInfo!.Value.Error);
        Assert.Contains($"127.0.0.1:{port}", client.CloseInfo!.Value.Text, StringComparison.Ordinal);
        Assert.False(stream.IsOpen);
    }

    [Fact]
    public void Connect_refused_by_the_acceptor_client_is_reset()
    {
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(static _ => null));
        var client = new RecordingHandler();
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);

        RunUntil(() => client.IsClosed, "reset");

        Assert.Equal(StreamError.Reset, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Close_while_connecting_closed_once_and_never_connected()
    {
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(static _ => new RecordingHandler()));
        var client = new RecordingHandler();
        LoopStream stream = Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);

        stream.Close();
        stream.Close();
        Assert.Empty(client.Events);
        RunFor(20_000_000);

        Assert.Equal(["closed"], client.Events);
        Assert.Equal(StreamError.None, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Offer_before_connected_takes_nothing()
    {
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(static _ => new RecordingHandler()));
        LoopStream stream = Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, new RecordingHandler());

        Assert.Equal(0, stream.Offer("early"u8));
        Assert.False(stream.IsOpen);
    }

    [Fact]
    public void Offer_after_close_takes_nothing()
    {
        (RecordingHandler client, _) = ConnectPair();
        client.Stream!.Close();

        Assert.Equal(0, client.Stream.Offer("late"u8));
    }

    [Fact]
    public void ShutdownSend_other_side_told_once_and_can_still_send()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        client.Stream!.Offer("last words"u8);
        client.Stream.ShutdownSend();
        client.Stream.ShutdownSend();
        Assert.Equal(0, client.Stream.Offer("more"u8));
        RunUntil(() => server.ReceiveEndedCount == 1, "the end of receiving");
        Assert.Equal("last words"u8.ToArray(), server.Bytes);

        Assert.Equal(6, server.Stream!.Offer("answer"u8));
        server.Stream.ShutdownSend();
        RunUntil(() => client.IsClosed && server.IsClosed, "both closed");

        Assert.Equal("answer"u8.ToArray(), client.Bytes);
        Assert.Equal(StreamError.RemoteClosed, client.CloseInfo!.Value.Error);
        Assert.Equal(StreamError.RemoteClosed, server.CloseInfo!.Value.Error);
        Assert.Equal(["connected", "receive ended", "closed"], server.Events);
    }

    [Fact]
    public void Close_other_side_gets_all_bytes_then_the_end()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        client.Stream!.Offer("bye"u8);
        client.Stream.Close();
        RunUntil(() => server.ReceiveEndedCount == 1, "the end");

        Assert.Equal("bye"u8.ToArray(), server.Bytes);
        Assert.Equal(["connected", "closed"], client.Events);
        Assert.Equal(StreamError.None, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Close_with_reset_other_side_closed_with_reset()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        client.Stream!.Close(reset: true);
        RunUntil(() => server.IsClosed, "reset");

        Assert.Equal(["connected", "closed"], server.Events);
        Assert.Equal(StreamError.Reset, server.CloseInfo!.Value.Error);
        Assert.NotEmpty(server.CloseInfo!.Value.Text);
    }

    [Fact]
    public void Close_with_reset_other_side_paused_told_after_the_resume()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        server.Stream!.ReceivePaused = true;
        client.Stream!.Close(reset: true);
        RunFor(20_000_000);
        server.Stream.ReceivePaused = false;
        RunUntil(() => server.IsClosed, "reset");

        Assert.Equal(StreamError.Reset, server.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Close_inside_OnReceived_closed_once_and_nothing_more_delivered()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        server.WhenReceived = static (stream, data) =>
        {
            stream.Close();
            return 1;
        };
        client.Stream!.Offer("abc"u8);
        RunUntil(() => server.IsClosed, "closed");
        RunFor(10_000_000);

        Assert.Equal(1, server.ReceivedCalls);
        Assert.Equal(1, server.ClosedCount);
    }

    [Fact]
    public void Close_inside_OnConnected_closed_once()
    {
        var server = new RecordingHandler();
        var client = new RecordingHandler { WhenConnected = static stream => stream.Close() };
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(_ => server));
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);
        RunUntil(() => client.IsClosed && server.IsConnected, "closed");

        Assert.Equal(["connected", "closed"], client.Events);
    }

    [Fact]
    public void OnReceived_part_consumed_rest_presented_again_before_newer_bytes()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        var presented = new List<string>();
        server.WhenReceived = (_, data) =>
        {
            presented.Add(System.Text.Encoding.ASCII.GetString(data));
            return Math.Min(2, data.Length);
        };
        client.Stream!.Offer("abc"u8);
        RunUntil(() => presented.Count == 1, "first");
        client.Stream.Offer("def"u8);
        RunUntil(() => presented.Count == 2, "second");

        Assert.Equal(["abc", "cdef"], presented);
    }

    [Fact]
    public void OnReceived_nothing_consumed_buffer_grows()
    {
        const int Total = 500_000;
        (RecordingHandler client, RecordingHandler server) = ConnectPair(serverLimits: new StreamLimits { ReceiveBufferBytes = 1000, MaxReceiveBufferBytes = Total });
        byte[] sent = Pattern(Total - 1);
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
        SendAll(client, sent);
        RunUntil(() => seen is not null, "all at once");

        Assert.Equal(sent, seen);
    }

    [Fact]
    public void OnReceived_nothing_consumed_at_the_limit_closed_with_buffer_full()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair(serverLimits: new StreamLimits { ReceiveBufferBytes = 1000, MaxReceiveBufferBytes = 5000 });
        int longest = 0;
        server.WhenReceived = (_, data) =>
        {
            longest = data.Length;
            return 0;
        };
        client.Stream!.Offer(Pattern(8000));
        RunUntil(() => server.IsClosed, "full");

        Assert.Equal(StreamError.BufferFull, server.CloseInfo!.Value.Error);
        Assert.Contains("5000", server.CloseInfo!.Value.Text, StringComparison.Ordinal);
        Assert.Equal(5000, longest);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void OnReceived_impossible_count_reported_and_closed(int consumed)
    {
        Exception? reported = null;
        Loop.UnhandledError = error => reported = error;
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        server.WhenReceived = (_, _) => consumed;
        client.Stream!.Offer("abc"u8);
        RunUntil(() => server.IsClosed, "closed");

        Assert.IsType<InvalidOperationException>(reported);
        Assert.Equal(StreamError.Other, server.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Offer_receiver_paused_back_pressured_then_ready_once_per_shortfall()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        server.Stream!.ReceivePaused = true;
        byte[] block = Pattern(100_000);
        long sent = 0;
        int taken;
        do
        {
            taken = client.Stream!.Offer(block);
            sent += taken;
            Assert.True(sent < 1_000_000_000, "never back-pressured");
        }
        while (taken == block.Length);

        RunFor(10_000_000);
        Assert.Equal(0, client.SendReadyCount);
        server.Stream.ReceivePaused = false;
        RunUntil(() => client.SendReadyCount > 0 && server.Received.Length == sent, "room, and all bytes there");
        RunFor(10_000_000);

        Assert.Equal(1, client.SendReadyCount);
    }

    [Fact]
    public void Offer_one_megabyte_in_random_chunks_arrives_intact()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        byte[] sent = Pattern(1024 * 1024);
        var random = new Random(5);
        server.WhenReceived = (_, data) =>
        {
            bool all = server.Received.Length + data.Length == sent.Length;
            int consumed = all ? data.Length : random.Next(0, data.Length + 1);
            server.Received.Write(data[..consumed]);
            return consumed;
        };
        int offset = 0;
        void Pump(LoopStream stream)
        {
            while (offset < sent.Length)
            {
                int length = Math.Min(random.Next(1, 20_000), sent.Length - offset);
                int taken = stream.Offer(sent.AsSpan(offset, length));
                offset += taken;
                if (taken < length)
                {
                    return;
                }
            }

            stream.ShutdownSend();
        }

        client.WhenSendReady = Pump;
        server.WhenReceiveEnded = static stream => stream.Close();
        Pump(client.Stream!);
        RunUntil(() => server.IsClosed, "the end");

        Assert.Equal(sent, server.Bytes);
    }

    [Fact]
    public void ReceivePaused_nothing_delivered_until_resumed()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        server.Stream!.ReceivePaused = true;
        client.Stream!.Offer("held"u8);
        RunFor(20_000_000);
        Assert.Empty(server.Bytes);

        server.Stream.ReceivePaused = false;
        Assert.Empty(server.Bytes);
        RunUntil(() => server.Bytes.Length == 4, "delivered");
    }

    [Fact]
    public void ReceivePaused_inside_OnReceived_rest_presented_on_resume()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        var presented = new List<string>();
        server.WhenReceived = (stream, data) =>
        {
            presented.Add(System.Text.Encoding.ASCII.GetString(data));
            stream.ReceivePaused = presented.Count == 1;
            return presented.Count == 1 ? 1 : data.Length;
        };
        client.Stream!.Offer("abc"u8);
        RunUntil(() => presented.Count == 1, "first");
        RunFor(10_000_000);
        Assert.Single(presented);

        server.Stream!.ReceivePaused = false;
        RunUntil(() => presented.Count == 2, "the rest");

        Assert.Equal(["abc", "bc"], presented);
    }

    [Fact]
    public void RequestFlush_several_times_in_one_batch_flushed_once_in_the_same_turn()
    {
        var flush = new CountingFlush();
        Loop.TryPost(
            _ =>
            {
                Loop.RequestFlush(flush);
                Loop.RequestFlush(flush);
                Assert.Equal(0, flush.Count);
            },
            null);
        Loop.RunOnce(0);
        Assert.Equal(1, flush.Count);

        Loop.RunOnce(0);
        Assert.Equal(1, flush.Count);
    }

    [Fact]
    public void RequestFlush_inside_OnReceived_flushed_after_the_read()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        var flush = new CountingFlush();
        int flushedBefore = -1;
        server.WhenReceived = (_, data) =>
        {
            Loop.RequestFlush(flush);
            flushedBefore = flush.Count;
            return data.Length;
        };
        client.Stream!.Offer("x"u8);
        RunUntil(() => flush.Count == 1, "flush");

        Assert.Equal(0, flushedBefore);
    }

    [Fact]
    public void RunOnce_both_priorities_ready_order_entry_served_first()
    {
        var served = new List<string>();
        var servers = new List<LoopStream>();
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(stream =>
        {
            servers.Add(stream);
            return new RecordingHandler();
        }));
        RecordingHandler Dial(StreamPriority priority)
        {
            int before = servers.Count;
            var handler = new RecordingHandler();
            handler.WhenReceived = (_, data) =>
            {
                served.Add(priority.ToString());
                return data.Length;
            };
            Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port, Priority = priority }, handler);
            RunUntil(() => handler.IsConnected && servers.Count > before && servers[before].IsOpen, "connected");
            return handler;
        }

        Dial(StreamPriority.MarketData);
        Dial(StreamPriority.OrderEntry);
        servers[0].Offer("market"u8);
        servers[1].Offer("order"u8);
        RunUntil(() => served.Count == 2, "both");

        Assert.Equal(["OrderEntry", "MarketData"], served);
    }

    private protected static byte[] Pattern(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static void SendAll(RecordingHandler client, byte[] bytes)
    {
        int offset = 0;
        void Pump(LoopStream stream) => offset += stream.Offer(bytes.AsSpan(offset));
        client.WhenSendReady = Pump;
        Pump(client.Stream!);
    }

    private sealed class CountingFlush : IFlushHandler
    {
        internal int Count { get; private set; }

        public void Flush() => Count++;
    }
}
