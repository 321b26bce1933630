using System.Buffers.Binary;
using System.Globalization;

namespace LiveTrading.IO.Tests;

/// <summary>Many streams at once, full buffers, closes at any moment: every byte that was taken arrives, in order, and nothing is left behind.</summary>
public abstract class StressBehaviour : EventLoopBehaviour
{
    private const int Connections = 64;

    // 100,000 when asked for; a run of all tests makes fewer.
    private static readonly int _connects = int.Parse(Environment.GetEnvironmentVariable("LIVETRADING_CONNECTS") ?? "1500", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sixty_four_streams_random_sizes_pauses_and_closes_bytes_stay_in_order(int seed)
    {
        Random random = new(seed);
        List<CountingHandler> servers = [];
        using LoopListener listener = Loop.Listen(new ListenOptions(), new RecordingAcceptor(_ =>
        {
            CountingHandler server = new(random);
            servers.Add(server);
            return server;
        }));
        List<CountingHandler> clients = [];
        for (int i = 0; i < Connections; i++)
        {
            clients.Add(Dial(listener.Port, random));
        }

        RunUntil(() => servers.Count == Connections && clients.TrueForAll(c => c.Stream is not null), "all connected");
        for (int round = 0; round < 400; round++)
        {
            CountingHandler one = random.Next(2) == 0 ? clients[random.Next(Connections)] : servers[random.Next(Connections)];
            switch (random.Next(12))
            {
                case 0:
                    one.Stream!.ReceivePaused = !one.Stream.ReceivePaused;
                    break;
                case 1 when random.Next(4) == 0:
                    one.Stream!.Close(reset: random.Next(2) == 0);
                    break;
                case 2 when random.Next(8) == 0:
                    one.EndSending();
                    break;
                default:
                    one.Send(random.Next(5) == 0 ? random.Next(400_000) : random.Next(3000));
                    break;
            }

            if (random.Next(3) == 0)
            {
                Loop.RunOnce(0);
            }
        }

        foreach (CountingHandler handler in clients.Concat(servers))
        {
            handler.MayPause = false;
            handler.Stream!.ReceivePaused = false;
        }

        RunUntil(() => clients.Concat(servers).All(h => h.IsClosed || h.IsDrained), "all that was taken went out or the stream ended");
        foreach (CountingHandler handler in clients.Concat(servers))
        {
            Assert.Null(handler.Disorder);
            handler.Stream!.Close();
        }

        RunUntil(() => clients.Concat(servers).All(h => h.IsClosed), "all closed");
        RunUntil(() => HeldAfterClose() == 0, "nothing is held any more");
    }

    [Fact]
    public void Close_under_back_pressure_what_was_taken_arrives_before_the_end()
    {
        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        server.Stream!.ReceivePaused = true;
        long taken = 0;
        byte[] block = new byte[20_000];
        RunUntil(
            () =>
            {
                for (int i = 0; i < block.Length; i += 4)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(i), (int)(taken + i) / 4);
                }

                int count = client.Stream!.Offer(block) & ~3;
                taken += count;
                return count < block.Length;
            },
            "back-pressure");
        client.Stream!.Close();
        RunUntil(() => client.IsClosed, "closed here");

        server.Stream.ReceivePaused = false;
        RunUntil(() => server.ReceiveEndedCount == 1, "the end arrives");

