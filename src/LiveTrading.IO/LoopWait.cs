namespace LiveTrading.IO;

/// <summary>What a loop does when there is nothing to do.</summary>
public enum LoopWait
{
    /// <summary>Sleeps in the kernel until something happens: idle costs next to nothing.</summary>
    Block,

    /// <summary>Polls without sleeping: no wake-up latency, one processor always busy.</summary>
    Spin,

    /// <summary>Polls for <see cref="EventLoopOptions.SpinFor"/> after the last event, then sleeps: a busy feed never pays for waking up, an idle one costs next to nothing.</summary>
    Hybrid,
}
