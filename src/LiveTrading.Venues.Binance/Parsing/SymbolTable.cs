using System.Buffers.Binary;
using System.Text;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>
/// From a symbol in UTF-8 to the instrument's handle without making a string. Loop thread; lookups allocate nothing, O(1)
/// expected; grows on <see cref="Add"/> and keeps what it has for the adapter's life.
/// </summary>
internal sealed class SymbolTable
{
    private Entry[] _slots = new Entry[64];
    private int _count;

    private struct Entry
    {
        public byte[]? Symbol;
        public InstrumentHandle Handle;
    }

    /// <summary>Makes a symbol known. Adding it again replaces the handle.</summary>
    public void Add(string symbol, InstrumentHandle handle)
    {
        if ((_count + 1) * 2 > _slots.Length)
            Grow();
        byte[] key = Encoding.UTF8.GetBytes(symbol);
        Place(_slots, key, handle);
    }

    /// <summary>The handle, or <see cref="InstrumentHandle.None"/>.</summary>
    public InstrumentHandle Find(ReadOnlySpan<byte> symbol)
    {
        Entry[] slots = _slots;
        int mask = slots.Length - 1;
        int at = Hash(symbol) & mask;
        while (true)
        {
            ref readonly Entry entry = ref slots[at];
            if (entry.Symbol is null)
                return InstrumentHandle.None;
            if (symbol.SequenceEqual(entry.Symbol))
                return entry.Handle;
            at = (at + 1) & mask;
        }
    }

    private static int Hash(ReadOnlySpan<byte> symbol)
    {
        ulong mixed = (ulong)symbol.Length;
        if (symbol.Length >= 4)
        {
            mixed ^= BinaryPrimitives.ReadUInt32LittleEndian(symbol);
            mixed ^= (ulong)BinaryPrimitives.ReadUInt32LittleEndian(symbol[^4..]) << 32;
        }
        else
        {
            foreach (byte b in symbol)
                mixed = (mixed << 8) | b;
        }

        return (int)((mixed * 0x9E3779B97F4A7C15UL) >> 40);
    }

    private void Place(Entry[] slots, byte[] key, InstrumentHandle handle)
    {
        int mask = slots.Length - 1;
        int at = Hash(key) & mask;
        while (slots[at].Symbol is { } present && !present.AsSpan().SequenceEqual(key))
            at = (at + 1) & mask;
        if (slots[at].Symbol is null)
            _count++;
        slots[at] = new Entry { Symbol = key, Handle = handle };
    }

    private void Grow()
    {
        Entry[] old = _slots;
        Entry[] grown = new Entry[old.Length * 2];
        _count = 0;
        foreach (Entry entry in old)
        {
            if (entry.Symbol is not null)
                Place(grown, entry.Symbol, entry.Handle);
        }

        _slots = grown;
    }
}
