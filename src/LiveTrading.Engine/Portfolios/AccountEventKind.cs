namespace LiveTrading.Engine.Portfolios;

/// <summary>What changed an account.</summary>
public enum AccountEventKind : byte
{
    /// <summary>The venue reported balances.</summary>
    Balances,

    /// <summary>A deposit, withdrawal or transfer.</summary>
    Transfer,

    /// <summary>A baseline was set.</summary>
    Baseline,

    /// <summary>Others traded on the same account.</summary>
    ForeignTrade,
}
