namespace LiveTrading.Model.Instruments;

/// <summary>Whether an instrument takes orders.</summary>
public enum InstrumentStatus : byte
{
    /// <summary>Everything is taken.</summary>
    Trading,

    /// <summary>Only cancels are taken.</summary>
    CancelOnly,

    /// <summary>Nothing is taken.</summary>
    Halted,
}
