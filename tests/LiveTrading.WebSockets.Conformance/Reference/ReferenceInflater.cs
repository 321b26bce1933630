namespace LiveTrading.WebSockets.Conformance.Reference;

/// <summary>
/// DEFLATE by the book (RFC 1951), a bit at a time over a whole message, written without a look at the product's: slow, and
/// easy to see right. Strict: codes must be complete, references must stay in the window.
/// </summary>
internal sealed class ReferenceInflater(int windowBits, bool takesOver, int maxMessageBytes)
{
    /// <summary>The error of a message that ends too early.</summary>
    public const string EndWithin = "end within a block";

    /// <summary>The error of a message beyond its limit.</summary>
    public const string TooBig = "too big";

    private static readonly int[] _order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly List<byte> _history = [];
    private readonly Dictionary<(int, int), int> _fixedLiterals = Code([.. Enumerable.Range(0, 288).Select(i => i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)]);
    private readonly Dictionary<(int, int), int> _fixedDistances = Code([.. Enumerable.Repeat(5, 32)]);
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
        byte[] message = [.. _history.GetRange(_start, _history.Count - _start)];
        int window = 1 << windowBits;
        if (_history.Count > 4 * window)
            _history.RemoveRange(0, _history.Count - window);
        return (message, "");
    }

    /// <summary>
    /// Looks at the beginning of a message without taking it: what it comes to so far, and what is wrong with it whatever follows;
    /// empty: nothing yet.
    /// </summary>
    public (byte[] SoFar, string Error) Peek(byte[] payload)
    {
        byte[] before = [.. _history];
        if (!takesOver)
            _history.Clear();
        _start = _history.Count;
        _input = payload;
        _bit = 0;
        string error = "";
        try
        {
            while (_bit < 8L * _input.Length)
                Block();
        }
        catch (FormatException wrong) when (wrong.Message == EndWithin)
        {
            // More may follow.
        }
        catch (FormatException wrong)
        {
            error = wrong.Message;
        }
        byte[] soFar = [.. _history.GetRange(_start, _history.Count - _start)];
        _history.Clear();
        _history.AddRange(before);
        return (soFar, error);
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
                if (length > maxMessageBytes - (_history.Count - _start))
                    throw new FormatException(TooBig);
                for (int i = 0; i < length; i++)
                    Put((byte)Bits(8));
                break;
            case 1:
                Symbols(_fixedLiterals, _fixedDistances);
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
        int longest = Math.Max(1, code.Count == 0 ? 0 : code.Keys.Max(k => k.Item1));
        for (int length = 1; length <= longest; length++)
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
            throw new FormatException(TooBig);
        _history.Add(value);
    }

    private int Bits(int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++)
        {
            if (_bit >= 8L * _input.Length)
                throw new FormatException(EndWithin);
            value |= ((_input[_bit >> 3] >> (int)(_bit & 7)) & 1) << i;
            _bit++;
        }
        return value;
    }

    private void AlignToByte() => _bit = (_bit + 7) & ~7;
}
