namespace LiveTrading.Model.MarketData;

/// <summary>A small number that the cache gives an instrument: an index into arrays, valid for the life of one engine.</summary>
/// <param name="Index">0, 1, 2 …; −1 means "none".</param>
public readonly record struct InstrumentHandle(int Index)
{
    /// <summary>No instrument.</summary>
    public static readonly InstrumentHandle None = new(-1);
}
