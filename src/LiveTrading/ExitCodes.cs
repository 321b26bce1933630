namespace LiveTrading;

/// <summary>Exit codes of <c>livetrading</c>.</summary>
public static class ExitCodes
{
    /// <summary>Clean.</summary>
    public const int Clean = 0;

    /// <summary>An error that stopped it.</summary>
    public const int Error = 1;

    /// <summary>Bad arguments or configuration.</summary>
    public const int Usage = 2;

    /// <summary>Stopped with open or unknown orders; they are listed.</summary>
    public const int OrdersLeft = 3;

    /// <summary>The summary does not add up.</summary>
    public const int DoesNotAddUp = 4;

    /// <summary>Forced by a second SIGINT.</summary>
    public const int ForcedByInterrupt = 130;

    /// <summary>Forced by a second SIGTERM.</summary>
    public const int ForcedByTerminate = 143;
}
