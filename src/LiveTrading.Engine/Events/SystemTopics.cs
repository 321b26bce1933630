namespace LiveTrading.Engine.Events;

/// <summary>Names of the engine's own topics and what each carries.</summary>
public static class SystemTopics
{
    /// <summary>Carries <see cref="TickEvent"/>.</summary>
    public const string Tick = "system.tick";

    /// <summary>Carries <see cref="ConnectionEvent"/>: the transport is up.</summary>
    public const string Connected = "system.connected";

    /// <summary>Carries <see cref="ConnectionEvent"/>: the transport is gone.</summary>
    public const string Disconnected = "system.disconnected";

    /// <summary>Carries <see cref="ConnectionEvent"/>: a new attempt is planned.</summary>
    public const string Reconnecting = "system.reconnecting";

    /// <summary>Carries <see cref="ConnectionEvent"/>: the venue answers.</summary>
    public const string Ready = "system.ready";

    /// <summary>Carries <see cref="ConnectionEvent"/>: given up.</summary>
    public const string Failed = "system.failed";

    /// <summary>Carries <see cref="ShutdownEvent"/>.</summary>
    public const string Shutdown = "system.shutdown";

    /// <summary>Carries <see cref="BookStateEvent"/>.</summary>
    public const string Book = "system.book";

    /// <summary>Carries <see cref="StaleDataEvent"/>.</summary>
    public const string Stale = "system.stale";

    /// <summary>Carries <see cref="StrategyEvent"/>.</summary>
    public const string Strategy = "system.strategy";

    /// <summary>Carries <see cref="AlertEvent"/>: something a person should know.</summary>
    public const string Alert = "system.alert";

    /// <summary>Carries <see cref="LiveTrading.Engine.Execution.ReconciliationSummary"/>.</summary>
    public const string Reconciled = "system.reconciled";
}
