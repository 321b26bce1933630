using System.Globalization;
using System.Runtime.InteropServices;

namespace LiveTrading.IO.Uring;

/// <summary>Why the kernel gives no ring, in words, with what to try.</summary>
internal static class RingRefusal
{
    internal const string OldKernel = "io_uring lacks what this needs (Linux 6.1 or later has it)";

    private const string SwitchFile = "/proc/sys/kernel/io_uring_disabled";

    internal static string Explain(int error) => error switch
    {
        RingCalls.NotImplemented => "io_uring is refused (ENOSYS): the kernel has none, or the container's seccomp profile hides it; allow the io_uring_* system calls there",
        RingCalls.NotPermitted => "io_uring is refused (EPERM): " + ReadSwitch(),
        RingCalls.Invalid => OldKernel,
        RingCalls.OutOfMemory => "io_uring is refused (ENOMEM): raise the limit of locked memory (ulimit -l)",
        _ => string.Create(CultureInfo.InvariantCulture, $"io_uring is refused ({Marshal.GetPInvokeErrorMessage(error)})"),
    };

    private static string ReadSwitch()
    {
        try
        {
            return File.ReadAllText(SwitchFile).Trim() switch
            {
                "1" => "kernel.io_uring_disabled is 1; set it to 0, or add this user's group to kernel.io_uring_group",
                "2" => "kernel.io_uring_disabled is 2; set it to 0",
                _ => "a seccomp profile forbids it; allow the io_uring_* system calls there",
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "a seccomp profile forbids it; allow the io_uring_* system calls there";
        }
    }
}
