namespace LiveTrading.Model.Instruments;

/// <summary>What kind of product an instrument is.</summary>
public enum InstrumentKind : byte
{
    /// <summary>Two currencies change hands; no leverage; a position is a base balance.</summary>
    Spot,

    /// <summary>A perpetual future; margin; positions may be short.</summary>
    Perpetual,
}
