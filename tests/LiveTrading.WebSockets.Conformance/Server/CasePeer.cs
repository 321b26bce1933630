using System.Net.Sockets;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Conformance.Reference;

namespace LiveTrading.WebSockets.Conformance.Server;

/// <summary>The server's end of one case: sends what the case says, right or wrong, and demands the answers it says. Blocking, on a thread of the server; every wait is bounded.</summary>
internal sealed class CasePeer : IDisposable
{
    private readonly Socket _socket;
    private readonly ClientFrames _frames;
    private readonly ServerDeflate? _deflate;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private bool _isClosed;

    public CasePeer(Socket socket, DeflateAgreement? agreement, int maxMessageBytes)
    {
        _socket = socket;
        Agreement = agreement;
        _frames = new ClientFrames(agreement is { } a ? new ReferenceInflater(a.ClientWindowBits, a.ClientTakesOver, maxMessageBytes) : null);
        _deflate = agreement is { } b ? new ServerDeflate(b) : null;
    }

    /// <summary>What was agreed on; null: no compression.</summary>
    public DeflateAgreement? Agreement { get; }

    /// <summary>Messages that the client compressed.</summary>
    public int CompressedMessages => _frames.CompressedMessages;

    /// <summary>Sends bytes.</summary>
    /// <param name="bytes">Frames, or what looks like them.</param>
    /// <param name="chop">So many at a time; 0: all at once.</param>
    public void Send(byte[] bytes, int chop = 0)
    {
        try
        {
            int step = chop == 0 ? bytes.Length : chop;
            for (int at = 0; at < bytes.Length; at += step)
            {
                ReadOnlySpan<byte> piece = bytes.AsSpan(at, Math.Min(step, bytes.Length - at));
                while (!piece.IsEmpty)
                    piece = piece[_socket.Send(piece)..];
            }
        }
        catch (SocketException error)
        {
            throw new CaseFailedException($"the client ended the transport while it was sent to: {error.SocketErrorCode}");
        }
    }

    /// <summary>Sends a message compressed as agreed, whole or in fragments.</summary>
    public void SendCompressed(int opcode, byte[] message, int fragmentBytes = 0, int chop = 0)
    {
        byte[]? payload = _deflate!.Compress(message);
        bool compressed = payload is not null;
        payload ??= message;
        Send(
            fragmentBytes == 0
                ? Wire.Frame(0x80 | (compressed ? 0x40 : 0) | opcode, payload)
                : Wire.Fragments(opcode, payload, fragmentBytes, compressed),
            chop);
    }

    /// <summary>The next thing the client sends must be this.</summary>
    public void Expect(int opcode, ReadOnlySpan<byte> payload)
    {
        ClientEvent found = Read();
        if (found.Opcode != opcode || !payload.SequenceEqual(found.Payload))
            throw new CaseFailedException($"expected {new ClientEvent(opcode, payload.ToArray())}, found {found}{(found.Opcode == opcode ? " with other bytes" : "")}");
    }

    /// <summary>The next thing must be a close frame with the code (−1: empty); it is answered if the server had not closed before.</summary>
    public void ExpectClose(int code)
    {
        ClientEvent found = Read();
        int foundCode = found.Payload.Length < 2 ? -1 : (found.Payload[0] << 8) | found.Payload[1];
        if (found.Opcode != Wire.Close || foundCode != code)
            throw new CaseFailedException($"expected a close with {code}, found {found}");
        _isClosed = true;
    }

    /// <summary>The server asks for the close; the client must answer with the same code.</summary>
    public void CloseInOrder()
    {
        Send(Wire.CloseFrame(1000));
        ExpectClose(1000);
    }

    /// <summary>The client must end the transport without another byte, as it does when it refuses the handshake.</summary>
    public void ExpectEnd()
    {
        ClientEvent found = Read();
        if (found != ClientEvent.End)
            throw new CaseFailedException($"expected the end of the transport, found {found}");
        _isClosed = true;
    }

    /// <summary>After the close frames: the server ends the transport, the client follows without another byte (RFC 6455 §7.1.1).</summary>
    public void EndTransport()
    {
        if (!_isClosed)
            throw new CaseFailedException("the case ended without a close");
        if (_socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0)
            throw new CaseFailedException("the client ended the transport before the server");
        _socket.Shutdown(SocketShutdown.Send);
        ClientEvent found = Read();
        if (found != ClientEvent.End)
            throw new CaseFailedException($"after the close: {found}");
    }

    /// <summary>The next message, control frame or end.</summary>
    /// <exception cref="CaseFailedException">Nothing came in time, or what a client may not send.</exception>
    public ClientEvent Read()
    {
        while (true)
        {
            if (_frames.Next() is { } found)
                return found;
            int count;
            try
            {
                count = _socket.Receive(_buffer);
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                throw new CaseFailedException($"nothing came within {_socket.ReceiveTimeout / 1000} s");
            }
            catch (SocketException error)
            {
                throw new CaseFailedException($"the transport broke: {error.SocketErrorCode}");
            }
            if (count == 0)
                return ClientEvent.End;
            _frames.Append(_buffer.AsSpan(0, count));
        }
    }

    public void Dispose()
    {
        _deflate?.Dispose();
        _socket.Dispose();
    }
}
