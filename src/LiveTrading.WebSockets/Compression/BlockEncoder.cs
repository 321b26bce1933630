namespace LiveTrading.WebSockets.Compression;

/// <summary>
/// Collects literals and matches and writes them as one block, in the form that takes least: stored, fixed code, or a code
/// of its own. Room for <see cref="Capacity"/> of them. Allocates nothing after construction.
/// </summary>
internal sealed class BlockEncoder
{
    /// <summary>Literals and matches in a block: enough to pay for a code of its own, few enough to follow a change of content.</summary>
    public const int Capacity = 16 * 1024;

    /// <summary>With fewer, the fixed code is taken without working out another: its description alone would outweigh the gain.</summary>
    private const int MinForOwnCode = 48;

    /// <summary>Longest stored block (RFC 1951 §3.2.4).</summary>
    private const int MaxStoredBytes = ushort.MaxValue;

    private static readonly EncodeTable FixedLiterals = MakeFixed(DeflateAlphabet.FixedLiteralSymbols);
    private static readonly EncodeTable FixedDistances = MakeFixed(DeflateAlphabet.DistanceSymbols);
    private static readonly byte[] LengthSymbols = MakeLengthSymbols();

    private readonly EncodeTable _literals = new(DeflateAlphabet.LiteralSymbols, DeflateAlphabet.MaxCodeBits);
    private readonly EncodeTable _distances = new(DeflateAlphabet.DistanceSymbols, DeflateAlphabet.MaxCodeBits);
    private readonly EncodeTable _lengthCode = new(DeflateAlphabet.LengthCodeSymbols, DeflateAlphabet.MaxLengthCodeBits);

    // A literal is its byte; a match is its distance in the upper half, its length in the lower.
    private readonly uint[] _items = new uint[Capacity];

    // Code lengths as they are sent: the symbol, and the repetition's extra value in the upper half.
    private readonly ushort[] _runs = new ushort[DeflateAlphabet.LiteralSymbols + DeflateAlphabet.DistanceSymbols];
    private readonly byte[] _allLengths = new byte[DeflateAlphabet.LiteralSymbols + DeflateAlphabet.DistanceSymbols];
    private int _count;
    private int _runCount;
    private long _extraBits;

    /// <summary>The block must be written before more is added.</summary>
    public bool IsFull => _count == Capacity;

    /// <summary>Starts an empty block.</summary>
    public void Begin()
    {
        _count = 0;
        _extraBits = 0;
        Array.Clear(_literals.Counts);
        Array.Clear(_distances.Counts);
        _literals.Counts[DeflateAlphabet.EndOfBlock] = 1;
    }

    /// <summary>Adds a byte.</summary>
    public void AddLiteral(byte value)
    {
        _items[_count++] = value;
        _literals.Counts[value]++;
    }

    /// <summary>Adds a repetition.</summary>
    /// <param name="length">3 to 258.</param>
    /// <param name="distance">1 to 32768.</param>
    public void AddMatch(int length, int distance)
    {
        _items[_count++] = ((uint)distance << 16) | (uint)length;
        int lengthSymbol = LengthSymbols[length];
        int distanceSymbol = DistanceSymbol(distance);
        _literals.Counts[257 + lengthSymbol]++;
        _distances.Counts[distanceSymbol]++;
        _extraBits += DeflateAlphabet.LengthExtraBits[lengthSymbol] + DeflateAlphabet.DistanceExtraBits[distanceSymbol];
    }

    /// <summary>Writes the block; nothing when it is empty.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="content">What the items stand for.</param>
    public void Write(ref BitWriter writer, ReadOnlySpan<byte> content)
    {
        if (_count == 0)
            return;
        long fixedBits = FixedCost() + _extraBits;
        long ownBits = long.MaxValue;
        if (_count >= MinForOwnCode)
        {
            _literals.Build();
            _distances.Build();
            ownBits = DescribeCodes() + _literals.CostBits() + _distances.CostBits() + _extraBits;
        }
        // Seven bits of filling at most, and length and its complement for each stored block.
        long storedBits = (8L * content.Length) + ((content.Length / MaxStoredBytes + 1) * 42L);
        if (storedBits < Math.Min(fixedBits, ownBits))
        {
            WriteStored(ref writer, content);
        }
        else if (fixedBits <= ownBits)
        {
            writer.Write(0b010, 3);
            WriteItems(ref writer, FixedLiterals, FixedDistances);
        }
        else
        {
            writer.Write(0b100, 3);
            WriteCodes(ref writer);
            WriteItems(ref writer, _literals, _distances);
        }
    }

    private static EncodeTable MakeFixed(int symbols)
    {
        var table = new EncodeTable(symbols, DeflateAlphabet.MaxCodeBits);
        for (int symbol = 0; symbol < symbols; symbol++)
            table.Lengths[symbol] = symbols == DeflateAlphabet.FixedLiteralSymbols ? DeflateAlphabet.FixedLiteralLength(symbol) : (byte)5;
        table.MakeCodes();
        return table;
    }

