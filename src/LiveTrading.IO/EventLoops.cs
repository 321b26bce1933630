using System.Globalization;
using LiveTrading.IO.Polling;
using LiveTrading.IO.Uring;

namespace LiveTrading.IO;

/// <summary>Makes event loops.</summary>
public static class EventLoops
{
    /// <summary>Makes a loop on real sockets and real time.</summary>
    /// <exception cref="ArgumentException">An option has a value that does not exist.</exception>
    /// <exception cref="PlatformNotSupportedException">epoll or io_uring was asked for and this is not Linux.</exception>
    /// <exception cref="LoopIOException">The system gives no descriptors, or no ring although io_uring was asked for; the message says the likely cause.</exception>
    public static EventLoop Create(EventLoopOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options.Backend switch
        {
            LoopBackend.Auto when OperatingSystem.IsLinux() => UringOrEpoll(options),
            LoopBackend.Auto => Sockets(options, "sockets, chosen because io_uring and epoll exist on Linux alone"),
            LoopBackend.IoUring when OperatingSystem.IsLinux() => Uring(options),
            LoopBackend.IoUring => throw new PlatformNotSupportedException("The io_uring backend exists on Linux alone; use Auto or Sockets."),
            LoopBackend.Epoll when OperatingSystem.IsLinux() => Epoll(options, "epoll, as configured"),
            LoopBackend.Epoll => throw new PlatformNotSupportedException("The epoll backend exists on Linux alone; use Auto or Sockets."),
            _ => Sockets(options, "sockets, as configured"),
        };
    }

    /// <summary>Makes a loop with default options.</summary>
    public static EventLoop Create() => Create(new EventLoopOptions());

    private static PolledEventLoop UringOrEpoll(EventLoopOptions options) =>
        UringPoller.TryCreate(out UringPoller? poller, out string refusal)
            ? new("io_uring", Words("io_uring, chosen because the kernel offers it", options), options, poller)
            : Epoll(options, "epoll, chosen because " + refusal);

    private static PolledEventLoop Uring(EventLoopOptions options) =>
        UringPoller.TryCreate(out UringPoller? poller, out string refusal)
            ? new("io_uring", Words("io_uring, as configured", options), options, poller)
            : throw new LoopIOException($"The io_uring backend was asked for, but {refusal}. Auto falls back to epoll.");

    private static PolledEventLoop Epoll(EventLoopOptions options, string choice) =>
        new("epoll", Words(choice, options), options, new EpollPoller());

    private static PolledEventLoop Sockets(EventLoopOptions options, string choice) =>
        new("sockets", Words(choice, options), options, new SelectPoller());

    private static string Words(string choice, EventLoopOptions options) => choice + options.Wait switch
    {
        LoopWait.Spin => "; spinning",
        LoopWait.Hybrid => string.Create(CultureInfo.InvariantCulture, $"; spinning for {options.SpinFor.TotalMicroseconds:0} µs, then blocking"),
        _ => "; blocking",
    };
}
