namespace LiveTrading.Engine.Risk;

/// <summary>Limits of one strategy, beside those of the whole engine; both hold. Null: no rule of its own.</summary>
public sealed class StrategyRiskLimits
{
    /// <summary>Most loss since its start or its last reset, in the risk currency; above 0, up to 10^12. Default null: <see cref="RiskOptions.MaxStrategyLoss"/>.</summary>
    public decimal? MaxLoss { get; set; }

    /// <summary>Most value of one order, in the risk currency; above 0, up to 10^12. Default null.</summary>
    public decimal? MaxOrderNotional { get; set; }

    /// <summary>Most value of its own position in one instrument at the worst case of its working and unknown orders, in the risk currency; above 0, up to 10^12. Default null.</summary>
    public decimal? MaxPositionNotional { get; set; }

    /// <summary>Most open orders, working and unknown; 1 to 10,000. Default null.</summary>
    public int? MaxOpenOrders { get; set; }

    /// <summary>Most orders and changes in any one second; 1 to 10,000. Default null.</summary>
    public int? MaxOrdersPerSecond { get; set; }

    /// <summary>Most orders and changes in any one minute; 1 to 100,000. Default null.</summary>
    public int? MaxOrdersPerMinute { get; set; }

    internal StrategyRiskLimits Copy() => (StrategyRiskLimits)MemberwiseClone();
}
