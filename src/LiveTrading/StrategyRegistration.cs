using LiveTrading.Engine.Strategies;
using LiveTrading.Model.Identifiers;

namespace LiveTrading;

/// <summary>A strategy to be made at each start of the engine.</summary>
/// <param name="Id">Its name within the engine.</param>
/// <param name="Create">Makes it.</param>
/// <param name="Parameters">Values set before it starts.</param>
/// <param name="Argument">What it is made from, for a recording.</param>
internal sealed record StrategyRegistration(StrategyId Id, Func<Strategy> Create, IReadOnlyDictionary<string, string> Parameters, string Argument = "");
