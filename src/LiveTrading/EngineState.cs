namespace LiveTrading;

/// <summary>Where the life of an engine stands.</summary>
public enum EngineState
{
    /// <summary>Made, not started.</summary>
    Created,

    /// <summary>Validating, locking the journal, recovering.</summary>
    Recovering,

    /// <summary>Dialling the venues and loading instruments.</summary>
    Connecting,

    /// <summary>Comparing orders, fills and balances with every venue; no trading yet.</summary>
    Reconciling,

    /// <summary>Strategies run.</summary>
    Running,

    /// <summary>Orders are being canceled, connections closed.</summary>
    Stopping,

    /// <summary>Ended; the journal is sealed.</summary>
    Stopped,
}
