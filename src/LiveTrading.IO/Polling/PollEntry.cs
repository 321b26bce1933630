using System.Net.Sockets;

namespace LiveTrading.IO.Polling;

/// <summary>A socket that a poller watches.</summary>
internal sealed class PollEntry(IPolled owner, Socket socket, Interest interest)
{
    /// <summary>Not with any poller.</summary>
    internal const int Unwatched = -1;

    internal IPolled Owner { get; } = owner;

    internal Socket Socket { get; } = socket;

    internal Interest Interest { get; set; } = interest;

    /// <summary>What the last wait found, until served.</summary>
    internal Interest Found { get; set; }

    /// <summary>Waits for it that failed in a row.</summary>
    internal int FailedPolls { get; set; }

    /// <summary>The poller's own number for it.</summary>
    internal int Slot { get; set; } = Unwatched;
}
