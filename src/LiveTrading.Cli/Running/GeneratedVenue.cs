using System.Globalization;
using LiveTrading.Venues.Simulated;

namespace LiveTrading.Cli.Running;

/// <summary>Reads <c>--symbols</c>: which symbols a venue with a generated market has, and what its user holds of them.</summary>
internal static class GeneratedVenue
{
    /// <summary>What the user gets of a base asset that is not BTC, in USDT.</summary>
    private const decimal BaseNotional = 60_000m;

    private static readonly string[] _quoteAssets = ["USDT", "USDC", "FDUSD", "BTC", "ETH", "BNB", "EUR", "TRY"];

    /// <summary>Options with the symbols and the user.</summary>
    /// <param name="options">The rest.</param>
    /// <param name="list">Symbols with commas between them, each with or without a start price: <c>BTCUSDT,SOLUSDT=150</c>.</param>
    /// <param name="generator">Seed; its symbols are replaced.</param>
    /// <param name="market">How every market moves; its name and price are replaced.</param>
    /// <param name="problems">Gets a sentence for each thing that is wrong.</param>
    public static SimulatedVenueOptions Apply(SimulatedVenueOptions options, string list, MarketGeneratorOptions generator, GeneratedSymbol market, List<string> problems)
    {
        List<SimulatedSymbol> symbols = [];
        List<GeneratedSymbol> markets = [];
        Dictionary<string, decimal> balances = new(SimulatedUser.Demo.Balances);
        foreach (string part in list.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] pair = part.Split('=', 2);
            string? quote = Array.Find(_quoteAssets, q => pair[0].Length > q.Length && pair[0].EndsWith(q, StringComparison.Ordinal));
            if (quote is null)
            {
                problems.Add($"--symbols: '{part}' is not a symbol in upper case that ends in one of {string.Join(", ", _quoteAssets)}.");
                continue;
            }

            decimal price = UsualPrice(pair[0]);
            if (pair.Length > 1 && (!decimal.TryParse(pair[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out price) || price <= 0))
            {
                problems.Add($"--symbols: '{pair[1]}' is not a price for {pair[0]}.");
                continue;
            }

            string baseAsset = pair[0][..^quote.Length];
            symbols.Add(Rules(pair[0], baseAsset, quote, price));
            decimal quotePrice = quote == "TRY" ? 0.025m : UsualPrice(quote + "USDT");
            markets.Add(market with { Symbol = pair[0], StartPrice = price, LevelNotional = decimal.Round(market.LevelNotional / quotePrice, 8) });
            balances.TryAdd(quote, decimal.Round(100_000m / quotePrice, 2));
            balances.TryAdd(baseAsset, Math.Max(1, decimal.Floor(BaseNotional / (price * quotePrice))));
        }

        SimulatedUser user = new() { ApiKey = SimulatedUser.Demo.ApiKey, Secret = SimulatedUser.Demo.Secret, Balances = balances };
        return options with { Symbols = symbols, Users = [user], Generator = generator with { Symbols = markets } };
    }

    /// <summary>About what it costs; 100 of what is not known.</summary>
    private static decimal UsualPrice(string symbol) => symbol switch
    {
        "BTCUSDT" or "BTCUSDC" or "BTCFDUSD" or "BTCEUR" => 60_000m,
        "ETHUSDT" or "ETHUSDC" or "ETHFDUSD" or "ETHEUR" => 3_000m,
        "ETHBTC" => 0.05m,
        "BNBUSDT" or "BNBUSDC" or "BNBFDUSD" or "BNBEUR" => 600m,
        "USDTUSDT" or "USDCUSDT" or "FDUSDUSDT" or "EURUSDT" => 1m,
        _ => 100m,
    };

    /// <summary>The venue's own rules where they are known; else a grid on which the price has at least ten thousand steps.</summary>
    private static SimulatedSymbol Rules(string symbol, string baseAsset, string quoteAsset, decimal price)
    {
        if (symbol == SimulatedSymbol.BtcUsdt.Symbol)
            return SimulatedSymbol.BtcUsdt;
        if (symbol == SimulatedSymbol.EthUsdt.Symbol)
            return SimulatedSymbol.EthUsdt;
        decimal tick = 1m;
        int places = 0;
        while (price / tick < 10_000 && places < 6)
        {
            tick /= 10;
            places++;
        }

        // Price and quantity have eight decimal places together; a quantity needs no more than five.
        decimal step = 1m;
        for (int i = 0; i < Math.Min(5, 8 - places); i++)
            step /= 10;
        return new SimulatedSymbol
        {
            Symbol = symbol,
            BaseAsset = baseAsset,
            QuoteAsset = quoteAsset,
            TickSize = tick,
            MinPrice = tick,
            StepSize = step,
            MinQuantity = step,
            MinNotional = quoteAsset is "BTC" or "ETH" ? 0.0001m : 5m,
        };
    }
}
