using LiveTrading.IO.Simulated;

namespace LiveTrading.IO.Tests.Simulated;

/// <summary>What only the simulated network does.</summary>
public sealed class SimulatedFaultTests
{
    private const long Milli = 1_000_000;

    [Fact]
    public void Offer_arrives_after_exactly_the_delay()
    {
        using var loop = new SimulatedEventLoop(new SimulatedLoopOptions { Link = new SimulatedLink { DelayNanos = 7 * Milli } });
        (RecordingHandler client, RecordingHandler server, _) = Pair(loop);
        long arrived = 0;
        server.WhenReceived = (_, data) =>
        {
            arrived = loop.MonotonicNanos;
            return data.Length;
        };
        long sent = loop.MonotonicNanos;
        client.Stream!.Offer("x"u8);
        loop.RunFor(10 * Milli);

        Assert.Equal(sent + (7 * Milli), arrived);
    }

    [Fact]
    public void Connect_silent_place_times_out_at_the_time_out()
    {
        using var loop = new SimulatedEventLoop();
        loop.Network.SetReachability("venue.test", 443, SimulatedReachability.Silent);
        var client = new RecordingHandler();
        loop.Connect(new ConnectOptions { Host = "venue.test", Port = 443, Timeout = TimeSpan.FromSeconds(3) }, client);
        loop.RunFor((3_000 * Milli) - 1);
        Assert.Empty(client.Events);
        loop.RunFor(1);

        Assert.Equal(StreamError.TimedOut, client.CloseInfo!.Value.Error);
    }

