using LiveTrading.Model;

namespace LiveTrading.Engine.Execution;

/// <summary>What the first source said about a fill, completed by later ones.</summary>
/// <param name="Price">Price.</param>
/// <param name="Quantity">Quantity.</param>
/// <param name="Commission">Commission; 0 while no source told it.</param>
/// <param name="CommissionCurrency">Its currency; null while no source told it.</param>
/// <param name="IsBusted">The venue took it back.</param>
public readonly record struct FillFacts(Price Price, Quantity Quantity, decimal Commission, string? CommissionCurrency, bool IsBusted);
