using LiveTrading.IO.Polling;
using LiveTrading.IO.Uring;

namespace LiveTrading.IO.Tests.Uring;

/// <summary>What io_uring promises beyond the shared behaviour.</summary>
public sealed class UringLoopTests : EventLoopBehaviour
{
    private UringPoller Poller => (UringPoller)((PolledEventLoop)Loop).Poller;

    private protected override EventLoop CreateLoop() => UringLoops.Create();

    [Fact]
    public void Echo_back_and_forth_costs_one_system_call_a_turn()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        server.WhenReceived = static (stream, data) => stream.Offer(data);
        int echoes = 0;
        client.WhenReceived = (stream, data) =>
        {
            echoes++;
            return stream.Offer(data);
        };
        client.Stream!.Offer("ping"u8);
        RunUntil(() => echoes > 10, "warm");
        long before = Poller.Enters;
        int turns = 0;
        int first = echoes;
        while (echoes < first + 1000)
        {
            Loop.RunOnce(1_000_000_000);
            turns++;
        }

        Assert.InRange(Poller.Enters - before, 1, turns);
    }

    [Fact]
    public void Sends_of_many_streams_in_one_turn_go_with_one_system_call()
    {
        List<(RecordingHandler Client, RecordingHandler Server)> pairs = [];
        for (int i = 0; i < 32; i++)
        {
            pairs.Add(ConnectPair());
        }

        Loop.RunOnce(0);
        foreach ((RecordingHandler client, _) in pairs)
        {
            client.Stream!.Offer("one "u8);
            client.Stream.Offer("two"u8);
        }

        long before = Poller.Enters;
        Loop.RunOnce(0);

        Assert.Equal(1, Poller.Enters - before);
        RunUntil(() => pairs.TrueForAll(p => p.Server.Received.Length == 7), "all arrived");
    }

    [Fact]
    public void Message_cut_by_the_end_of_a_block_is_presented_whole()
    {
        const int MessageBytes = 1000;
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        int messages = 0;
        bool intact = true;
        server.WhenReceived = (_, data) =>
        {
            int used = 0;
            while (data.Length - used >= MessageBytes)
            {
                foreach (byte value in data.Slice(used, MessageBytes))
                {
                    intact &= value == (byte)messages;
                }

                messages++;
                used += MessageBytes;
            }

            return used;
        };
        byte[] all = new byte[2_000 * MessageBytes];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = (byte)(i / MessageBytes);
        }

        int sent = 0;
        RunUntil(
            () =>
            {
                sent += client.Stream!.Offer(all.AsSpan(sent));
                return messages == 2_000;
            },
            "all messages");

        Assert.True(intact);
    }

    [Fact]
    public void Dispose_inside_OnReceived_bytes_stay_readable_until_it_returns()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        byte[]? seen = null;
        server.WhenReceived = (_, data) =>
        {
            Loop.Dispose();
            seen = data.ToArray();
            return data.Length;
        };
        client.Stream!.Offer("still here"u8);
        while (seen is null)
        {
            Loop.RunOnce(1_000_000_000);
        }

        Assert.Equal("still here"u8.ToArray(), seen);
        Assert.Throws<ObjectDisposedException>(() => Loop.RunOnce(0));
    }

    [Fact]
    public void Dispose_what_was_taken_is_sent()
    {
        using EventLoop other = EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.Epoll });
        RecordingHandler server = new();
        using LoopListener listener = other.Listen(new ListenOptions(), new RecordingAcceptor(_ => server));
        RecordingHandler client = new();
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);
        for (int i = 0; i < 10_000 && !(client.IsConnected && server.IsConnected); i++)
        {
            Loop.RunOnce(1_000_000);
            other.RunOnce(1_000_000);
        }

        client.Stream!.Offer("last words"u8);
        Loop.Dispose();
        for (int i = 0; i < 10_000 && server.ReceiveEndedCount == 0; i++)
        {
            other.RunOnce(1_000_000);
        }

        Assert.Equal("last words"u8.ToArray(), server.Bytes);
    }

    [Fact]
    public void RunOnce_on_another_thread_says_whose_the_loop_is()
    {
        Loop.RunOnce(0);
        Exception? thrown = null;
        Thread other = new(() => thrown = Record.Exception(() => Loop.RunOnce(1_000_000)));
        other.Start();
        other.Join();

        Assert.Contains("thread of its first turn", Assert.IsType<InvalidOperationException>(thrown).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(22, 0)]
    [InlineData(9, 0)]
    [InlineData(12, 8)]
    [InlineData(4, 8)]
    public void Poll_that_fails_is_told_to_its_owner_and_not_armed_for_ever(int error, int again)
    {
        using System.Net.Sockets.Socket socket = new(System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        PollEntry entry = new(new Nobody(), socket, Interest.Read);
        Poller.Add(entry);
        ReadyEntries ready = new();
        int tries = 0;
        while (ready.IsEmpty && tries < 100)
        {
            Poller.OnPolled(entry, -error, ready);
            tries++;
        }

        Assert.Equal((Interest.Failed, again), (entry.Found, tries - 1));
        Poller.Remove(entry);
    }

    [Fact]
    public void Listener_whose_port_cannot_be_watched_says_so_and_goes_on()
    {
        List<Exception> errors = [];
        Loop.UnhandledError = errors.Add;
        RecordingHandler server = new();
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(_ => server));
        ((IPolled)listener).Serve(Interest.Failed);
        Assert.Contains("cannot be watched", Assert.Single(errors).Message, StringComparison.Ordinal);
        RecordingHandler client = new();
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);
        RunUntil(() => server.IsConnected, "taken after the pause");
    }

    [Theory]
    [InlineData(38, "seccomp")]
    [InlineData(1, "io_uring")]
    [InlineData(22, "Linux 6.1")]
    [InlineData(12, "ulimit -l")]
    [InlineData(24, "refused")]
    public void Refusal_names_the_likely_cause(int error, string expected) =>
        Assert.Contains(expected, RingRefusal.Explain(error), StringComparison.Ordinal);

    private sealed class Nobody : IPolled
    {
        public StreamPriority Priority => StreamPriority.MarketData;

        public void Serve(Interest found)
        {
        }
    }
}
