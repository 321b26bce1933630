namespace LiveTrading.Model.MarketData;

/// <summary>One price level: the absolute quantity displayed there; zero removes the level in an update.</summary>
/// <param name="Price">The level's price.</param>
/// <param name="Quantity">Absolute quantity now displayed.</param>
public readonly record struct BookLevel(Price Price, Quantity Quantity);
