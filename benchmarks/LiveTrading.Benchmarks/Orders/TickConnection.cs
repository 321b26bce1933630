using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using LiveTrading.WebSockets.Frames;
using LiveTrading.WebSockets.Http;

namespace LiveTrading.Benchmarks.Orders;

/// <summary>A client of the <see cref="TickServer"/>: never blocks once upgraded, so that the server can spin over it.</summary>
internal sealed class TickConnection
{
    private readonly Socket _socket;
    private readonly byte[] _received = new byte[256 * 1024];
    private readonly byte[] _frame = new byte[64 * 1024];
    private int _length;

    /// <summary>Upgrades; blocks until the request has come.</summary>
    public TickConnection(Socket socket)
    {
        _socket = socket;
        socket.NoDelay = true;
        int end;
        while ((end = _received.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = socket.Receive(_received.AsSpan(_length));
            if (read == 0)
                throw new SocketException((int)SocketError.ConnectionReset);
            _length += read;
        }

        string[] lines = Encoding.ASCII.GetString(_received, 0, end).Split("\r\n");
        Path = lines[0].Split(' ')[1];
        string key = lines.First(l => l.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))["Sec-WebSocket-Key:".Length..].Trim();
        _length = 0;
        socket.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {WebSocketAccept.For(key)}\r\n\r\n"));
        socket.Blocking = false;
    }

    /// <summary>The path it asked for.</summary>
    public string Path { get; }

    public bool IsClosed { get; private set; }

    public Socket Socket => _socket;

    /// <summary>Takes what has come.</summary>
    /// <returns>False: nothing.</returns>
    public bool TryReceive()
    {
        int read = _socket.Receive(_received.AsSpan(_length), SocketFlags.None, out SocketError error);
        if (read > 0)
        {
            _length += read;
            return true;
        }

        if (error != SocketError.WouldBlock)
            Close();
        return false;
    }

    /// <summary>The next whole text message of what was received; pings are answered on the way.</summary>
    public bool TryTakeText(out byte[] payload)
    {
        while (TryTakeFrame(out FrameOpcode opcode, out payload))
        {
            if (opcode == FrameOpcode.Text)
                return true;
            if (opcode == FrameOpcode.Ping)
                Send(FrameOpcode.Pong, payload);
            else if (opcode == FrameOpcode.Close)
                Close();
        }

        return false;
    }

    public void Send(string text) => Send(FrameOpcode.Text, Encoding.UTF8.GetBytes(text));

    public void Send(FrameOpcode opcode, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> frame = _frame.AsSpan(0, FrameWriter.Write(_frame, opcode, true, payload));
        while (frame.Length > 0 && !IsClosed)
        {
            int sent = _socket.Send(frame, SocketFlags.None, out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
                Close();
            frame = frame[sent..];
        }
    }

    /// <summary>Ends it without a word, as a network does.</summary>
    public void Close()
    {
        IsClosed = true;
        _socket.Dispose();
    }

    private bool TryTakeFrame(out FrameOpcode opcode, out byte[] payload)
    {
        ReadOnlySpan<byte> bytes = _received.AsSpan(0, _length);
        opcode = default;
        payload = [];
        if (bytes.Length < 6)
            return false;
        int head = 2;
        int length = bytes[1] & 0x7F;
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
            head = 4;
        }

        // A client's frames are masked: four bytes of key stand before the payload.
        if (bytes.Length < head + 4 + length)
            return false;
        opcode = (FrameOpcode)(bytes[0] & 0x0F);
        payload = bytes.Slice(head + 4, length).ToArray();
        for (int i = 0; i < length; i++)
            payload[i] ^= bytes[head + (i & 3)];
        int taken = head + 4 + length;
        bytes[taken..].CopyTo(_received);
        _length -= taken;
        return true;
    }
}
