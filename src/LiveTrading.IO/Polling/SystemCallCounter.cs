namespace LiveTrading.IO.Polling;

/// <summary>How many system calls a poller and its channels have made to wait, receive and send.</summary>
/// <remarks>Thread: the loop's. One addition a call.</remarks>
internal sealed class SystemCallCounter
{
    /// <summary>So far; a call that a signal interrupted and that was repeated counts once.</summary>
    internal long Total { get; private set; }

    internal void Count() => Total++;
}
