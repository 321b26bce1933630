namespace LiveTrading.Engine.Journal;

/// <summary>What a fill record of the journal is.</summary>
public enum RecoveredFillKind : byte
{
    /// <summary>A trade.</summary>
    Fill,

    /// <summary>The commission of a trade recorded before.</summary>
    LateCommission,

    /// <summary>The venue took the trade back.</summary>
    Bust,
}
