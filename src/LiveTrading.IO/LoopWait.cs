namespace LiveTrading.IO;

/// <summary>What a loop does when there is nothing to do.</summary>
public enum LoopWait
{
    /// <summary>Sleeps in the kernel until something happens: idle costs next to nothing.</summary>
    Block,

    /// <summary>Polls without sleeping: no wake-up latency, one processor always busy.</summary>
    Spin,
}
