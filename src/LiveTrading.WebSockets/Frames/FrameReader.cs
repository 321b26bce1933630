using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
using LiveTrading.WebSockets.Compression;

namespace LiveTrading.WebSockets.Frames;

/// <summary>
/// Reads frames in place (RFC 6455 §5, §7.4, §8.1; RFC 7692 §6). One thread. A message in one frame is handed over as a span
/// of the receive buffer, a fragmented one from a buffer that is kept for the next, a compressed one from the inflater;
/// nothing else is allocated. The cost is linear in the bytes however they are split. Text and compressed data are judged as
/// their bytes come in, before their frame is whole. After an error nothing more is read.
/// </summary>
internal sealed class FrameReader
{
    /// <summary>Pieces in which masked text of a frame that is not whole yet is looked at.</summary>
    private const int ScratchBytes = 512;

    /// <summary>The assembly buffer starts at this size and doubles up to the limit.</summary>
    private const int FirstAssemblyBytes = 4096;

    private readonly bool _expectMasked;
    private readonly int _maxMessageBytes;
    private Inflater? _inflater;
    private bool _isCompressed;
    private bool _hasCompressedBytes;
    private byte[] _assembly = [];
#if DEBUG
    private byte[] _copy = [];
#endif
    private int _assembled;
    private bool _inMessage;
    private bool _messageIsText;
    private Utf8Stream _utf8;

    // Payload bytes of the frame at the front, not whole yet, that went through _utf8 or _inflater.
    private int _lookedAt;

    /// <summary>Makes a reader for one connection.</summary>
    /// <param name="expectMasked">True on a server: a client's frames are masked; false on a client.</param>
    /// <param name="maxMessageBytes">Longest message, fragments together.</param>
    public FrameReader(bool expectMasked, int maxMessageBytes)
    {
        _expectMasked = expectMasked;
        _maxMessageBytes = maxMessageBytes;
    }

    /// <summary>Bytes a receive buffer needs for the longest frame: what does not become shorter by compression becomes a little longer.</summary>
    public static int MaxFrameBytes(int maxMessageBytes) => (int)Math.Min(Array.MaxLength, maxMessageBytes + (maxMessageBytes / 1024L) + (64 * 1024));

    /// <summary>From here on messages may be compressed (RFC 7692): what the handshake agreed on.</summary>
    public void Inflate(Inflater inflater) => _inflater = inflater;

    /// <summary>0, or the close code that says what the peer did wrong.</summary>
    public ushort ErrorCode { get; private set; }

    /// <summary>What the peer did wrong, in a clause.</summary>
    public string ErrorText { get; private set; } = "";

    /// <summary>Bytes consumed by the present or last <see cref="Read"/>; right also while, and after, a sink's method throws.</summary>
    public int Position { get; private set; }

    /// <summary>Reads every whole frame.</summary>
    /// <param name="data">From the first byte not consumed before; masked payloads are unmasked in it.</param>
    /// <param name="sink">Takes what is found.</param>
    /// <returns>Bytes consumed: up to a frame that is not whole, an error, or where the sink said stop.</returns>
    public int Read(Span<byte> data, IFrameSink sink)
    {
        Position = 0;
        while (ErrorCode == 0 && ReadPlainMessages(data, sink) && ReadFrame(data, sink))
        {
        }
        return Position;
    }

    /// <summary>
    /// What a server sends nearly always, whole messages in one frame each, in a loop of its own; the first frame that is
    /// anything else, not whole or wrong is left to <see cref="ReadFrame"/>, which judges it anew.
    /// </summary>
    /// <returns>False when the sink said stop.</returns>
    private bool ReadPlainMessages(Span<byte> data, IFrameSink sink)
    {
        if (_expectMasked || _inMessage || _lookedAt != 0)
            return true;
        int position = Position;
        while (data.Length - position >= 4)
        {
            int first = data[position];
            int length = data[position + 1];
            bool isText = first == (0x80 | (int)FrameOpcode.Text);
            if (!isText && first != (0x80 | (int)FrameOpcode.Binary))
                return true;
            int header = 2;
            if (length >= 126)
            {
                // The 64-bit form and the mask bit, which a server must not set, are the other reader's.
                if (length != 126)
                    return true;
                length = (data[position + 2] << 8) | data[position + 3];
                header = 4;
                if (length < 126)
                    return true;
            }
            if (length > _maxMessageBytes || data.Length - position - header < length)
                return true;
            Span<byte> payload = data.Slice(position + header, length);
            if (isText && !Utf8.IsValid(payload))
                return true;
            position += header + length;
            Position = position;
            bool goOn = sink.OnMessage(payload, isText);
            Poison(payload);
            if (!goOn)
                return false;
        }
        return true;
    }

