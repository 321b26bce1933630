using LiveTrading.WebSockets.Conformance.Reference;

namespace LiveTrading.WebSockets.Conformance.Server;

/// <summary>Reads a client's frames by the book, and refuses whatever a client may not send.</summary>
internal sealed class ClientFrames(ReferenceInflater? inflater)
{
    private readonly HashSet<uint> _keys = [];
    private readonly List<byte> _message = [];
    private byte[] _pending = new byte[64 * 1024];
    private int _length;
    private int _opcode;
    private bool _isCompressed;
    private bool _isClosed;
    private int _repeatedKeys;

    /// <summary>Compressed messages so far.</summary>
    public int CompressedMessages { get; private set; }

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _pending.Length)
            Array.Resize(ref _pending, Math.Max(_length + bytes.Length, 2 * _pending.Length));
        bytes.CopyTo(_pending.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>The next message or control frame; null: not all there.</summary>
    /// <exception cref="CaseFailedException">The client sent what it may not.</exception>
    public ClientEvent? Next()
    {
        while (TryReadFrame(out int first, out byte[] payload))
        {
            if (_isClosed)
                throw new CaseFailedException("a frame after the close frame");
            int opcode = first & 0x0F;
            if (opcode >= 8)
            {
                Require(opcode <= 10 && first >= 0x80 && (first & 0x70) == 0 && payload.Length <= 125, "a control frame that is not one");
                _isClosed = opcode == 8;
                return new ClientEvent(opcode, payload);
            }
            if (opcode != 0)
            {
                Require(opcode <= 2 && _opcode == 0, "a data frame out of place");
                Require((first & 0x30) == 0 && ((first & 0x40) == 0 || inflater is not null), "a reserved bit");
                _opcode = opcode;
                _isCompressed = (first & 0x40) != 0;
            }
            else
            {
                Require(_opcode != 0 && (first & 0x70) == 0, "a continuation out of place");
            }
            _message.AddRange(payload);
            if (first < 0x80)
                continue;
            byte[] message = Finish();
            opcode = _opcode;
            _opcode = 0;
            if (opcode == 1)
                Require(System.Text.Unicode.Utf8.IsValid(message), "text that is not UTF-8");
            return new ClientEvent(opcode, message);
        }
        return null;
    }

    private byte[] Finish()
    {
        byte[] message = [.. _message];
        _message.Clear();
        if (!_isCompressed)
            return message;
        CompressedMessages++;
        (byte[]? inflated, string error) = inflater!.Inflate(message);
        return inflated ?? throw new CaseFailedException($"compressed data with a wrong {error}");
    }

    private bool TryReadFrame(out int first, out byte[] payload)
    {
        first = 0;
        payload = [];
        if (_length < 2)
            return false;
        first = _pending[0];
        Require(_pending[1] >= 0x80, "a frame that is not masked");
        long length = _pending[1] & 0x7F;
        int form = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (_length < 2 + form + 4)
            return false;
        if (form > 0)
        {
            length = 0;
            for (int i = 0; i < form; i++)
                length = (length << 8) | _pending[2 + i];
            Require(length >= (form == 2 ? 126 : 65536), "a length that is not in its shortest form");
        }
        int header = 2 + form + 4;
        if (_length - header < length)
            return false;
        ReadOnlySpan<byte> key = _pending.AsSpan(2 + form, 4);
        // A repeated key may happen by chance once in four thousand millions; twenty of them do not.
        Require(_keys.Add(BitConverter.ToUInt32(key)) || length == 0 || ++_repeatedKeys < 20, "a masking key used again and again");
        payload = new byte[length];
        for (int i = 0; i < payload.Length; i++)
            payload[i] = (byte)(_pending[header + i] ^ key[i & 3]);
        _length -= header + payload.Length;
        _pending.AsSpan(header + payload.Length, _length).CopyTo(_pending);
        return true;
    }

    private static void Require(bool holds, string violation)
    {
        if (!holds)
            throw new CaseFailedException(violation);
    }
}
