namespace LiveTrading.WebSockets.Compression;

/// <summary>
/// A canonical Huffman code as a table over the next bits: one look for codes up to the root's width, two for longer ones.
/// Made anew for each block without allocating. An entry is, from the low end: 5 bits of code length, 3 bits of kind
/// (<see cref="Literal"/> and the others), 8 bits of extra-bit count, 16 bits of value.
/// </summary>
internal sealed class DecodeTable
{
    /// <summary>Literal: value is the byte (or the symbol, in the code of code lengths).</summary>
    public const uint Literal = 0;

    /// <summary>A length or distance: value is its least, extra bits follow.</summary>
    public const uint Match = 1;

    /// <summary>End of block.</summary>
    public const uint End = 2;

    /// <summary>Look again: value is the offset of a second table, the extra-bit count its width.</summary>
    public const uint Second = 3;

    /// <summary>No symbol has this code, or it must not occur.</summary>
    public const uint Invalid = 4;

    private const uint NoCode = (Invalid << 5) | 1;

    private readonly uint[] _entries;
    private readonly uint[] _symbolEntries;

    /// <summary>Makes room for a code.</summary>
    /// <param name="symbolEntries">Entry of each symbol without its code length; as many as there may be symbols.</param>
    /// <param name="rootBits">Width of the first look.</param>
    /// <param name="capacity">Entries for both looks: enough for every complete code of so many symbols.</param>
    public DecodeTable(uint[] symbolEntries, int rootBits, int capacity)
    {
        _symbolEntries = symbolEntries;
        RootBits = rootBits;
        _entries = new uint[capacity];
    }

    /// <summary>Width of the first look.</summary>
    public int RootBits { get; }

    /// <summary>The entries, for the decoding loop.</summary>
    public uint[] Entries => _entries;

    /// <summary>Literals and lengths.</summary>
    public static uint[] LiteralEntries()
    {
        var entries = new uint[DeflateAlphabet.FixedLiteralSymbols];
        for (uint symbol = 0; symbol < entries.Length; symbol++)
            entries[symbol] = symbol < 256 ? Entry(Literal, 0, symbol) : Entry(Invalid, 0, 0);
        entries[DeflateAlphabet.EndOfBlock] = Entry(End, 0, 0);
        for (int i = 0; i < DeflateAlphabet.LengthBases.Length; i++)
            entries[257 + i] = Entry(Match, DeflateAlphabet.LengthExtraBits[i], DeflateAlphabet.LengthBases[i]);
        return entries;
    }

    /// <summary>Distances; two symbols of the fixed code never occur.</summary>
    public static uint[] DistanceEntries()
    {
        var entries = new uint[32];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = i < DeflateAlphabet.DistanceSymbols
                ? Entry(Match, DeflateAlphabet.DistanceExtraBits[i], DeflateAlphabet.DistanceBases[i])
                : Entry(Invalid, 0, 0);
        }
        return entries;
    }

    /// <summary>Code lengths.</summary>
    public static uint[] LengthCodeEntries()
    {
        var entries = new uint[DeflateAlphabet.LengthCodeSymbols];
        for (uint symbol = 0; symbol < entries.Length; symbol++)
            entries[symbol] = Entry(Literal, 0, symbol);
        return entries;
    }

    /// <summary>Builds the table.</summary>
    /// <param name="lengths">Code length of each symbol; 0: the symbol does not occur.</param>
    /// <param name="mayBeIncomplete">Whether no code at all, or a single one of one bit, is allowed.</param>
    /// <returns>False when the lengths are not those of a prefix code that uses every combination of bits.</returns>
    public bool TryBuild(ReadOnlySpan<byte> lengths, bool mayBeIncomplete)
    {
        Span<int> counts = stackalloc int[DeflateAlphabet.MaxCodeBits + 1];
        counts.Clear();
        foreach (byte length in lengths)
            counts[length]++;
        counts[0] = 0;
        Span<int> next = stackalloc int[DeflateAlphabet.MaxCodeBits + 2];
        int left = 1;
        int longest = 0;
        next[1] = 0;
        for (int bits = 1; bits <= DeflateAlphabet.MaxCodeBits; bits++)
        {
            left = (left << 1) - counts[bits];
            if (left < 0)
                return false;
            next[bits + 1] = (next[bits] + counts[bits]) << 1;
            if (counts[bits] > 0)
                longest = bits;
        }
        if (left > 0)
        {
            if (!mayBeIncomplete || longest > 1)
                return false;
            _entries.AsSpan(0, 1 << RootBits).Fill(NoCode);
        }
        Place(lengths, next, longest);
        return true;
    }

    private static uint Entry(uint kind, int extraBits, uint value) => (kind << 5) | ((uint)extraBits << 8) | (value << 16);

    private void Place(ReadOnlySpan<byte> lengths, Span<int> next, int longest)
    {
        if (longest > RootBits)
            ReserveSeconds(lengths, next);
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
                continue;
            int code = Reverse(next[length]++, length);
            uint entry = _symbolEntries[symbol] | (uint)length;
            Span<uint> table = _entries;
            int width = RootBits;
            int at = code;
            int step = length;
            if (length > RootBits)
            {
                uint second = _entries[code & ((1 << RootBits) - 1)];
                table = _entries.AsSpan((int)(second >> 16));
                width = (int)(second >> 8) & 0xFF;
                at = code >> RootBits;
                step = length - RootBits;
            }
            for (; at < 1 << width; at += 1 << step)
                table[at] = entry;
        }
    }

    /// <summary>Lays out a second table for each root entry that codes longer than the root begin with, as wide as the longest of them.</summary>
    private void ReserveSeconds(ReadOnlySpan<byte> lengths, ReadOnlySpan<int> first)
    {
        Span<int> next = stackalloc int[DeflateAlphabet.MaxCodeBits + 2];
        first.CopyTo(next);
        Span<uint> root = _entries.AsSpan(0, 1 << RootBits);
        root.Clear();
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
                continue;
            int code = next[length]++;
            if (length <= RootBits)
                continue;
            int prefix = Reverse(code >> (length - RootBits), RootBits);
            root[prefix] = Math.Max(root[prefix], (uint)(length - RootBits));
        }
        int used = 1 << RootBits;
        for (int i = 0; i < root.Length; i++)
        {
            int width = (int)root[i];
            if (width == 0)
                continue;
            root[i] = Entry(Second, width, (uint)used) | (uint)RootBits;
            used += 1 << width;
        }
    }

    private static int Reverse(int code, int length)
    {
        // Neighbours, pairs, fours and bytes are swapped in turn.
        uint bits = (uint)code;
        bits = ((bits >> 1) & 0x5555) | ((bits & 0x5555) << 1);
        bits = ((bits >> 2) & 0x3333) | ((bits & 0x3333) << 2);
        bits = ((bits >> 4) & 0x0F0F) | ((bits & 0x0F0F) << 4);
        bits = ((bits >> 8) & 0x00FF) | ((bits & 0x00FF) << 8);
        return (int)(bits >> (16 - length));
    }
}
