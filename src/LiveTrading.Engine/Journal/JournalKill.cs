using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Journal;

/// <summary>The kill switch was engaged or released.</summary>
/// <param name="Text">Why it was engaged, or who released it.</param>
/// <param name="Time">When.</param>
/// <param name="Flatten">It was engaged to close the position too.</param>
/// <param name="Strategy">Whose kill switch; default: the engine's.</param>
public readonly record struct JournalKill(string Text, UnixNanos Time, bool Flatten = false, StrategyId Strategy = default);
