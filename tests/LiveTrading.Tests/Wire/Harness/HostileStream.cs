using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LiveTrading.IO;

namespace LiveTrading.Tests.Wire.Harness;

/// <summary>A market stream server that answers in bytes as a test tells it. By default it behaves: it upgrades and confirms subscriptions.</summary>
internal sealed partial class HostileStream : IStreamAcceptor
{
    public const int Port = 9555;

    private readonly EventLoop _loop;

    public HostileStream(EventLoop loop)
    {
        _loop = loop;
        loop.Listen(new ListenOptions { Port = Port }, this);
    }

    /// <summary>The answer to an upgrade request, given its key; null: none ever.</summary>
    public Func<string, string?> Handshake { get; set; } = Upgrade;

    /// <summary>Called when a subscription was confirmed.</summary>
    public Action<Peer> Subscribed { get; set; } = _ => { };

    /// <summary>Called when an upgrade was answered.</summary>
    public Action<Peer> Answered { get; set; } = _ => { };

    /// <summary>When connections were accepted, nanoseconds.</summary>
    public List<long> AcceptedAt { get; } = [];

    public Peer Last { get; private set; } = null!;

    public static string Upgrade(string key) =>
        $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(key)}\r\n\r\n";

    /// <summary>A server's text frame.</summary>
    public static byte[] Text(string text) => Frame(0x81, Encoding.UTF8.GetBytes(text));

    /// <summary>A server's frame.</summary>
    /// <param name="first">FIN and opcode.</param>
    /// <param name="payload">Not masked.</param>
    public static byte[] Frame(byte first, ReadOnlySpan<byte> payload)
    {
        byte[] head = new byte[10];
        head[0] = first;
        int length;
        if (payload.Length < 126)
        {
            head[1] = (byte)payload.Length;
            length = 2;
        }
        else if (payload.Length < 65_536)
        {
            head[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)payload.Length);
            length = 4;
        }
        else
        {
            head[1] = 127;
            BinaryPrimitives.WriteInt64BigEndian(head.AsSpan(2), payload.Length);
            length = 10;
        }

        return [.. head.AsSpan(0, length), .. payload];
    }

    public IStreamHandler OnAccepted(LoopStream stream)
    {
        AcceptedAt.Add(_loop.MonotonicNanos);
        Last = new Peer(this, stream);
        return Last;
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6455 §4.2.2 asks for SHA-1; nothing is protected by it.")]
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));

    [GeneratedRegex("\"id\":([0-9]+)")]
    private static partial Regex Id();

    [GeneratedRegex("Sec-WebSocket-Key: (.*)\r\n")]
    private static partial Regex Key();

    /// <summary>One accepted connection.</summary>
    internal sealed class Peer(HostileStream server, LoopStream stream) : IStreamHandler
    {
        private readonly List<byte> _received = [];
        private readonly Queue<byte[]> _unsent = [];
        private int _sentOfFirst;
        private bool _isUpgraded;

        public bool IsClosed { get; private set; }

        /// <summary>The code of the client's close frame; 0: none came.</summary>
        public int CloseCode { get; private set; }

        public void Send(byte[] bytes)
        {
            _unsent.Enqueue(bytes);
            Push();
        }

        public void Cut(bool reset) => stream.Close(reset);

        public void OnConnected(LoopStream connected)
        {
        }

        public int OnReceived(LoopStream from, Span<byte> data)
        {
            _received.AddRange(data);
            if (!_isUpgraded)
                AnswerUpgrade();
            while (_isUpgraded && TryTakeFrame(out int opcode, out byte[] payload))
                OnFrame(opcode, payload);
            return data.Length;
        }

        public void OnSendReady(LoopStream from) => Push();

        public void OnReceiveEnded(LoopStream from) => stream.Close();

        public void OnClosed(LoopStream from, in StreamCloseInfo info) => IsClosed = true;

        private void AnswerUpgrade()
        {
            string text = Encoding.Latin1.GetString([.. _received]);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0)
                return;
            _received.RemoveRange(0, end + 4);
            if (server.Handshake(Key().Match(text).Groups[1].Value) is not { } answer)
                return;
            _isUpgraded = answer.Contains(" 101 ", StringComparison.Ordinal);
            Send(Encoding.Latin1.GetBytes(answer));
            server.Answered(this);
        }

        private void OnFrame(int opcode, byte[] payload)
        {
            if (opcode == 8)
            {
                CloseCode = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 1005;
                stream.Close();
                return;
            }

            string text = Encoding.UTF8.GetString(payload);
            if (opcode != 1 || !text.Contains("SUBSCRIBE", StringComparison.Ordinal))
                return;
            Send(Text(string.Create(CultureInfo.InvariantCulture, $"{{\"result\":null,\"id\":{Id().Match(text).Groups[1].Value}}}")));
            server.Subscribed(this);
        }

        private bool TryTakeFrame(out int opcode, out byte[] payload)
        {
            (opcode, payload) = (0, []);
            if (_received.Count < 6)
                return false;
            int length = _received[1] & 0x7F;
            int at = 2;
            if (length == 126)
            {
                length = (_received[2] << 8) | _received[3];
                at = 4;
            }

            if (_received.Count < at + 4 + length)
                return false;
            opcode = _received[0] & 0x0F;
            payload = new byte[length];
            for (int i = 0; i < length; i++)
                payload[i] = (byte)(_received[at + 4 + i] ^ _received[at + (i % 4)]);
            _received.RemoveRange(0, at + 4 + length);
            return true;
        }

        private void Push()
        {
            while (!IsClosed && _unsent.TryPeek(out byte[]? first))
            {
                _sentOfFirst += stream.Offer(first.AsSpan(_sentOfFirst));
                if (_sentOfFirst < first.Length)
                    return;
                _sentOfFirst = 0;
                _unsent.Dequeue();
            }
        }
    }
}
