namespace LiveTrading.Simulation.Strategies;

/// <summary>What a random strategy may do when it acts.</summary>
internal enum TraderAct
{
    /// <summary>A post-only order at or behind the best price.</summary>
    Make,

    /// <summary>A limit order anywhere near, which may trade at once.</summary>
    Join,

    /// <summary>Immediate or cancel through the best price.</summary>
    Take,

    /// <summary>Fill or kill.</summary>
    FillOrKill,

    /// <summary>A market order.</summary>
    Market,

    /// <summary>A stop order.</summary>
    Stop,

    /// <summary>A stop order with a limit.</summary>
    StopLimit,

    /// <summary>A cancel of one own order.</summary>
    Cancel,

    /// <summary>A cancel of all own orders.</summary>
    CancelAll,

    /// <summary>Another price.</summary>
    ChangePrice,

    /// <summary>Another quantity.</summary>
    ChangeQuantity,

    /// <summary>An order and its cancel in the same call.</summary>
    MakeAndCancel,

    /// <summary>Several orders at one price in the same call.</summary>
    Burst,
}
