namespace LiveTrading.IO;

/// <summary>Which mechanism waits for sockets.</summary>
public enum LoopBackend
{
    /// <summary>io_uring where the kernel allows it, else epoll on Linux, else sockets.</summary>
    Auto,

    /// <summary>io_uring; Linux 6.1 or later, where no policy forbids it. One system call a turn, however many streams have something; the loop belongs to the thread of its first turn.</summary>
    IoUring,

    /// <summary>epoll; Linux only. A turn costs the same however many streams are idle.</summary>
    Epoll,

    /// <summary>Portable: <see cref="System.Net.Sockets.Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, int)"/>. A turn costs time in proportion to the number of streams.</summary>
    Sockets,
}
