namespace LiveTrading.Engine.Risk;

/// <summary>Whose trading state.</summary>
public enum TradingStateScope : byte
{
    /// <summary>The whole engine's.</summary>
    Engine,

    /// <summary>One instrument's.</summary>
    Instrument,

    /// <summary>One strategy's.</summary>
    Strategy,
}
