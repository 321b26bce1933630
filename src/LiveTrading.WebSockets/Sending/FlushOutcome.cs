namespace LiveTrading.WebSockets.Sending;

/// <summary>How far a flush came.</summary>
internal enum FlushOutcome
{
    /// <summary>Nothing is left.</summary>
    Drained,

    /// <summary>The transport took less than all: go on when it has room.</summary>
    Blocked,

    /// <summary>The close frame is handed over: nothing more may be sent.</summary>
    CloseSent,
}