    /// <summary>Reads one frame at <see cref="Position"/>; false when it is not whole, wrong, or the sink said stop.</summary>
    private bool ReadFrame(Span<byte> data, IFrameSink sink)
    {
        Span<byte> rest = data[Position..];
        if (rest.Length < 2)
            return false;
        int first = rest[0];
        int second = rest[1];
        if (((first & 0x70) != 0 && !BeginsCompressed(first)) || (second >= 0x80) != _expectMasked || !IsOpcodeInPlace(first, second))
            return FailHeader(first, second);

        int length = second & 0x7F;
        int header = 2;
        if (length >= 126)
        {
            int status = ReadLongLength(rest, ref length, ref header);
            if (status != 0)
                return status > 0 && Fail((ushort)status, status == CloseCodes.TooBig ? $"a message longer than {_maxMessageBytes} bytes" : "a frame length that is not in its shortest form or above 63 bits");
        }
        bool isCompressed = (first & 0x40) != 0 || (_isCompressed && !IsControl(first));
        if (length > (isCompressed ? MaxFrameBytes(_maxMessageBytes) - FrameWriter.MaxHeaderBytes : _maxMessageBytes - (IsControl(first) ? 0 : _assembled)))
            return Fail(CloseCodes.TooBig, $"a message longer than {_maxMessageBytes} bytes");

        uint key = 0;
        if (_expectMasked)
        {
            if (rest.Length < header + 4)
                return false;
            key = BinaryPrimitives.ReadUInt32LittleEndian(rest[header..]);
            header += 4;
        }
        if (rest.Length < header + length)
            return isCompressed ? LookAheadCompressed(first, rest[header..], key) : LookAhead(first, rest[header..], key);

        Span<byte> payload = rest.Slice(header, length);
        if (_expectMasked)
            FrameMask.Apply(payload, key);
        if (isCompressed)
            return ReadCompressed(first, payload, header + length, sink);
        if (first == (0x80 | (int)FrameOpcode.Text) && _lookedAt == 0 && !Utf8.IsValid(payload))
            return FailText();
        if (first is (0x80 | (int)FrameOpcode.Text) or (0x80 | (int)FrameOpcode.Binary))
        {
            if (_lookedAt != 0 && !FinishText(payload))
                return false;
            Position += header + length;
            bool goOn = sink.OnMessage(payload, first == (0x80 | (int)FrameOpcode.Text));
            Poison(payload);
            return goOn;
        }
        return IsControl(first) ? ReadControl(first, payload, header + length, sink) : ReadFragment(first, payload, header + length, sink);
    }

    /// <summary>The first reserved bit alone, on the first frame of a data message, once compression was agreed on (RFC 7692 §6).</summary>
    private bool BeginsCompressed(int first) =>
        _inflater is not null && (first & 0x70) == 0x40 && (FrameOpcode)(first & 0x0F) is FrameOpcode.Text or FrameOpcode.Binary;

    private static bool IsControl(int first) => (first & 0x08) != 0;

