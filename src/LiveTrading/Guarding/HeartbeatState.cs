namespace LiveTrading.Guarding;

/// <summary>What an engine last said of itself in its heartbeat. Numbers are on disk: never renumber.</summary>
public enum HeartbeatState : uint
{
    /// <summary>It runs, from its start on; orders may be at the venue.</summary>
    Running = 1,

    /// <summary>It ended in order and left nothing that has to be guarded.</summary>
    Stopped = 2,
}
