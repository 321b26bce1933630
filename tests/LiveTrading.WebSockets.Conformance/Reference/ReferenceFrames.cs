using System.Text;
using System.Text.Unicode;

namespace LiveTrading.WebSockets.Conformance.Reference;

/// <summary>What a stream of frames comes to, by the book and all at once: slow, written without a look at the product's reader.</summary>
internal sealed class ReferenceFrames(bool expectMasked, int maxMessageBytes, ReferenceInflater? inflater)
{
    private readonly List<byte> _message = [];
    private bool _inMessage;
    private bool _isText;
    private bool _isCompressed;

    /// <summary>Messages and control frames, each in a line.</summary>
    public List<string> Events { get; } = [];

    /// <summary>0, or the close code of the first violation.</summary>
    public int ErrorCode { get; private set; }

    /// <summary>Reads everything.</summary>
    public void Read(byte[] stream)
    {
        int at = 0;
        while (ErrorCode == 0 && stream.Length - at >= 2 && ReadFrame(stream, ref at))
        {
        }
    }

    private bool ReadFrame(byte[] stream, ref int at)
    {
        int first = stream[at];
        int second = stream[at + 1];
        int opcode = first & 0x0F;
        bool final = first >= 0x80;
        bool control = opcode >= 8;
        bool starts = opcode is 1 or 2;
        bool compressedStart = inflater is not null && (first & 0x70) == 0x40 && starts;
        if (opcode is (> 2 and < 8) or > 10 || ((first & 0x70) != 0 && !compressedStart) || (second >= 0x80) != expectMasked
            || (control && (!final || (second & 0x7F) > 125)) || (starts && _inMessage) || (opcode == 0 && !_inMessage))
            return Fail(1002);
        ulong length = (ulong)(second & 0x7F);
        int form = length == 126 ? 2 : length == 127 ? 8 : 0;
        int header = 2 + form + (expectMasked ? 4 : 0);
        if (stream.Length - at < 2 + form)
            return false;
        if (form > 0)
        {
            length = 0;
            for (int i = 0; i < form; i++)
                length = (length << 8) | stream[at + 2 + i];
            if (length < (form == 2 ? 126UL : 65536UL) || length > long.MaxValue)
                return Fail(1002);
        }
        bool compressed = !control && (compressedStart || _isCompressed);
        ulong most = control ? 125 : compressed ? (ulong)(maxMessageBytes + (maxMessageBytes / 1024) + 65536 - 14) : (ulong)(maxMessageBytes - (_inMessage ? _message.Count : 0));
        if (length > most)
            return Fail(1009);
        if (stream.Length - at < header)
            return false;
        int visible = (int)Math.Min(length, (ulong)(stream.Length - at - header));
        var payload = new byte[visible];
        for (int i = 0; i < visible; i++)
            payload[i] = (byte)(stream[at + header + i] ^ (expectMasked ? stream[at + header - 4 + (i & 3)] : 0));
        bool whole = (ulong)visible == length;
        if (control)
            return whole && ReadControl(opcode, payload, ref at, header);
        if (starts)
        {
            _message.Clear();
            _isText = opcode == 1;
            _isCompressed = compressedStart;
            _inMessage = true;
        }
        _message.AddRange(payload);
        if (IsBroken())
            return false;
        if (!whole)
            return false;
        at += header + visible;
        return !final || Finish();
    }

    private bool Finish()
    {
        byte[] message = [.. _message];
        if (_isCompressed)
        {
            (byte[]? inflated, string error) = inflater!.Inflate(message);
            if (inflated is null)
                return Fail(error == ReferenceInflater.TooBig ? 1009 : 1007);
            message = inflated;
        }
        if (_isText && !Utf8.IsValid(message))
            return Fail(1007);
        Events.Add($"{(_isText ? "text" : "binary")} {Convert.ToHexString(message)}");
        _inMessage = false;
        _isCompressed = false;
        _message.Clear();
        return true;
    }

    private bool ReadControl(int opcode, byte[] payload, ref int at, int header)
    {
        at += header + payload.Length;
        if (opcode != 8)
        {
            Events.Add($"{(opcode == 9 ? "ping" : "pong")} {Convert.ToHexString(payload)}");
            return true;
        }
        int code = payload.Length == 0 ? 1005 : payload.Length == 1 ? 0 : (payload[0] << 8) | payload[1];
        bool allowed = payload.Length == 0 || code is (>= 1000 and <= 1014 and not (1004 or 1005 or 1006)) or (>= 3000 and <= 4999);
        if (!allowed)
            return Fail(1002);
        if (payload.Length > 2 && !Utf8.IsValid(payload.AsSpan(2)))
            return Fail(1007);
        Events.Add($"close {code} {(payload.Length > 2 ? Encoding.UTF8.GetString(payload, 2, payload.Length - 2) : "")}");
        return false;
    }

    /// <summary>Whether the message so far is wrong whatever follows; the error is then set.</summary>
    private bool IsBroken()
    {
        if (!_inMessage)
            return false;
        byte[] soFar = [.. _message];
        string error = "";
        if (_isCompressed)
            (soFar, error) = inflater!.Peek(soFar);
        if (_isText && !CanBecomeText(soFar))
            return !Fail(1007);
        return error.Length > 0 && !Fail(error == ReferenceInflater.TooBig ? 1009 : 1007);
    }

    /// <summary>Whether something valid begins so: at most an unfinished character stands at the end.</summary>
    private static bool CanBecomeText(byte[] soFar)
    {
        int start = 0;
        while (start < soFar.Length)
        {
            System.Buffers.OperationStatus status = Rune.DecodeFromUtf8(soFar.AsSpan(start), out _, out int used);
            if (status == System.Buffers.OperationStatus.NeedMoreData)
                return true;
            if (status != System.Buffers.OperationStatus.Done)
                return false;
            start += used;
        }
        return true;
    }

    private bool Fail(int code)
    {
        ErrorCode = code;
        return false;
    }
}
