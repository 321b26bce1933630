namespace LiveTrading.Guarding;

/// <summary>The heartbeat that an engine gives, and when <c>livetrading guard</c> takes its orders off the venue.</summary>
public sealed class GuardOptions
{
    /// <summary>Whether the engine writes its heartbeat beside its journal, once a second. Default true. With a journal in memory there is none.</summary>
    public bool Heartbeat { get; set; } = true;

    /// <summary>How long the heartbeat may stand still until the guard acts. 3 s to 1 h. Default 10 s. Read by the guard.</summary>
    public TimeSpan After { get; set; } = TimeSpan.FromSeconds(10);
}