    private static byte[] MakeLengthSymbols()
    {
        var symbols = new byte[DeflateAlphabet.MaxMatchBytes + 1];
        for (int i = 0; i < DeflateAlphabet.LengthBases.Length; i++)
        {
            for (int length = DeflateAlphabet.LengthBases[i]; length < symbols.Length; length++)
                symbols[length] = (byte)i;
        }
        return symbols;
    }

    private static int DistanceSymbol(int distance)
    {
        if (distance <= 4)
            return distance - 1;
        // Two symbols for each power of two: the highest bit and the one below it choose.
        int log = System.Numerics.BitOperations.Log2((uint)(distance - 1));
        return (2 * log) + (((distance - 1) >> (log - 1)) & 1);
    }

    private long FixedCost()
    {
        long bits = 3;
        for (int symbol = 0; symbol < _literals.Counts.Length; symbol++)
            bits += (long)_literals.Counts[symbol] * FixedLiterals.Lengths[symbol];
        foreach (int count in _distances.Counts)
            bits += 5L * count;
        return bits;
    }

    /// <summary>Works out how the two codes are sent; gives the bits that takes.</summary>
    private long DescribeCodes()
    {
        int literals = Math.Max(257, _literals.UsedSymbols);
        int distances = Math.Max(1, _distances.UsedSymbols);
        Span<byte> all = _allLengths.AsSpan(0, literals + distances);
        _literals.Lengths.AsSpan(0, literals).CopyTo(all);
        _distances.Lengths.AsSpan(0, distances).CopyTo(all[literals..]);
        Array.Clear(_lengthCode.Counts);
        _runCount = 0;
        for (int i = 0; i < all.Length;)
        {
            byte length = all[i];
            int run = all[i..].IndexOfAnyExcept(length);
            if (run < 0)
                run = all.Length - i;
            i += run;
            if (length != 0)
            {
                AddRun(length, 0);
                run--;
            }
            while (run >= 3)
            {
                int part = Math.Min(run, length != 0 ? 6 : run > 10 ? 138 : 10);
                AddRun(length != 0 ? 16 : part > 10 ? 18 : 17, part - (part > 10 ? 11 : 3));
                run -= part;
            }
            for (; run > 0; run--)
                AddRun(length, 0);
        }
        _lengthCode.Build();
        long bits = 3 + 14 + (3L * LengthCodesSent()) + _lengthCode.CostBits();
        return bits + (2L * _lengthCode.Counts[16]) + (3L * _lengthCode.Counts[17]) + (7L * _lengthCode.Counts[18]);
    }

    private void AddRun(int symbol, int extra)
    {
        _runs[_runCount++] = (ushort)(symbol | (extra << 8));
        _lengthCode.Counts[symbol]++;
    }

    private int LengthCodesSent()
    {
        int sent = DeflateAlphabet.LengthCodeSymbols;
        while (sent > 4 && _lengthCode.Lengths[DeflateAlphabet.LengthCodeOrder[sent - 1]] == 0)
            sent--;
        return sent;
    }

    private void WriteCodes(ref BitWriter writer)
    {
        int sent = LengthCodesSent();
        writer.Write((uint)(Math.Max(257, _literals.UsedSymbols) - 257), 5);
        writer.Write((uint)(Math.Max(1, _distances.UsedSymbols) - 1), 5);
        writer.Write((uint)(sent - 4), 4);
        for (int i = 0; i < sent; i++)
            writer.Write(_lengthCode.Lengths[DeflateAlphabet.LengthCodeOrder[i]], 3);
        foreach (ushort run in _runs.AsSpan(0, _runCount))
        {
            int symbol = run & 0xFF;
            writer.Write(_lengthCode.Codes[symbol], _lengthCode.Lengths[symbol]);
            writer.Write((uint)(run >> 8), symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 });
        }
    }

    private void WriteItems(ref BitWriter writer, EncodeTable literals, EncodeTable distances)
    {
        foreach (uint item in _items.AsSpan(0, _count))
        {
            int distance = (int)(item >> 16);
            int low = (int)(item & 0xFFFF);
            if (distance == 0)
            {
                writer.Write(literals.Codes[low], literals.Lengths[low]);
                continue;
            }
            int symbol = LengthSymbols[low];
            writer.Write(literals.Codes[257 + symbol], literals.Lengths[257 + symbol]);
            writer.Write((uint)(low - DeflateAlphabet.LengthBases[symbol]), DeflateAlphabet.LengthExtraBits[symbol]);
            symbol = DistanceSymbol(distance);
            writer.Write(distances.Codes[symbol], distances.Lengths[symbol]);
            writer.Write((uint)(distance - DeflateAlphabet.DistanceBases[symbol]), DeflateAlphabet.DistanceExtraBits[symbol]);
        }
        writer.Write(literals.Codes[DeflateAlphabet.EndOfBlock], literals.Lengths[DeflateAlphabet.EndOfBlock]);
    }

    private static void WriteStored(ref BitWriter writer, ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty && !writer.IsFull)
        {
            int count = Math.Min(content.Length, MaxStoredBytes);
            writer.Write(0b000, 3);
            writer.Align();
            writer.Write((uint)count | ((uint)~count << 16), 32);
            writer.WriteBytes(content[..count]);
            content = content[count..];
        }
    }
}
