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
}
