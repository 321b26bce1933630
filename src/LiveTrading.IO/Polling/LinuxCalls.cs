using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace LiveTrading.IO.Polling;

/// <summary>The system calls that the Linux backends share.</summary>
internal static unsafe partial class LinuxCalls
{
    internal const int EpollCloseOnExec = 0x80000;
    internal const int EventNonBlocking = 0x800;
    internal const int EventCloseOnExec = 0x80000;
    internal const int ControlAdd = 1;
    internal const int ControlDelete = 2;
    internal const int ControlModify = 3;
    internal const uint EventIn = 0x1;
    internal const uint EventOut = 0x4;
    internal const uint EventError = 0x8;
    internal const uint EventHangUp = 0x10;
    internal const int Interrupted = 4;
    internal const int NotImplemented = 38;

    private const int Again = 11;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;

    // The same number on every architecture: it is younger than the common table.
    private const nint EpollPwait2Number = 441;

    /// <summary>Non-blocking receive.</summary>
    /// <returns>Bytes, 0 at the end, −1 with <paramref name="error"/>.</returns>
    internal static int Receive(int socket, Span<byte> buffer, out SocketError error)
    {
        error = SocketError.Success;

        // SAFETY: the span is pinned for the call and its length given; held by EventLoopBehaviour's transfer tests.
        fixed (byte* start = buffer)
        {
            while (true)
            {
                int count = (int)Recv(socket, start, buffer.Length, DontWait);
                if (count >= 0)
                {
                    return count;
                }

                int code = Marshal.GetLastPInvokeError();
                if (code != Interrupted)
                {
                    error = Translate(code);
                    return -1;
                }
            }
        }
    }

    /// <summary>Non-blocking send.</summary>
    /// <returns>Bytes taken, or −1 with <paramref name="error"/>.</returns>
    internal static int Send(int socket, ReadOnlySpan<byte> data, out SocketError error)
    {
        error = SocketError.Success;

        // SAFETY: as in Receive.
        fixed (byte* start = data)
        {
            while (true)
            {
                int count = (int)Send(socket, start, data.Length, DontWait | NoSignal);
                if (count >= 0)
                {
                    return count;
                }

                int code = Marshal.GetLastPInvokeError();
                if (code != Interrupted)
                {
                    error = Translate(code);
                    return -1;
                }
            }
        }
    }

    /// <summary>epoll_pwait2: waits with nanosecond time-outs, −1 as long as it takes; Linux 5.11.</summary>
    internal static int WaitNanos(int epoll, void* events, int capacity, long maxWaitNanos)
    {
        Timespec timeout = new() { Seconds = (nint)(maxWaitNanos / 1_000_000_000), Nanos = (nint)(maxWaitNanos % 1_000_000_000) };

        // SAFETY: events has room for capacity records; the time-out outlives the call; no signal mask is given.
        return (int)SystemCall(EpollPwait2Number, epoll, events, capacity, maxWaitNanos < 0 ? null : &timeout, null, 0);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollControl(int epoll, int operation, int descriptor, void* record);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(int epoll, void* events, int capacity, int timeoutMillis);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(int descriptor, void* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int descriptor, void* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Recv(int socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, byte* buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, void* second, nint third, Timespec* fourth, void* fifth, nint sixth);

    /// <summary>An error number in .NET's words.</summary>
    internal static SocketError Translate(int code) => code switch
    {
        Again => SocketError.WouldBlock,
        32 => SocketError.Shutdown, // EPIPE
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        105 => SocketError.NoBufferSpaceAvailable,
        107 => SocketError.NotConnected,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        internal nint Seconds;
        internal nint Nanos;
    }
}
