namespace LiveTrading.IO;

/// <summary>Signals a loop can deliver.</summary>
public enum LoopSignal
{
    /// <summary>SIGINT, Ctrl-C.</summary>
    Interrupt,

    /// <summary>SIGTERM.</summary>
    Terminate,

    /// <summary>SIGHUP; not on Windows.</summary>
    HangUp,
}