        Assert.InRange(server.Received.Length, taken, taken + 3);
    }

    [Fact]
    public void Paused_streams_full_of_bytes_others_still_receive()
    {
        List<(RecordingHandler Client, RecordingHandler Server)> paused = [];
        for (int i = 0; i < 24; i++)
        {
            paused.Add(ConnectPair());
        }

        (RecordingHandler client, RecordingHandler server) = ConnectPair();
        byte[] block = new byte[300_000];
        foreach ((RecordingHandler sender, RecordingHandler receiver) in paused)
        {
            // Pauses with what came first still unread.
            receiver.WhenReceived = static (stream, _) =>
            {
                stream.ReceivePaused = true;
                return 0;
            };
            sender.Stream!.Offer(block);
        }

        RunUntil(() => paused.TrueForAll(p => p.Server.Stream!.ReceivePaused), "all paused");
        int sent = 0;
        RunUntil(
            () =>
            {
                sent += client.Stream!.Offer(block.AsSpan(0, 50_000));
                return sent > 2_000_000;
            },
            "sending beside them");
        RunUntil(() => server.Received.Length == sent, "everything arrived beside them");

        foreach ((_, RecordingHandler receiver) in paused)
        {
            receiver.WhenReceived = null;
            receiver.Stream!.ReceivePaused = false;
        }

        RunUntil(() => paused.TrueForAll(p => p.Server.Received.Length > 0), "the paused ones go on");
    }

    [Fact]
    public void Connects_one_after_the_other_nothing_leaks()
    {
        byte[] hello = "hello"u8.ToArray();
        using LoopListener listener = Loop.Listen(new ListenOptions(), new EchoAcceptor());
        int descriptors = 0;
        long memory = 0;
        for (int i = 0; i < _connects; i++)
        {
            RecordingHandler client = new();
            client.WhenConnected = stream => stream.Offer(hello);
            bool reset = i % 3 == 0;
            client.WhenReceived = (stream, data) =>
            {
                stream.Close(reset);
                return data.Length;
            };
            Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = listener.Port }, client);
            RunUntil(() => client.IsClosed, "closed");
            if (i == _connects / 2)
            {
                RunUntil(() => HeldAfterClose() <= 1, "the first half is gone");
                descriptors = CountDescriptors();
                memory = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        RunUntil(() => HeldAfterClose() <= 1, "the second half is gone");
        Assert.InRange(CountDescriptors(), 0, descriptors + 8);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, memory + 2_000_000);
    }

    /// <summary>Streams, and what the backend keeps for them, that are not gone.</summary>
    private protected abstract int HeldAfterClose();

    private static int CountDescriptors() =>
        OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : 0;

    private CountingHandler Dial(int port, Random random)
    {
        CountingHandler client = new(random);
        Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = port }, client);
        return client;
    }

    /// <summary>Keeps nothing of what it accepts.</summary>
    private sealed class EchoAcceptor : IStreamAcceptor
    {
        public IStreamHandler? OnAccepted(LoopStream stream) =>
            new RecordingHandler { WhenReceived = static (s, data) => s.Offer(data), WhenReceiveEnded = static s => s.Close() };
    }

    /// <summary>Sends the numbers 0, 1, 2 … and checks that it receives them so.</summary>
    private sealed class CountingHandler(Random random) : IStreamHandler
    {
        private readonly byte[] _block = new byte[64 * 1024];
        private long _position;
        private long _wanted;
        private uint _expected;
        private bool _ended;

        public LoopStream? Stream { get; private set; }

        public bool IsClosed { get; private set; }

        public bool MayPause { get; set; } = true;

        public bool IsDrained => _wanted == 0 || !Stream!.IsOpen;

        public string? Disorder { get; private set; }

        public void Send(int bytes)
        {
            if (!_ended)
            {
                _wanted += bytes & ~3;
                Pump();
            }
        }

        public void EndSending()
        {
            _ended = true;
            _wanted = 0;
            Stream!.ShutdownSend();
        }

        public void OnConnected(LoopStream stream) => Stream = stream;

        public int OnReceived(LoopStream stream, Span<byte> data)
        {
            int whole = data.Length & ~3;
            for (int i = 0; i < whole; i += 4)
            {
                uint number = BinaryPrimitives.ReadUInt32LittleEndian(data[i..]);
                if (number != _expected++)
                {
                    Disorder ??= string.Create(CultureInfo.InvariantCulture, $"{number} came where {_expected - 1} was due");
                }
            }

            if (MayPause && random.Next(200) == 0)
            {
                stream.ReceivePaused = true;
            }

            return whole;
        }

        public void OnSendReady(LoopStream stream) => Pump();

        public void OnReceiveEnded(LoopStream stream)
        {
        }

        public void OnClosed(LoopStream stream, in StreamCloseInfo info)
        {
            IsClosed = true;
            _wanted = 0;
        }

        private void Pump()
        {
            while (_wanted > 0)
            {
                int count = (int)Math.Min(_wanted, _block.Length - 4);
                int skip = (int)(_position & 3);
                long first = _position >> 2;
                for (int i = 0; i < count + 4; i += 4)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(_block.AsSpan(i), (uint)(first + (i >> 2)));
                }

                int taken = Stream!.Offer(_block.AsSpan(skip, count));
                _position += taken;
                _wanted -= taken;
                if (taken < count)
                {
                    return;
                }
            }
        }
    }
}
