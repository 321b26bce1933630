using System.Runtime.ExceptionServices;
using LiveTrading.IO;

namespace LiveTrading.WebSockets;

/// <summary>Hands an exception out of a callback to the loop's owner.</summary>
internal static class ErrorReport
{
    /// <summary>To <see cref="EventLoop.UnhandledError"/>, or, when there is none, thrown out of the loop's next turn.</summary>
    public static void To(EventLoop loop, Exception error)
    {
        if (loop.UnhandledError is { } report)
            report(error);
        else if (!loop.TryPost(static state => ExceptionDispatchInfo.Throw((Exception)state!), error, PostLane.Control))
            throw new InvalidOperationException("A callback threw while the loop's control queue was full.", error);
    }
}
