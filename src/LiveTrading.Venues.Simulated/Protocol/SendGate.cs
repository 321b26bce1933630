namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Whether every client takes what it is sent; playback goes on only then.</summary>
internal sealed class SendGate(Func<long> monotonicNanos)
{
    /// <summary>Sockets that do not take any more at present.</summary>
    public int Blocked { get; set; }

    /// <summary>Frames given to sockets.</summary>
    public long FramesSent { get; set; }

    public long NowNanos => monotonicNanos();

    /// <summary>Called when the last blocked socket has room again or is gone.</summary>
    public Action? Opened { get; set; }

    public void Unblock()
    {
        Blocked--;
        if (Blocked == 0)
            Opened?.Invoke();
    }
}
