namespace LiveTrading.Engine.Risk;

/// <summary>Limits of one instrument, beside those of <see cref="RiskOptions"/>. Null: no rule of its own.</summary>
public sealed class InstrumentRiskLimits
{
    /// <summary>Largest quantity of one order, in the base currency; above 0. Default null.</summary>
    public decimal? MaxOrderQuantity { get; set; }

    /// <summary>Largest |position| at the worst case of working and unknown orders, in the base currency; above 0. Default null.</summary>
    public decimal? MaxPositionQuantity { get; set; }

    /// <summary>Most value of one order, in the risk currency; above 0. Default null: <see cref="RiskOptions.MaxOrderNotional"/>.</summary>
    public decimal? MaxOrderNotional { get; set; }

    /// <summary>Most value of the position at its worst, in the risk currency; above 0. Default null: <see cref="RiskOptions.MaxPositionNotional"/>.</summary>
    public decimal? MaxPositionNotional { get; set; }

    /// <summary>How far a limit price may lie from the middle of the market, as a fraction; above 0, at most 1. Default null: <see cref="RiskOptions.MaxPriceDeviation"/>.</summary>
    public decimal? MaxPriceDeviation { get; set; }

    internal InstrumentRiskLimits Copy() => (InstrumentRiskLimits)MemberwiseClone();
}
