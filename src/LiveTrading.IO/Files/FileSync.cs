using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Files;

/// <summary>
/// Forces a file's bytes onto the disk. Unlike <see cref="RandomAccess.FlushToDisk"/> it takes no refusal for success: a file
/// system that an error has made read-only answers with exactly the error that the platform passes over (EROFS), and what was
/// written before is lost. Blocks; not for the loop thread while it trades.
/// </summary>
public static partial class FileSync
{
    private const int Interrupted = 4; // EINTR

    /// <summary>Returns when the bytes, and of the file's description what reading them back needs, are on the disk.</summary>
    /// <param name="file">Open for writing.</param>
    /// <exception cref="IOException">They cannot be forced; <see cref="Exception.HResult"/> is the system's error number on Linux.</exception>
    public static void Flush(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        while (SyncData(file) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
                throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(SafeFileHandle file);
}
