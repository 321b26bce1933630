using System.Buffers.Binary;
using LiveTrading.IO;

namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>Stands between client and server, passes TLS records on, one piece a turn, and does the plan's wrong to one of them.</summary>
internal sealed class TlsMiddle : IStreamAcceptor
{
    private const int HeaderBytes = 5;

    private readonly TlsPlan _plan;
    private readonly Random _random;
    private readonly EventLoop _loop;
    private readonly int _serverPort;
    private readonly Way _toServer;
    private readonly Way _toClient;

    public TlsMiddle(EventLoop loop, int serverPort, TlsPlan plan)
    {
        _loop = loop;
        _serverPort = serverPort;
        _plan = plan;
        _random = new Random(plan.Seed);
        _toServer = new Way(this, plan.TowardsUs != plan.OursIsClient);
        _toClient = new Way(this, plan.TowardsUs == plan.OursIsClient);
        _toServer.Other = _toClient;
        _toClient.Other = _toServer;
    }

    /// <summary>Changes whenever bytes move.</summary>
    public long Moved { get; private set; }

    public IStreamHandler? OnAccepted(LoopStream stream)
    {
        _loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = _serverPort }, _toClient);
        return _toServer;
    }

    /// <summary>Passes one piece on in each direction.</summary>
    public void Pump()
    {
        _toServer.Pump();
        _toClient.Pump();
    }

    /// <summary>Ends both connections.</summary>
    public void End()
    {
        _toServer.Source?.Close();
        _toClient.Source?.Close();
    }

    /// <summary>Reads from one side what the other shall get.</summary>
    private sealed class Way(TlsMiddle middle, bool isMangled) : IStreamHandler
    {
        private readonly List<byte> _received = [];
        private readonly Queue<byte[]> _pieces = [];
        private byte[]? _held;
        private int _records;
        private int _sent;
        private bool _ended;

        public Way Other { get; set; } = null!;

        public LoopStream? Source { get; private set; }

        public void OnConnected(LoopStream stream) => Source = stream;

        public int OnReceived(LoopStream stream, Span<byte> data)
        {
            middle.Moved += data.Length;
            _received.AddRange(data);
            while (_received.Count >= HeaderBytes)
            {
                int length = HeaderBytes + BinaryPrimitives.ReadUInt16BigEndian([_received[3], _received[4]]);
                if (_received.Count < length)
                    break;
                byte[] record = [.. _received.Take(length)];
                _received.RemoveRange(0, length);
                Take(record);
            }
            return data.Length;
        }

        public void Pump()
        {
            if (Other.Source is not { } target)
                return;
            if (_pieces.TryPeek(out byte[]? piece))
            {
                int taken = target.Offer(piece.AsSpan(_sent));
                middle.Moved += taken;
                _sent += taken;
                if (_sent == piece.Length)
                {
                    _sent = 0;
                    _pieces.Dequeue();
                }
            }
            else if (_ended)
            {
                _ended = false;
                target.ShutdownSend();
            }
        }

        public void OnSendReady(LoopStream stream)
        {
        }

        public void OnReceiveEnded(LoopStream stream) => _ended = true;

        public void OnClosed(LoopStream stream, in StreamCloseInfo info)
        {
            Source = null;
            middle.Moved++;
            Other.Source?.Close(reset: info.Error == StreamError.Reset);
        }

        private void Take(byte[] record)
        {
            TlsPlan plan = middle._plan;
            int number = _records++;
            if (!isMangled || number != plan.Record)
            {
                Add([record]);
                if (_held is { } held)
                {
                    _held = null;
                    Add([held]);
                }
            }
            else if (plan.Wrong == TlsWrong.Swap)
            {
                _held = record;
            }
            else if (plan.Wrong is TlsWrong.End or TlsWrong.Reset)
            {
                Other.Source?.Offer(TlsPlan.Begin(record, middle._random));
                Other.Source?.Close(plan.Wrong == TlsWrong.Reset);
                Source?.Close(plan.Wrong == TlsWrong.Reset);
            }
            else
            {
                Add(plan.Apply(record, middle._random));
            }
        }

        private void Add(List<byte[]> pieces)
        {
            foreach (byte[] piece in pieces)
            {
                if (piece.Length > 0)
                    _pieces.Enqueue(piece);
            }
        }
    }
}
