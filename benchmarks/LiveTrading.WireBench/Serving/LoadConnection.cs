using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace LiveTrading.WireBench.Serving;

/// <summary>One client of the load server, after its handshake.</summary>
internal sealed class LoadConnection : IDisposable
{
    private const int MaxHeadBytes = 16 * 1024;
    private const int MaxReplyBytes = 128 * 1024;
    private const int FarewellMicros = 1_000_000;
    private const int CloseOpcode = 8;
    private const int MaskedBit = 0x80;

    private readonly Socket _socket;
    private readonly SpinningStream _wire;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[MaxReplyBytes];
    private int _have;

    private LoadConnection(Socket socket, SslStreamCertificateContext? certificate)
    {
        _socket = socket;
        _wire = new SpinningStream(socket);
        if (certificate is null)
        {
            _stream = _wire;
            return;
        }

        SslStream tls = new(_wire);
        tls.AuthenticateAsServer(new SslServerAuthenticationOptions { ServerCertificateContext = certificate });
        _stream = tls;
    }

    public Socket Socket => _socket;

    public bool IsTls => _stream is SslStream;

    /// <summary>blast: bytes of the batch still to be sent.</summary>
    public long Remaining { get; set; }

    /// <summary>blast: where in the batch the next byte is.</summary>
    public int Position { get; set; }

    /// <summary>What it asked for.</summary>
    public LoadRequest Request { get; private set; } = new("", 0, 1, 0, 1, 0);

    /// <returns>Null when the other side spoke no WebSocket, or asked for nothing that there is; the socket is closed.</returns>
    public static LoadConnection? Accept(Socket socket, SslStreamCertificateContext? certificate)
    {
        LoadConnection? connection = null;
        try
        {
            socket.NoDelay = true;
            socket.Blocking = false;
            connection = new LoadConnection(socket, certificate);
            if (connection.Upgrade())
                return connection;
        }
        catch (Exception error) when (error is IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // Gone, or no client of ours: the next one is waited for.
        }

        connection?.Dispose();
        socket.Dispose();
        return null;
    }

    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Without waiting; over TLS, where that cannot be, with.</summary>
    public int TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (!IsTls)
            return _wire.TryWrite(bytes);
        _stream.Write(bytes);
        return bytes.Length;
    }

    /// <summary>Reads the next data frame, spinning.</summary>
    /// <exception cref="IOException">None came, the client closed, or it is not a client's frame.</exception>
    public void ReadReply()
    {
        while (true)
        {
            int frame = FrameBytes();
            if (frame == 0)
            {
                if (_have == _buffer.Length)
                    throw new IOException("a reply is longer than 128 KiB");
                int count = _stream.Read(_buffer, _have, _buffer.Length - _have);
                if (count == 0)
                    throw new IOException("the client closed");
                _have += count;
                continue;
            }

            int opcode = _buffer[0] & 0x0F;
            _have -= frame;
            if (_have > 0)
                Buffer.BlockCopy(_buffer, frame, _buffer, 0, _have);
            if (opcode == CloseOpcode)
                throw new IOException("the client closed");
            if (opcode < CloseOpcode)
                return;
        }
    }

    /// <summary>Ends the sending and lets the client close.</summary>
    public void SayGoodbye()
    {
        try
        {
            (_stream as SslStream)?.ShutdownAsync().GetAwaiter().GetResult();
            _socket.Shutdown(SocketShutdown.Send);
            while (_socket.Poll(FarewellMicros, SelectMode.SelectRead) && _socket.Receive(_buffer, SocketFlags.None, out _) > 0)
            {
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // It went by itself.
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    // RFC 6455 §4.2.2.
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 prescribes SHA-1; nothing secret rests on it.")]
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));

    /// <summary>Length of the frame in front when it is whole, else 0.</summary>
    private int FrameBytes()
    {
        if (_have < 2)
            return 0;
        if ((_buffer[1] & MaskedBit) == 0)
            throw new IOException("a client's frame is not masked");
        int length = _buffer[1] & 0x7F;
        int head = 6;
        if (length == 127)
            throw new IOException("a reply is longer than 64 KiB");
        if (length == 126)
        {
            if (_have < 4)
                return 0;
            length = (_buffer[2] << 8) | _buffer[3];
            head = 8;
        }

        return _have < head + length ? 0 : head + length;
    }

    private bool Upgrade()
    {
        int end;
        while ((end = _buffer.AsSpan(0, _have).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int count = _have < MaxHeadBytes ? _stream.Read(_buffer, _have, MaxHeadBytes - _have) : 0;
            if (count == 0)
                return false;
            _have += count;
        }

        string[] lines = Encoding.ASCII.GetString(_buffer, 0, end).Split("\r\n");
        const string Key = "Sec-WebSocket-Key:";
        string? key = lines.FirstOrDefault(l => l.StartsWith(Key, StringComparison.OrdinalIgnoreCase))?[Key.Length..].Trim();
        string[] words = lines[0].Split(' ');
        LoadRequest? request = words.Length == 3 && words[0] == "GET" ? LoadRequest.Parse(words[1]) : null;
        _have = 0;
        if (key is null || request is null)
        {
            Write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
            return false;
        }

        Request = request;
        Write(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(key)}\r\n\r\n"));
        return true;
    }
}
