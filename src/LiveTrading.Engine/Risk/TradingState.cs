namespace LiveTrading.Engine.Risk;

/// <summary>What may be traded. Ordered by severity; where several hold (engine, instrument, strategy) the most severe rules.</summary>
public enum TradingState : byte
{
    /// <summary>Everything the limits allow.</summary>
    Active,

    /// <summary>An order passes only while |position| is at least the sum of what is left of all working and unknown orders on its side, itself included.</summary>
    Reducing,

    /// <summary>Nothing but cancels and queries.</summary>
    Halted,
}
