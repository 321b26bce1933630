namespace LiveTrading.WebSockets.Tests.Compression;

/// <summary>
/// DEFLATE by the book (RFC 1951), a bit at a time over a whole message, written without a look at the product's: slow, and
/// easy to see right. Strict: codes must be complete, references must stay in the window.
/// </summary>
internal sealed class ReferenceInflater(int windowBits, bool takesOver, int maxMessageBytes)
{
    private static readonly int[] _order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly List<byte> _history = [];
    private byte[] _input = [];
    private long _bit;
    private int _start;

    /// <summary>What a message came to: its bytes, or why there are none.</summary>
    public (byte[]? Message, string Error) Inflate(byte[] payload)
    {
        if (!takesOver)
            _history.Clear();
        _start = _history.Count;
        if (payload.Length == 0)
            return ([], "");
        _input = [.. payload, 0, 0, 0xFF, 0xFF];
        _bit = 0;
        try
        {
            while (_bit < 8L * _input.Length)
                Block();
        }
        catch (FormatException error)
        {
            return (null, error.Message);
        }
        byte[] message = [.. _history.Skip(_start)];
        int window = 1 << windowBits;
        if (_history.Count > 4 * window)
            _history.RemoveRange(0, _history.Count - window);
        return (message, "");
    }

    private void Block()
    {
        bool isFinal = Bits(1) == 1;
        switch (Bits(2))
        {
            case 0:
                AlignToByte();
                int length = Bits(16);
                if (length != (Bits(16) ^ 0xFFFF))
                    throw new FormatException("stored length");
                for (int i = 0; i < length; i++)
                    Put((byte)Bits(8));
                break;
            case 1:
                var literals = new int[288];
                for (int i = 0; i < literals.Length; i++)
                    literals[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
                Symbols(Code(literals), Code([.. Enumerable.Repeat(5, 32)]));
                break;
            case 2:
                Dynamic();
                break;
            default:
                throw new FormatException("block type");
        }
        if (isFinal)
            AlignToByte();
    }

    private void Dynamic()
    {
        int literalCount = Bits(5) + 257;
        int distanceCount = Bits(5) + 1;
        int lengthCount = Bits(4) + 4;
        if (literalCount > 286 || distanceCount > 30)
            throw new FormatException("counts");
        var lengthLengths = new int[19];
        for (int i = 0; i < lengthCount; i++)
            lengthLengths[_order[i]] = Bits(3);
        RequireComplete(lengthLengths, mayBeSmall: false);
        Dictionary<(int, int), int> lengthCode = Code(lengthLengths);
        var lengths = new List<int>();
        while (lengths.Count < literalCount + distanceCount)
        {
            int symbol = Symbol(lengthCode);
            if (symbol < 16)
            {
                lengths.Add(symbol);
                continue;
            }
            if (symbol == 16 && lengths.Count == 0)
                throw new FormatException("repetition of nothing");
            int value = symbol == 16 ? lengths[^1] : 0;
            int count = symbol switch { 16 => 3 + Bits(2), 17 => 3 + Bits(3), _ => 11 + Bits(7) };
            lengths.AddRange(Enumerable.Repeat(value, count));
        }
        if (lengths.Count > literalCount + distanceCount)
            throw new FormatException("too many lengths");
        int[] literals = [.. lengths.Take(literalCount)];
        int[] distances = [.. lengths.Skip(literalCount)];
        if (literals[256] == 0)
            throw new FormatException("no end of block");
        RequireComplete(literals, mayBeSmall: true);
        RequireComplete(distances, mayBeSmall: true);
        Symbols(Code(literals), Code(distances));
    }

    private void Symbols(Dictionary<(int, int), int> literals, Dictionary<(int, int), int> distances)
    {
        while (true)
        {
            int symbol = Symbol(literals);
            if (symbol < 256)
            {
                Put((byte)symbol);
                continue;
            }
            if (symbol == 256)
                return;
            if (symbol > 285)
                throw new FormatException("length symbol");
            int length = symbol == 285 ? 258 : symbol < 265 ? symbol - 254 : LongLength(symbol);
            int distanceSymbol = Symbol(distances);
            if (distanceSymbol > 29)
                throw new FormatException("distance symbol");
            int distance = distanceSymbol < 2 ? distanceSymbol + 1 : LongDistance(distanceSymbol);
            if (distance > _history.Count || distance > 1 << windowBits)
                throw new FormatException("distance");
            for (int i = 0; i < length; i++)
                Put(_history[^distance]);
        }
    }

    private int LongLength(int symbol)
    {
        int extra = (symbol - 261) / 4;
        return 3 + ((4 + ((symbol - 265) % 4)) << extra) + Bits(extra);
    }

    private int LongDistance(int symbol)
    {
        int extra = (symbol / 2) - 1;
        return 1 + ((2 + (symbol % 2)) << extra) + Bits(extra);
    }

    private int Symbol(Dictionary<(int, int), int> code)
    {
        int bits = 0;
        for (int length = 1; length <= 15; length++)
        {
            bits = (bits << 1) | Bits(1);
            if (code.TryGetValue((length, bits), out int symbol))
                return symbol;
        }
        throw new FormatException("no such code");
    }

    private static Dictionary<(int Length, int Bits), int> Code(int[] lengths)
    {
        var code = new Dictionary<(int, int), int>();
        int next = 0;
        for (int length = 1; length <= 15; length++)
        {
            for (int symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] == length)
                    code[(length, next++)] = symbol;
            }
            next <<= 1;
        }
        return code;
    }

    private static void RequireComplete(int[] lengths, bool mayBeSmall)
    {
        double sum = lengths.Where(l => l > 0).Sum(l => Math.Pow(2, -l));
        bool isSmall = mayBeSmall && lengths.All(l => l <= 1);
        if (sum > 1 || (sum < 1 && !isSmall))
            throw new FormatException("incomplete code");
    }

    private void Put(byte value)
    {
        if (_history.Count - _start == maxMessageBytes)
            throw new FormatException("too big");
        _history.Add(value);
    }

    private int Bits(int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++)
        {
            if (_bit >= 8L * _input.Length)
                throw new FormatException("end within a block");
            value |= ((_input[_bit >> 3] >> (int)(_bit & 7)) & 1) << i;
            _bit++;
        }
        return value;
    }

    private void AlignToByte() => _bit = (_bit + 7) & ~7;
}
