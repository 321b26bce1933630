using LiveTrading.IO.Polling;

namespace LiveTrading.IO;

/// <summary>Makes event loops.</summary>
public static class EventLoops
{
    /// <summary>Makes a loop on real sockets and real time.</summary>
    /// <exception cref="ArgumentException">An option has a value that does not exist.</exception>
    /// <exception cref="PlatformNotSupportedException">epoll was asked for and this is not Linux.</exception>
    /// <exception cref="LoopIOException">The system gives no descriptors.</exception>
    public static EventLoop Create(EventLoopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options.Backend switch
        {
            LoopBackend.Auto when OperatingSystem.IsLinux() => Epoll(options, "epoll, chosen because this is Linux"),
            LoopBackend.Auto => Sockets(options, "sockets, chosen because epoll exists on Linux alone"),
            LoopBackend.Epoll when OperatingSystem.IsLinux() => Epoll(options, "epoll, as configured"),
            LoopBackend.Epoll => throw new PlatformNotSupportedException("The epoll backend exists on Linux alone; use Auto or Sockets."),
            _ => Sockets(options, "sockets, as configured"),
        };
    }

    /// <summary>Makes a loop with default options.</summary>
    public static EventLoop Create() => Create(new EventLoopOptions());

    private static PolledEventLoop Epoll(EventLoopOptions options, string choice) =>
        new("epoll", Words(choice, options), options.Wait, new EpollPoller(), usesDescriptors: true);

    private static PolledEventLoop Sockets(EventLoopOptions options, string choice) =>
        new("sockets", Words(choice, options), options.Wait, new SelectPoller(), usesDescriptors: false);

    private static string Words(string choice, EventLoopOptions options) =>
        choice + (options.Wait == LoopWait.Spin ? "; spinning" : "; blocking");
}
