using LiveTrading.Model;

namespace LiveTrading.Venues.Simulated;

/// <summary>A symbol and its trading rules.</summary>
/// <remarks>Tick and step together must not need more than eight decimal places, so that price times quantity is exact.</remarks>
public sealed record SimulatedSymbol
{
    /// <summary>Upper case, such as <c>BTCUSDT</c>.</summary>
    public required string Symbol { get; init; }

    /// <summary>What is bought and sold, such as <c>BTC</c>.</summary>
    public required string BaseAsset { get; init; }

    /// <summary>What it is paid in, such as <c>USDT</c>.</summary>
    public required string QuoteAsset { get; init; }

    /// <summary>PRICE_FILTER: the price grid, above 0; default 0.01.</summary>
    public decimal TickSize { get; init; } = 0.01m;

    /// <summary>PRICE_FILTER: lowest price; default 0.01.</summary>
    public decimal MinPrice { get; init; } = 0.01m;

    /// <summary>PRICE_FILTER: highest price; default 1,000,000.</summary>
    public decimal MaxPrice { get; init; } = 1_000_000m;

    /// <summary>LOT_SIZE: the quantity grid, above 0; default 0.00001.</summary>
    public decimal StepSize { get; init; } = 0.00001m;

    /// <summary>LOT_SIZE: smallest quantity; default 0.00001.</summary>
    public decimal MinQuantity { get; init; } = 0.00001m;

    /// <summary>LOT_SIZE: largest quantity; default 9,000.</summary>
    public decimal MaxQuantity { get; init; } = 9_000m;

    /// <summary>MARKET_LOT_SIZE: largest quantity of a market order; default 100.</summary>
    public decimal MaxMarketQuantity { get; init; } = 100m;

    /// <summary>NOTIONAL: smallest price times quantity, market orders too; default 5.</summary>
    public decimal MinNotional { get; init; } = 5m;

    /// <summary>NOTIONAL: largest price times quantity of orders with a price; default 9,000,000.</summary>
    public decimal MaxNotional { get; init; } = 9_000_000m;

    /// <summary>PERCENT_PRICE_BY_SIDE: highest price as a multiple of the last one, above 1; default 5.</summary>
    public decimal PriceMultiplierUp { get; init; } = 5m;

    /// <summary>PERCENT_PRICE_BY_SIDE: lowest price as a multiple of the last one, above 0 and below 1; default 0.2.</summary>
    public decimal PriceMultiplierDown { get; init; } = 0.2m;

    /// <summary>MAX_NUM_ORDERS: open orders per account; default 200.</summary>
    public int MaxOpenOrders { get; init; } = 200;

    /// <summary>MAX_NUM_ALGO_ORDERS: open orders with a trigger per account; default 5.</summary>
    public int MaxTriggerOrders { get; init; } = 5;

    /// <summary>Bitcoin against Tether with the venue's own rules.</summary>
    public static SimulatedSymbol BtcUsdt { get; } = new() { Symbol = "BTCUSDT", BaseAsset = "BTC", QuoteAsset = "USDT" };

    /// <summary>Ether against Tether with the venue's own rules.</summary>
    public static SimulatedSymbol EthUsdt { get; } = new() { Symbol = "ETHUSDT", BaseAsset = "ETH", QuoteAsset = "USDT", StepSize = 0.0001m, MinQuantity = 0.0001m };

    /// <summary>Adds what is wrong, one sentence each.</summary>
    internal void Check(string path, List<string> problems)
    {
        CheckName(path + ".Symbol", Symbol, problems);
        CheckName(path + ".BaseAsset", BaseAsset, problems);
        CheckName(path + ".QuoteAsset", QuoteAsset, problems);
        int places = 0;
        foreach ((string name, decimal value) in new[]
        {
            ("TickSize", TickSize), ("MinPrice", MinPrice), ("MaxPrice", MaxPrice), ("StepSize", StepSize), ("MinQuantity", MinQuantity),
            ("MaxQuantity", MaxQuantity), ("MaxMarketQuantity", MaxMarketQuantity), ("MinNotional", MinNotional), ("MaxNotional", MaxNotional),
            ("PriceMultiplierUp", PriceMultiplierUp), ("PriceMultiplierDown", PriceMultiplierDown),
        })
        {
            if (value <= 0 || value > 90_000_000_000m || decimal.Round(value, FixedPoint.Decimals) != value)
                problems.Add($"{path}.{name} is {value}; allowed is above 0 to 90,000,000,000 with at most eight decimal places.");
        }

        places += DecimalPlaces(TickSize) + DecimalPlaces(StepSize);
        if (places > FixedPoint.Decimals)
            problems.Add($"{path}: TickSize and StepSize need {places} decimal places together; allowed are eight.");
        if (MaxOpenOrders < 1 || MaxOpenOrders > 10_000)
            problems.Add($"{path}.MaxOpenOrders is {MaxOpenOrders}; allowed is 1 to 10,000.");
        if (MaxTriggerOrders < 1 || MaxTriggerOrders > 10_000)
            problems.Add($"{path}.MaxTriggerOrders is {MaxTriggerOrders}; allowed is 1 to 10,000.");
    }

    private static int DecimalPlaces(decimal value)
    {
        int places = 0;
        while (places < 28 && decimal.Round(value, places) != value)
            places++;
        return places;
    }

    private static void CheckName(string path, string name, List<string> problems)
    {
        if (string.IsNullOrEmpty(name) || name.Length > 40 || name.Any(c => char.IsWhiteSpace(c) || char.IsLower(c) || c is '/' or '@' or '"' or '\\'))
            problems.Add($"{path} is \"{name}\"; allowed are 1 to 40 upper-case characters.");
    }
}
