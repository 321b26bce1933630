using System.Text;
using LiveTrading.Model.MarketData;
using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance;

/// <summary>The configured instruments: handle to symbol in UTF-8 and back, without strings on the way. Loop thread.</summary>
internal sealed class InstrumentSymbols
{
    private byte[]?[] _symbols = new byte[]?[16];

    /// <summary>From symbol to handle.</summary>
    public SymbolTable Table { get; } = new();

    /// <summary>Makes an instrument known.</summary>
    public void Add(string symbol, InstrumentHandle handle)
    {
        if (handle.Index >= _symbols.Length)
            Array.Resize(ref _symbols, Math.Max(_symbols.Length * 2, handle.Index + 1));
        _symbols[handle.Index] = Encoding.UTF8.GetBytes(symbol);
        Table.Add(symbol, handle);
    }

    /// <summary>The symbol of a handle.</summary>
    public bool TryGet(InstrumentHandle handle, out ReadOnlySpan<byte> symbol)
    {
        byte[]? found = (uint)handle.Index < (uint)_symbols.Length ? _symbols[handle.Index] : null;
        symbol = found;
        return found is not null;
    }
}
