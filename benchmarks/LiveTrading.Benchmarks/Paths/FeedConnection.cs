using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LiveTrading.WebSockets.Frames;
using LiveTrading.WebSockets.Http;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>One client of the <see cref="FeedServer"/>: answers what it asks and pings, on a thread of its own.</summary>
internal sealed class FeedConnection(Socket socket, FeedServer server)
{
    private readonly Lock _sending = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>The path it asked for.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Sends frames as they are; blocks until the kernel has them.</summary>
    public void Send(ReadOnlySpan<byte> frames)
    {
        lock (_sending)
        {
            while (frames.Length > 0)
                frames = frames[socket.Send(frames)..];
        }
    }

    public void Serve()
    {
        try
        {
            Upgrade();
            while (ReadFrame(out int opcode, out int length))
            {
                if (opcode == (int)FrameOpcode.Text)
                    Answer(_buffer.AsSpan(0, length));
                else if (opcode == (int)FrameOpcode.Ping)
                    Reply(FrameOpcode.Pong, _buffer.AsSpan(0, length));
                else if (opcode == (int)FrameOpcode.Close)
                    break;
            }
        }
        catch (SocketException)
        {
            // The client went: so does this connection.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private void Upgrade()
    {
        int length = 0;
        int end;
        while ((end = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int read = socket.Receive(_buffer.AsSpan(length));
            if (read == 0)
                throw new SocketException((int)SocketError.ConnectionReset);
            length += read;
        }

        string[] lines = Encoding.ASCII.GetString(_buffer, 0, end).Split("\r\n");
        Path = lines[0].Split(' ')[1];
        string key = lines.First(l => l.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))["Sec-WebSocket-Key:".Length..].Trim();
        Send(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {WebSocketAccept.For(key)}\r\n\r\n"));
        server.OnUpgraded(this);
    }

    private bool ReadFrame(out int opcode, out int length)
    {
        opcode = 0;
        length = 0;
        Span<byte> head = stackalloc byte[14];
        if (!ReadExactly(head[..2]))
            return false;
        opcode = head[0] & 0x0F;
        length = head[1] & 0x7F;
        if (length == 126)
        {
            if (!ReadExactly(head.Slice(2, 2)))
                return false;
            length = BinaryPrimitives.ReadUInt16BigEndian(head[2..]);
        }

        Span<byte> key = head.Slice(10, 4);
        if (length > _buffer.Length || !ReadExactly(key) || !ReadExactly(_buffer.AsSpan(0, length)))
            return false;
        for (int i = 0; i < length; i++)
            _buffer[i] ^= key[i & 3];
        return true;
    }

    private bool ReadExactly(Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            int read = socket.Receive(destination);
            if (read == 0)
                return false;
            destination = destination[read..];
        }

        return true;
    }

    private void Answer(ReadOnlySpan<byte> request)
    {
        using JsonDocument document = JsonDocument.Parse(request.ToArray());
        string id = document.RootElement.GetProperty("id").GetRawText();
        string method = document.RootElement.GetProperty("method").GetString()!;
        string result = method switch
        {
            "time" => string.Create(CultureInfo.InvariantCulture, $"{{\"serverTime\":{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}}}"),
            "exchangeInfo" => $$"""{"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":100000000}],"symbols":[{{server.SymbolInfo}}]}""",
            "depth" => server.Snapshot,
            _ => "null",
        };
        string text = Path.StartsWith(FeedServer.StreamPath, StringComparison.Ordinal)
            ? $"{{\"result\":null,\"id\":{id}}}"
            : $"{{\"id\":{id},\"status\":200,\"result\":{result},\"rateLimits\":[]}}";
        Reply(FrameOpcode.Text, Encoding.UTF8.GetBytes(text));
    }

    private void Reply(FrameOpcode opcode, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[payload.Length + 10];
        int length = FrameWriter.Write(frame, opcode, true, payload);
        Send(frame.AsSpan(0, length));
    }
}