    /// <summary>Whether the opcode is known, a control frame whole and short, a data frame in its place.</summary>
    private bool IsOpcodeInPlace(int first, int second) => (FrameOpcode)(first & 0x0F) switch
    {
        FrameOpcode.Text or FrameOpcode.Binary => !_inMessage,
        FrameOpcode.Continuation => _inMessage,
        FrameOpcode.Close or FrameOpcode.Ping or FrameOpcode.Pong => first >= 0x80 && (second & 0x7F) <= 125,
        _ => false,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FailHeader(int first, int second)
    {
        FrameOpcode opcode = (FrameOpcode)(first & 0x0F);
        if ((first & 0x70) != 0 && !BeginsCompressed(first))
            return Fail(CloseCodes.ProtocolError, _inflater is null ? "a reserved bit set without an extension" : "a reserved bit set where compression does not set one");
        if ((second >= 0x80) != _expectMasked)
            return Fail(CloseCodes.ProtocolError, _expectMasked ? "a frame that is not masked" : "a masked frame");
        if (!Enum.IsDefined(opcode))
            return Fail(CloseCodes.ProtocolError, $"the reserved opcode {(int)opcode}");
        if (IsControl(first))
            return Fail(CloseCodes.ProtocolError, first < 0x80 ? "a fragmented control frame" : "a control frame longer than 125 bytes");
        return Fail(CloseCodes.ProtocolError, _inMessage ? "a new message inside a fragmented one" : "a continuation of nothing");
    }

    /// <summary>0: read; −1: not all there; else a close code.</summary>
    private static int ReadLongLength(ReadOnlySpan<byte> rest, ref int length, ref int header)
    {
        if (length == 126)
        {
            if (rest.Length < 4)
                return -1;
            length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            header = 4;
            return length < 126 ? CloseCodes.ProtocolError : 0;
        }
        if (rest.Length < 10)
            return -1;
        ulong longLength = BinaryPrimitives.ReadUInt64BigEndian(rest[2..]);
        if (longLength is <= ushort.MaxValue or > long.MaxValue)
            return CloseCodes.ProtocolError;
        if (longLength > int.MaxValue)
            return CloseCodes.TooBig;
        length = (int)longLength;
        header = 10;
        return 0;
    }

    /// <summary>Validates the visible part of text whose frame is not whole, so that it fails at the earliest byte. Always false.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LookAhead(int first, ReadOnlySpan<byte> visible, uint key)
    {
        FrameOpcode opcode = (FrameOpcode)(first & 0x0F);
        if (opcode == FrameOpcode.Text || (opcode == FrameOpcode.Continuation && _messageIsText))
            Look(visible, key, isCompressed: false);
        return false;
    }

    /// <summary>Goes on behind what was looked at of a payload, validating text or inflating; false: it is wrong, and the error is set.</summary>
    private bool Look(ReadOnlySpan<byte> visible, uint key, bool isCompressed)
    {
        if (!_expectMasked)
        {
            bool isRight = LookAtPiece(visible[_lookedAt..], isCompressed);
            _lookedAt = visible.Length;
            return isRight;
        }
        // The buffer stays masked until the frame is whole: it is presented again as it is.
        Span<byte> scratch = stackalloc byte[ScratchBytes];
        while (_lookedAt < visible.Length)
        {
            int aligned = _lookedAt & ~3;
            ReadOnlySpan<byte> piece = visible[aligned..];
            piece = piece[..Math.Min(piece.Length, ScratchBytes)];
            FrameMask.Copy(piece, scratch, key);
            if (!LookAtPiece(scratch[(_lookedAt - aligned)..piece.Length], isCompressed))
                return false;
            _lookedAt = aligned + piece.Length;
        }
        return true;
    }

    private bool LookAtPiece(ReadOnlySpan<byte> piece, bool isCompressed) => isCompressed ? Inflate(piece) : _utf8.Append(piece) || FailText();

    /// <summary>Validates what was not looked at of a whole, unmasked text in one frame.</summary>
    private bool FinishText(ReadOnlySpan<byte> payload)
    {
        bool valid = _utf8.Append(payload[_lookedAt..]) && _utf8.IsComplete;
        _lookedAt = 0;
        return valid || FailText();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadFragment(int first, Span<byte> payload, int frameBytes, IFrameSink sink)
    {
        if (!_inMessage)
        {
            _inMessage = true;
            _messageIsText = (FrameOpcode)(first & 0x0F) == FrameOpcode.Text;
        }
        bool final = first >= 0x80;
        if (_messageIsText)
        {
            bool valid = _utf8.Append(payload[_lookedAt..]) && (!final || _utf8.IsComplete);
            _lookedAt = 0;
            if (!valid)
                return FailText();
        }
        Position += frameBytes;
        Reserve(payload.Length);
        payload.CopyTo(_assembly.AsSpan(_assembled));
        _assembled += payload.Length;
        if (!final)
            return true;

        Span<byte> message = _assembly.AsSpan(0, _assembled);
        _inMessage = false;
        _assembled = 0;
        bool goOn = sink.OnMessage(message, _messageIsText);
        Poison(message);
        return goOn;
    }

    /// <summary>Inflates the visible part of a compressed frame that is not whole, so that it fails at the earliest byte. Always false.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LookAheadCompressed(int first, ReadOnlySpan<byte> visible, uint key)
    {
        BeginCompressed(first);
        Look(visible, key, isCompressed: true);
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadCompressed(int first, ReadOnlySpan<byte> payload, int frameBytes, IFrameSink sink)
    {
        BeginCompressed(first);
        if (!Inflate(payload[_lookedAt..]))
            return false;
        _lookedAt = 0;
        Position += frameBytes;
        if (first < 0x80)
        {
            _inMessage = true;
            return true;
        }
        // A peer whose deflater had nothing to flush sends nothing for an empty message, though RFC 7692 §7.2.3.6 asks for one byte.
        int before = _inflater!.Message.Length;
        if (_hasCompressedBytes && !IsInflated(_inflater.Complete(), before))
            return false;
        if (_messageIsText && !_utf8.IsComplete)
            return FailText();
        _isCompressed = false;
        _inMessage = false;
        Span<byte> message = Presented(_inflater.Message);
        bool goOn = sink.OnMessage(message, _messageIsText);
        Poison(message);
        return goOn;
    }

    /// <summary>Prepares for the first bytes of a compressed message; nothing in the midst of one.</summary>
    private void BeginCompressed(int first)
    {
        if (_isCompressed)
            return;
        _isCompressed = true;
        _hasCompressedBytes = false;
        _messageIsText = (FrameOpcode)(first & 0x0F) == FrameOpcode.Text;
        _utf8 = default;
        _inflater!.Begin();
    }

    /// <summary>Inflates and, if it is text, validates what came of it.</summary>
    private bool Inflate(ReadOnlySpan<byte> compressed)
    {
        _hasCompressedBytes |= !compressed.IsEmpty;
        int before = _inflater!.Message.Length;
        return IsInflated(_inflater.Append(compressed), before);
    }

    private bool IsInflated(InflateStatus status, int before)
    {
        // What came out before the error is judged first: it came first.
        if (_messageIsText && !_utf8.Append(_inflater!.Message[before..]))
            return FailText();
        return status switch
        {
            InflateStatus.Ok => true,
            InflateStatus.TooBig => Fail(CloseCodes.TooBig, $"a compressed message longer than {_maxMessageBytes} bytes"),
            _ => Fail(CloseCodes.InvalidPayload, "compressed data that cannot be inflated"),
        };
    }

    private void Reserve(int more)
    {
        int needed = _assembled + more;
        if (needed <= _assembly.Length)
            return;
        long doubled = Math.Max(FirstAssemblyBytes, 2L * _assembly.Length);
        Array.Resize(ref _assembly, (int)Math.Max(needed, Math.Min(doubled, _maxMessageBytes)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadControl(int first, Span<byte> payload, int frameBytes, IFrameSink sink)
    {
        FrameOpcode opcode = (FrameOpcode)(first & 0x0F);
        if (opcode == FrameOpcode.Close)
        {
            ushort code = CloseCodes.NoStatus;
            ReadOnlySpan<byte> reason = [];
            if (payload.Length == 1)
                return Fail(CloseCodes.ProtocolError, "a close frame with half a code");
            if (payload.Length >= 2)
            {
                code = BinaryPrimitives.ReadUInt16BigEndian(payload);
                reason = payload[2..];
                if (!CloseCodes.IsAllowedOnWire(code))
                    return Fail(CloseCodes.ProtocolError, $"the close code {code}, which is not allowed");
                if (!Utf8.IsValid(reason))
                    return Fail(CloseCodes.InvalidPayload, "a close reason that is not UTF-8");
            }
            Position += frameBytes;
            sink.OnClose(code, reason);
            return false;
        }
        Position += frameBytes;
        return opcode == FrameOpcode.Ping ? sink.OnPing(payload) : sink.OnPong(payload);
    }

    private bool FailText() => Fail(CloseCodes.InvalidPayload, "text that is not UTF-8");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Fail(ushort code, string text)
    {
        ErrorCode = code;
        ErrorText = text;
        return false;
    }

    /// <summary>In debug builds a copy, because the poison must not reach the history that later messages refer to.</summary>
#pragma warning disable CA1822 // It is static but for the copy of debug builds.
    private Span<byte> Presented(Span<byte> message)
    {
#if DEBUG
        if (_copy.Length < message.Length)
            _copy = new byte[message.Length];
        message.CopyTo(_copy);
        return _copy.AsSpan(0, message.Length);
#else
        return message;
#endif
    }
#pragma warning restore CA1822

    /// <summary>In debug builds a message kept beyond its callback is found out: it turns into 0xDD.</summary>
    [System.Diagnostics.Conditional("DEBUG")]
    private static void Poison(Span<byte> message) => message.Fill(0xDD);
}
