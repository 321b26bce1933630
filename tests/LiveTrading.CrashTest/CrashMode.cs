namespace LiveTrading.CrashTest;

/// <summary>What happens in a round.</summary>
internal enum CrashMode
{
    /// <summary>The engine is killed with SIGKILL and started again on its journal.</summary>
    Engine,

    /// <summary>The engine lives; the venue cuts its connections.</summary>
    Connections,

    /// <summary>Both.</summary>
    Both,
}
