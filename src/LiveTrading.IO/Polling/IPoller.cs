using System.Net.Sockets;
using LiveTrading.IO.Turns;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Polling;

/// <summary>Waits for sockets. Level-triggered: what is not served is reported again.</summary>
/// <remarks>Thread: the loop's, but for <see cref="Wake"/>.</remarks>
internal interface IPoller : IDisposable
{
    /// <summary>System calls made so far to wait, receive and send.</summary>
    long SystemCalls { get; }

    /// <summary>Begins to watch an entry, by its <see cref="PollEntry.Interest"/>.</summary>
    void Add(PollEntry entry);

    /// <summary>Its interest has changed.</summary>
    void Update(PollEntry entry);

    /// <summary>Ends watching; before its socket is closed. Idempotent.</summary>
    void Remove(PollEntry entry);

    /// <summary>Takes a connected socket and watches it.</summary>
    StreamChannel Open(IPolled owner, Socket socket);

    /// <summary>Binds a file, where the poller can work on files.</summary>
    /// <returns>Null where it cannot.</returns>
    LoopFile? OpenFile(LoopKernel kernel, SafeFileHandle handle, IFileHandler handler) => null;

    /// <summary>Waits and marks the entries that are ready.</summary>
    /// <param name="maxWaitNanos">0: does not wait; −1: as long as it takes.</param>
    /// <param name="ready">Gets them, each once.</param>
    void Wait(long maxWaitNanos, ReadyEntries ready);

    /// <summary>The loop is being disposed: before its sockets are closed. What waits is ended; nothing is reported any more.</summary>
    void BeginDispose()
    {
    }

    /// <summary>Ends a wait, the present one or the next. Any thread.</summary>
    void Wake();
}
