namespace LiveTrading.WebSockets.Compression;

/// <summary>
/// A length-limited Huffman code made from counts (RFC 1951 §3.2.2). Made anew for each block; allocates nothing after
/// construction. The code is within a bit or two of the best one when the limit bites, and the best one otherwise.
/// </summary>
internal sealed class EncodeTable
{
    private readonly int _maxBits;
    private readonly ulong[] _sorted;
    private readonly long[] _weights;
    private readonly int[] _parents;

    /// <summary>Makes an empty code.</summary>
    /// <param name="symbols">How many there may be.</param>
    /// <param name="maxBits">Longest code.</param>
    public EncodeTable(int symbols, int maxBits)
    {
        _maxBits = maxBits;
        Counts = new int[symbols];
        Lengths = new byte[symbols];
        Codes = new ushort[symbols];
        _sorted = new ulong[symbols];
        _weights = new long[2 * symbols];
        _parents = new int[2 * symbols];
    }

    /// <summary>How often each symbol occurs; to be filled before <see cref="Build"/>.</summary>
    public int[] Counts { get; }

    /// <summary>Bits of each symbol's code; 0: it does not occur.</summary>
    public byte[] Lengths { get; }

    /// <summary>Each symbol's code, first bit lowest.</summary>
    public ushort[] Codes { get; }

    /// <summary>Symbols up to and with the last that occurs.</summary>
    public int UsedSymbols => Lengths.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;

    /// <summary>Makes lengths and codes from <see cref="Counts"/>. Fewer than two symbols are filled up to two, so that the code is complete.</summary>
    public void Build()
    {
        Array.Clear(Lengths);
        int used = Sort();
        for (int symbol = 0; used < 2; symbol++)
        {
            if (Counts[symbol] != 0)
                continue;
            Counts[symbol] = 1;
            used = Sort();
        }
        Span<int> lengthCounts = stackalloc int[DeflateAlphabet.MaxCodeBits + 1];
        CountLengths(used, lengthCounts);
        // The rarest symbols get the longest codes.
        int at = 0;
        for (int bits = _maxBits; bits > 0; bits--)
        {
            for (int i = 0; i < lengthCounts[bits]; i++)
                Lengths[(int)(_sorted[at++] & 0xFFFF)] = (byte)bits;
        }
        MakeCodes();
    }

    /// <summary>Makes <see cref="Codes"/> from <see cref="Lengths"/>.</summary>
    public void MakeCodes()
    {
        Span<int> next = stackalloc int[DeflateAlphabet.MaxCodeBits + 2];
        next.Clear();
        foreach (byte length in Lengths)
            next[length + 1]++;
        next[1] = 0;
        for (int bits = 1; bits <= DeflateAlphabet.MaxCodeBits; bits++)
            next[bits + 1] = (next[bits] + next[bits + 1]) << 1;
        // next[b] now is the first code of b bits: codes of a length are consecutive, and longer ones follow them.
        for (int symbol = 0; symbol < Lengths.Length; symbol++)
        {
            int length = Lengths[symbol];
            if (length > 0)
                Codes[symbol] = Reverse(next[length]++, length);
        }
    }

    /// <summary>Bits that all counted symbols take, extra bits not counted.</summary>
    public long CostBits()
    {
        long bits = 0;
        for (int i = 0; i < Counts.Length; i++)
            bits += (long)Counts[i] * Lengths[i];
        return bits;
    }

    private int Sort()
    {
        int used = 0;
        for (int symbol = 0; symbol < Counts.Length; symbol++)
        {
            if (Counts[symbol] > 0)
                _sorted[used++] = ((ulong)(uint)Counts[symbol] << 16) | (uint)symbol;
        }
        _sorted.AsSpan(0, used).Sort();
        return used;
    }

    /// <summary>Builds Huffman's tree from two sorted queues, leaves and inner nodes, and counts its leaves by depth.</summary>
    private void CountLengths(int used, Span<int> lengthCounts)
    {
        for (int i = 0; i < used; i++)
            _weights[i] = (long)(_sorted[i] >> 16);
        int leaf = 0;
        int inner = used;
        int root = (2 * used) - 2;
        for (int node = used; node <= root; node++)
        {
            int first = inner == node || (leaf < used && _weights[leaf] <= _weights[inner]) ? leaf++ : inner++;
            int second = inner == node || (leaf < used && _weights[leaf] <= _weights[inner]) ? leaf++ : inner++;
            _weights[node] = _weights[first] + _weights[second];
            _parents[first] = node;
            _parents[second] = node;
        }
        lengthCounts.Clear();
        // From here on _weights holds depths.
        _weights[root] = 0;
        for (int node = root - 1; node >= 0; node--)
        {
            _weights[node] = _weights[_parents[node]] + 1;
            if (node < used)
                lengthCounts[(int)Math.Min(_weights[node], _maxBits)]++;
        }
        Limit(lengthCounts);
    }

    /// <summary>Codes cut to the limit take more than there are: shorter ones are lengthened until all fit.</summary>
    private void Limit(Span<int> lengthCounts)
    {
        long taken = 0;
        for (int bits = 1; bits <= _maxBits; bits++)
            taken += (long)lengthCounts[bits] << (_maxBits - bits);
        for (long tooMany = taken - (1L << _maxBits); tooMany > 0; tooMany--)
        {
            // A code one bit longer makes room for a brother, which one of the longest codes becomes: one leaf of the last level is saved.
            int bits = _maxBits - 1;
            while (lengthCounts[bits] == 0)
                bits--;
            lengthCounts[bits]--;
            lengthCounts[bits + 1] += 2;
            lengthCounts[_maxBits]--;
        }
    }

    private static ushort Reverse(int code, int length)
    {
        int reversed = 0;
        for (int i = 0; i < length; i++, code >>= 1)
            reversed = (reversed << 1) | (code & 1);
        return (ushort)reversed;
    }
}
