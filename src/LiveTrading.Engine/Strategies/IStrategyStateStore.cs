using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Strategies;

/// <summary>Keeps what strategies want to know after a restart. Loop thread only; must not block for long.</summary>
public interface IStrategyStateStore
{
    /// <summary>What was saved last; null when nothing was.</summary>
    byte[]? Load(StrategyId strategy);

    /// <summary>Puts a strategy's state in the place of the one saved before.</summary>
    /// <returns>False when it could not be saved: the one before is still there.</returns>
    bool Save(StrategyId strategy, ReadOnlySpan<byte> state);
}
