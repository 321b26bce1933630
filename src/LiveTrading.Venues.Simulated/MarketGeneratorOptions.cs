namespace LiveTrading.Venues.Simulated;

/// <summary>A market of the venue's own making, the same for the same seed: endless, and ready without any file.</summary>
public sealed record MarketGeneratorOptions
{
    /// <summary>Any value; default 1. Each symbol's market depends on it and on the symbol's name alone.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The markets made; default BTCUSDT as <see cref="GeneratedSymbol"/> has it. A symbol of the venue that is not here has an empty book.</summary>
    public IReadOnlyList<GeneratedSymbol> Symbols { get; init; } = [new GeneratedSymbol { Symbol = "BTCUSDT" }];

    /// <summary>Adds what is wrong, one sentence each.</summary>
    internal void Check(string path, IReadOnlyList<SimulatedSymbol> symbols, List<string> problems)
    {
        if (Symbols.Count == 0)
            problems.Add($"{path}.Symbols is empty; at least one is needed.");
        for (int i = 0; i < Symbols.Count; i++)
            Symbols[i].Check($"{path}.Symbols[{i}]", symbols, problems);
        foreach (IGrouping<string, GeneratedSymbol> same in Symbols.GroupBy(s => s.Symbol).Where(g => g.Count() > 1))
            problems.Add($"{path}.Symbols: {same.Key} occurs {same.Count()} times.");
    }
}
