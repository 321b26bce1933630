using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Risk;

/// <summary>Where the kill switch is remembered across restarts: the order journal.</summary>
public interface IKillSwitchLatch
{
    /// <summary>Records that it is engaged.</summary>
    /// <returns>False when it could not be recorded; the switch works all the same.</returns>
    bool TryLatch(string reason, bool flatten, StrategyId strategy = default);

    /// <summary>Records that a person released it.</summary>
    /// <returns>False when it could not be recorded: the switch then stays engaged.</returns>
    bool TryRelease(string person, StrategyId strategy = default);
}
