namespace LiveTrading.Guarding;

/// <summary>Where the guard reads the engine's heartbeat.</summary>
public interface IHeartbeatSource
{
    /// <summary>What people call it: a path.</summary>
    string Name { get; }

    /// <summary>The last heartbeat; false when there is none, or none that can be read now. Never throws for what the file system does.</summary>
    bool TryRead(out Heartbeat heartbeat);
}
