using LiveTrading.Model;

namespace LiveTrading.Venues.Simulated;

/// <summary>How a symbol's market is generated. Price and quantity grids are those of its <see cref="SimulatedSymbol"/>.</summary>
public sealed record GeneratedSymbol
{
    /// <summary>One of <see cref="SimulatedVenueOptions.Symbols"/>.</summary>
    public required string Symbol { get; init; }

    /// <summary>Where the price starts and what it is drawn back to; at least 1,000 ticks, and within an eighth of the symbol's lowest and highest price; default 60,000.</summary>
    public decimal StartPrice { get; init; } = 60_000m;

    /// <summary>Standard deviation of the yearly return; default 0.6 (60 %); 0 to 20. At 0.6 the price moves about 0.01 % in a second.</summary>
    public double Volatility { get; init; } = 0.6;

    /// <summary>Events a second on average: trades, and changes of the book of which those at its top are bookTickers; depth differences every 100 ms come besides. Default 50; above 0 to 10,000.</summary>
    public double EventsPerSecond { get; init; } = 50;

    /// <summary>Price levels kept on each side; default 25; 10 to 1,000.</summary>
    public int DepthLevels { get; init; } = 25;

    /// <summary>Average value displayed at a level, in the quote asset; default 20,000; above 0.</summary>
    public decimal LevelNotional { get; init; } = 20_000m;

    /// <summary>Adds what is wrong, one sentence each.</summary>
    internal void Check(string path, IReadOnlyList<SimulatedSymbol> symbols, List<string> problems)
    {
        if (symbols.FirstOrDefault(s => s.Symbol == Symbol) is not { } rules)
        {
            problems.Add($"{path}.Symbol is \"{Symbol}\"; allowed are the venue's symbols: {string.Join(", ", symbols.Select(s => s.Symbol))}.");
            return;
        }

        decimal least = Math.Max(rules.TickSize * 1000, rules.MinPrice * 8);
        decimal most = Math.Min(rules.MaxPrice, 10_000_000m) / 8;
        if (StartPrice < least || StartPrice > most || StartPrice % rules.TickSize != 0)
            problems.Add($"{path}.StartPrice is {StartPrice}; allowed is {least} to {most} in steps of {rules.TickSize}.");
        if (!(Volatility is >= 0 and <= 20))
            problems.Add($"{path}.Volatility is {Volatility}; allowed is 0 to 20.");
        if (!(EventsPerSecond is > 0 and <= 10_000))
            problems.Add($"{path}.EventsPerSecond is {EventsPerSecond}; allowed is above 0 to 10,000.");
        if (DepthLevels is < 10 or > 1_000)
            problems.Add($"{path}.DepthLevels is {DepthLevels}; allowed is 10 to 1,000.");
        if (LevelNotional <= 0 || LevelNotional > 10_000_000_000m)
            problems.Add($"{path}.LevelNotional is {LevelNotional}; allowed is above 0 to 10,000,000,000.");
    }
}
