namespace LiveTrading.IO.Simulated;

/// <summary>What an <see cref="Occurrence"/> does.</summary>
internal enum OccurrenceKind
{
    /// <summary>A connect request arrives at its destination.</summary>
    Dial,

    /// <summary>The answer to a connect request is back.</summary>
    Established,

    /// <summary>The refusal of a connect request is back.</summary>
    Refused,

    /// <summary>No route, known at once.</summary>
    Unreachable,

    /// <summary>No such name.</summary>
    Unresolvable,

    /// <summary>Bytes arrive.</summary>
    Bytes,

    /// <summary>The other side's FIN arrives.</summary>
    Fin,

    /// <summary>An RST arrives.</summary>
    Reset,

    /// <summary>News that the window has room again.</summary>
    Room,
}