    [Theory]
    [InlineData(SimulatedReachability.Refused, StreamError.Refused)]
    [InlineData(SimulatedReachability.Unreachable, StreamError.Unreachable)]
    [InlineData(SimulatedReachability.Unresolvable, StreamError.NameResolution)]
    public void Connect_unreachable_place_closed_with_the_cause(SimulatedReachability reachability, StreamError expected)
    {
        using var loop = new SimulatedEventLoop();
        using LoopListener listener = loop.Listen(new ListenOptions { Port = 443 }, new RecordingAcceptor(static _ => new RecordingHandler()));
        loop.Network.SetReachability("venue.test", 443, reachability);
        var client = new RecordingHandler();
        loop.Connect(new ConnectOptions { Host = "VENUE.test", Port = 443 }, client);
        Assert.True(loop.RunUntilIdle());

        Assert.Equal(["closed"], client.Events);
        Assert.Equal(expected, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Connect_tls_by_host_name_reaches_the_listener_plain()
    {
        using var loop = new SimulatedEventLoop();
        using LoopListener listener = loop.Listen(new ListenOptions { Port = 443 }, new RecordingAcceptor(static _ => new RecordingHandler()));
        var client = new RecordingHandler();
        loop.Connect(new ConnectOptions { Host = "stream.venue.test", Port = 443, Tls = true }, client);
        loop.RunUntilIdle();

        Assert.True(client.IsConnected);
    }

    [Fact]
    public void Connect_with_a_proxy_throws()
    {
        using var loop = new SimulatedEventLoop();

        Assert.Throws<ArgumentException>(() => loop.Connect(new ConnectOptions { Host = "h", Port = 1, Proxy = new Uri("http://p:1") }, new RecordingHandler()));
    }

    [Fact]
    public void MaxReadBytes_one_every_byte_delivered_alone()
    {
        using var loop = new SimulatedEventLoop(new SimulatedLoopOptions { Link = new SimulatedLink { MaxReadBytes = 1 } });
        (RecordingHandler client, RecordingHandler server, _) = Pair(loop);
        var lengths = new List<int>();
        server.WhenReceived = (_, data) =>
        {
            lengths.Add(data.Length);
            server.Received.Write(data);
            return data.Length;
        };
        client.Stream!.Offer("abcdef"u8);
        loop.RunUntilIdle();

        Assert.Equal([1, 1, 1, 1, 1, 1], lengths);
        Assert.Equal("abcdef"u8.ToArray(), server.Bytes);
    }

    [Fact]
    public void RandomSplit_partial_writes_and_reads_all_arrive_in_order()
    {
        using var loop = new SimulatedEventLoop(new SimulatedLoopOptions
        {
            Seed = 42,
            Link = new SimulatedLink { MaxReadBytes = 100, MaxWriteBytes = 1000, RandomSplit = true, JitterNanos = 5 * Milli, WindowBytes = 3000 },
        });
        (RecordingHandler client, RecordingHandler server, _) = Pair(loop);
        byte[] sent = new byte[100_000];
        new Random(1).NextBytes(sent);
        int offset = 0;
        void Pump(LoopStream stream) => offset += stream.Offer(sent.AsSpan(offset));
        client.WhenSendReady = Pump;
        Pump(client.Stream!);
        Assert.InRange(offset, 1, 1000);
        loop.RunUntil(() => server.Received.Length == sent.Length);

        Assert.Equal(sent, server.Bytes);
        Assert.True(server.ReceivedCalls > 1000);
    }

    [Fact]
    public void WindowBytes_paused_receiver_takes_exactly_the_window()
    {
        using var loop = new SimulatedEventLoop(new SimulatedLoopOptions { Link = new SimulatedLink { WindowBytes = 1000 } });
        (RecordingHandler client, RecordingHandler server, _) = Pair(loop);
        server.Stream!.ReceivePaused = true;
        Assert.Equal(1000, client.Stream!.Offer(new byte[1500]));
        loop.RunUntilIdle();
        Assert.Equal(0, client.SendReadyCount);

        server.Stream.ReceivePaused = false;
        loop.RunUntilIdle();

        Assert.Equal(1, client.SendReadyCount);
        Assert.Equal(500, client.Stream.Offer(new byte[500]));
    }

    [Fact]
    public void Sever_nothing_arrives_and_nobody_is_told()
    {
        using var loop = new SimulatedEventLoop();
        (RecordingHandler client, RecordingHandler server, SimulatedConnection connection) = Pair(loop);
        connection.Sever();
        client.Stream!.Offer("lost"u8);
        client.Stream.Close();
        loop.RunFor(3_600_000 * Milli);

        Assert.Equal(["connected"], server.Events);
        Assert.Empty(server.Bytes);
        Assert.Equal(["connected", "closed"], client.Events);
    }

    [Fact]
    public void Sever_before_the_answer_is_back_times_out()
    {
        using var loop = new SimulatedEventLoop();
        loop.Listen(new ListenOptions { Port = 443 }, new RecordingAcceptor(_ => new RecordingHandler()));
        var client = new RecordingHandler();
        loop.Connect(new ConnectOptions { Host = "venue.test", Port = 443, Timeout = TimeSpan.FromSeconds(3) }, client);
        loop.RunUntil(() => loop.Network.Connections.Count == 1);
        loop.Network.Connections[0].Sever();
        loop.RunFor(3_000 * Milli);

        Assert.Equal(StreamError.TimedOut, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Reset_both_sides_closed_with_reset()
    {
        using var loop = new SimulatedEventLoop();
        (RecordingHandler client, RecordingHandler server, SimulatedConnection connection) = Pair(loop);
        connection.Reset();
        loop.RunUntilIdle();

        Assert.Equal(StreamError.Reset, client.CloseInfo!.Value.Error);
        Assert.Equal(StreamError.Reset, server.CloseInfo!.Value.Error);
        Assert.Empty(loop.Network.Connections);
        Assert.False(connection.IsOpen);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(10)]
    public void ResetAfter_exactly_so_many_bytes_delivered_then_reset(int bytes)
    {
        using var loop = new SimulatedEventLoop();
        (RecordingHandler client, RecordingHandler server, SimulatedConnection connection) = Pair(loop);
        connection.ResetAfter(up: true, bytes);
        client.Stream!.Offer("abc"u8);
        client.Stream.Offer("defghijkl"u8);
        loop.RunUntilIdle();

        Assert.Equal("abcdefghijkl"u8[..bytes].ToArray(), server.Bytes);
        Assert.Equal(StreamError.Reset, server.CloseInfo!.Value.Error);
        Assert.Equal(StreamError.Reset, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Hold_bytes_and_end_kept_back_until_released()
    {
        using var loop = new SimulatedEventLoop();
        (RecordingHandler client, RecordingHandler server, SimulatedConnection connection) = Pair(loop);
        connection.Hold(up: true);
        client.Stream!.Offer("later"u8);
        client.Stream.ShutdownSend();
        loop.RunFor(1000 * Milli);
        Assert.Empty(server.Bytes);
        Assert.Equal(0, server.ReceiveEndedCount);

        connection.Release(up: true);
        loop.RunUntilIdle();

        Assert.Equal("later"u8.ToArray(), server.Bytes);
        Assert.Equal(1, server.ReceiveEndedCount);
    }

    [Fact]
    public void SetLink_one_direction_only_that_one_changes()
    {
        using var loop = new SimulatedEventLoop();
        (RecordingHandler client, RecordingHandler server, SimulatedConnection connection) = Pair(loop);
        connection.SetLink(up: true, new SimulatedLink { DelayNanos = 50 * Milli });
        client.Stream!.Offer("up"u8);
        server.Stream!.Offer("down"u8);
        loop.RunFor(10 * Milli);

        Assert.Equal(4, client.Bytes.Length);
        Assert.Empty(server.Bytes);
        Assert.Equal(4, connection.BytesDown);
        Assert.Equal(0, connection.BytesUp);
    }

    [Fact]
    public void Close_with_unread_bytes_other_side_is_reset()
    {
        using var loop = new SimulatedEventLoop();
        (RecordingHandler client, RecordingHandler server, _) = Pair(loop);
        server.Stream!.ReceivePaused = true;
        client.Stream!.Offer("unread"u8);
        loop.RunUntilIdle();
        server.Stream.Close();
        loop.RunUntilIdle();

        Assert.Equal(StreamError.Reset, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Offer_to_a_closed_side_sender_is_reset()
    {
        using var loop = new SimulatedEventLoop();
        (RecordingHandler client, RecordingHandler server, _) = Pair(loop);
        server.Stream!.Close();
        client.Stream!.Offer("too late"u8);
        loop.RunUntilIdle();

        Assert.Equal(StreamError.Reset, client.CloseInfo!.Value.Error);
    }

    [Fact]
    public void Same_seed_same_trace_other_seed_another()
    {
        Assert.Equal(Trace(5), Trace(5));
        Assert.NotEqual(Trace(5), Trace(6));
    }

    [Fact]
    public void JitterNanos_two_connections_overtake_each_other_but_never_within_one()
    {
        using var loop = new SimulatedEventLoop(new SimulatedLoopOptions { Seed = 3, Link = new SimulatedLink { JitterNanos = 20 * Milli } });
        var order = new List<(int Connection, int Number)>();
        var clients = new List<RecordingHandler>();
        for (int c = 0; c < 2; c++)
        {
            int connection = c;
            (RecordingHandler client, RecordingHandler server, _) = Pair(loop);
            server.WhenReceived = (_, data) =>
            {
                foreach (byte number in data)
                {
                    order.Add((connection, number));
                }

                return data.Length;
            };
            clients.Add(client);
        }

        for (byte i = 0; i < 20; i++)
        {
            clients[0].Stream!.Offer([i]);
            clients[1].Stream!.Offer([i]);
        }

        loop.RunUntilIdle();

        Assert.Equal(Enumerable.Range(0, 20), order.Where(static entry => entry.Connection == 0).Select(static entry => entry.Number));
        Assert.Equal(Enumerable.Range(0, 20), order.Where(static entry => entry.Connection == 1).Select(static entry => entry.Number));
        Assert.Contains(order.Zip(order.Skip(1)), static pair => pair.First.Number > pair.Second.Number);
    }

    [Fact]
    public void StepWallClock_wall_moves_monotonic_does_not()
    {
        using var loop = new SimulatedEventLoop(new SimulatedLoopOptions { StartWallNanos = 1_000_000 });
        loop.RunFor(500);
        loop.StepWallClock(-900_000);

        Assert.Equal(100_500, loop.WallNanos);
        Assert.Equal(500, loop.MonotonicNanos);
    }

    [Fact]
    public void RunFor_moves_time_exactly_and_fires_each_tick_on_time()
    {
        using var loop = new SimulatedEventLoop();
        var fired = new List<long>();
        loop.CreateTimer(_ => fired.Add(loop.MonotonicNanos)).Start(30, 30);
        loop.RunFor(100);

        Assert.Equal([30, 60, 90], fired);
        Assert.Equal(100, loop.MonotonicNanos);
    }

    [Fact]
    public void AdvanceTo_the_past_throws()
    {
        using var loop = new SimulatedEventLoop();
        loop.RunFor(10);

        Assert.Throws<ArgumentOutOfRangeException>(() => loop.AdvanceTo(9));
    }

    [Fact]
    public void RunFor_timer_that_restarts_itself_without_delay_throws_instead_of_hanging()
    {
        using var loop = new SimulatedEventLoop();
        loop.CreateTimer(static timer => timer.Start(0)).Start(0);

        Assert.Throws<InvalidOperationException>(() => loop.RunFor(1));
    }

    [Fact]
    public void RunUntil_stopped_returns_and_the_next_call_goes_on()
    {
        using var loop = new SimulatedEventLoop();
        int ticks = 0;
        loop.CreateTimer(_ =>
        {
            ticks++;
            loop.Stop();
        }).Start(10, 10);

        Assert.False(loop.RunUntil(() => ticks == 2));
        Assert.Equal(10, loop.MonotonicNanos);
        Assert.True(loop.RunUntil(() => ticks == 2));
    }

    [Fact]
    public void RunUntilIdle_periodic_timer_returns_false_at_the_limit()
    {
        using var loop = new SimulatedEventLoop();
        loop.CreateTimer(static _ => { }).Start(Milli, Milli);

        Assert.False(loop.RunUntilIdle(10 * Milli));
        Assert.InRange(loop.MonotonicNanos, 9 * Milli, 10 * Milli);
    }

    private static string Trace(ulong seed)
    {
        using var loop = new SimulatedEventLoop(new SimulatedLoopOptions
        {
            Seed = seed,
            Link = new SimulatedLink { JitterNanos = Milli, MaxReadBytes = 50, MaxWriteBytes = 70, RandomSplit = true },
        });
        var trace = new System.Text.StringBuilder();
        (RecordingHandler client, RecordingHandler server, _) = Pair(loop);
        server.WhenReceived = (_, data) =>
        {
            trace.Append(loop.MonotonicNanos).Append(':').Append(data.Length).Append(' ');
            return data.Length;
        };
        int left = 1000;
        void Pump(LoopStream stream) => left -= stream.Offer(new byte[left]);
        client.WhenSendReady = Pump;
        Pump(client.Stream!);
        loop.RunUntilIdle();
        Assert.Equal(0, left);
        return trace.ToString();
    }

    private static (RecordingHandler Client, RecordingHandler Server, SimulatedConnection Connection) Pair(SimulatedEventLoop loop)
    {
        var server = new RecordingHandler();
        var client = new RecordingHandler();
        using LoopListener listener = loop.Listen(new ListenOptions(), new RecordingAcceptor(_ => server));
        loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);
        Assert.True(loop.RunUntil(() => client.IsConnected && server.IsConnected));
        return (client, server, loop.Network.Connections[^1]);
    }
}
