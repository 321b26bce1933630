namespace LiveTrading.IO;

/// <summary>Which mechanism waits for sockets.</summary>
public enum LoopBackend
{
    /// <summary>epoll on Linux, sockets elsewhere.</summary>
    Auto,

    /// <summary>epoll; Linux only. A turn costs the same however many streams are idle.</summary>
    Epoll,

    /// <summary>Portable: <see cref="System.Net.Sockets.Socket.Select(System.Collections.IList, System.Collections.IList, System.Collections.IList, int)"/>. A turn costs time in proportion to the number of streams.</summary>
    Sockets,
}
