using System.Text;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Caching;

/// <summary>Finds instruments by symbol and venue, from UTF-16 and straight from UTF-8, without allocating. O(1); load factor at most one half.</summary>
internal sealed class SymbolTable
{
    private const uint HashMultiplier = 0x9E3779B1; // 2^32 divided by the golden ratio: spreads the low bits.

    private Entry[] _entries = new Entry[16];
    private int[] _nextByChars = new int[16];
    private int[] _nextByBytes = new int[16];
    private int[] _charBuckets = NewBuckets(32);
    private int[] _byteBuckets = NewBuckets(32);
    private int _count;

    internal bool TryFind(string symbol, string venue, out InstrumentHandle handle)
    {
        uint hash = Hash(symbol.AsSpan());
        for (int i = _charBuckets[hash & (uint)(_charBuckets.Length - 1)]; i >= 0; i = _nextByChars[i])
        {
            ref Entry entry = ref _entries[i];
            if (entry.CharHash == hash && string.Equals(entry.Symbol, symbol, StringComparison.Ordinal) && string.Equals(entry.Venue, venue, StringComparison.Ordinal))
            {
                handle = new InstrumentHandle(i);
                return true;
            }
        }

        handle = InstrumentHandle.None;
        return false;
    }

    internal bool TryFind(ReadOnlySpan<byte> symbolUtf8, string venue, out InstrumentHandle handle)
    {
        uint hash = Hash(symbolUtf8);
        for (int i = _byteBuckets[hash & (uint)(_byteBuckets.Length - 1)]; i >= 0; i = _nextByBytes[i])
        {
            ref Entry entry = ref _entries[i];
            if (entry.ByteHash == hash && symbolUtf8.SequenceEqual(entry.SymbolUtf8) && string.Equals(entry.Venue, venue, StringComparison.Ordinal))
            {
                handle = new InstrumentHandle(i);
                return true;
            }
        }

        handle = InstrumentHandle.None;
        return false;
    }

    /// <summary>Adds an id that is not there yet; its handle is the number of those before it.</summary>
    internal InstrumentHandle Add(InstrumentId id)
    {
        if (_count == _entries.Length)
            Grow();
        byte[] utf8 = Encoding.UTF8.GetBytes(id.Symbol);
        _entries[_count] = new Entry(id.Symbol, utf8, id.Venue.Value, Hash(id.Symbol.AsSpan()), Hash(utf8));
        Link(_count);
        return new InstrumentHandle(_count++);
    }

    private static int[] NewBuckets(int length)
    {
        var buckets = new int[length];
        Array.Fill(buckets, -1);
        return buckets;
    }

    private static uint Hash(ReadOnlySpan<char> symbol)
    {
        uint hash = (uint)symbol.Length;
        foreach (char c in symbol)
            hash = (hash ^ c) * HashMultiplier;
        return hash ^ (hash >> 15);
    }

    private static uint Hash(ReadOnlySpan<byte> symbol)
    {
        uint hash = (uint)symbol.Length;
        foreach (byte c in symbol)
            hash = (hash ^ c) * HashMultiplier;
        return hash ^ (hash >> 15);
    }

    private void Link(int i)
    {
        ref int charHead = ref _charBuckets[_entries[i].CharHash & (uint)(_charBuckets.Length - 1)];
        _nextByChars[i] = charHead;
        charHead = i;
        ref int byteHead = ref _byteBuckets[_entries[i].ByteHash & (uint)(_byteBuckets.Length - 1)];
        _nextByBytes[i] = byteHead;
        byteHead = i;
    }

    private void Grow()
    {
        int capacity = _entries.Length * 2;
        Array.Resize(ref _entries, capacity);
        _nextByChars = new int[capacity];
        _nextByBytes = new int[capacity];
        _charBuckets = NewBuckets(capacity * 2);
        _byteBuckets = NewBuckets(capacity * 2);
        for (int i = 0; i < _count; i++)
            Link(i);
    }

    private readonly record struct Entry(string Symbol, byte[] SymbolUtf8, string Venue, uint CharHash, uint ByteHash);
}
