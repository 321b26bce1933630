namespace LiveTrading.Engine.Execution;

/// <summary>Whose a trade out of the history is.</summary>
internal enum TradeOwner : byte
{
    /// <summary>This engine's, and known before.</summary>
    Own,

    /// <summary>This engine's: it was applied now.</summary>
    OwnAndNew,

    /// <summary>Another's, counted before.</summary>
    Foreign,

    /// <summary>Another's, counted now.</summary>
    ForeignAndNew,

    /// <summary>The history does not tell: the venue must be asked about the order.</summary>
    Unclear,
}
