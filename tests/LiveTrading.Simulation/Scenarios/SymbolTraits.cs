using LiveTrading.Venues.Simulated;

namespace LiveTrading.Simulation.Scenarios;

/// <summary>What a symbol of the simulated worlds is like.</summary>
internal sealed record SymbolTraits(string Symbol, string BaseAsset, decimal StartPrice, decimal Step, decimal Lot)
{
    private static readonly SymbolTraits[] _all =
    [
        new("BTCUSDT", "BTC", 60_000m, 0.00001m, 0.002m),
        new("ETHUSDT", "ETH", 3_000m, 0.0001m, 0.04m),
        new("BNBUSDT", "BNB", 600m, 0.001m, 0.2m),
    ];

    public static SymbolTraits Of(string symbol) => _all.First(t => t.Symbol == symbol);

    public SimulatedSymbol Rules => new() { Symbol = Symbol, BaseAsset = BaseAsset, QuoteAsset = "USDT", StepSize = Step, MinQuantity = Step };
}
