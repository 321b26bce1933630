using System.Text;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>From a currency code in UTF-8 to one shared string: a known currency costs no allocation. At most <see cref="Capacity"/> are kept; further ones get a string each time.</summary>
internal sealed class CurrencyTable
{
    /// <summary>More than the venue lists.</summary>
    public const int Capacity = 4096;

    private readonly SymbolTable _index = new();
    private readonly List<string> _names = [];

    /// <summary>The code as a string.</summary>
    public string Name(ReadOnlySpan<byte> code)
    {
        int known = _index.Find(code).Index;
        if (known >= 0)
            return _names[known];
        string name = Encoding.UTF8.GetString(code);
        if (_names.Count < Capacity)
        {
            _index.Add(name, new Model.MarketData.InstrumentHandle(_names.Count));
            _names.Add(name);
        }

        return name;
    }
}
