using System.Runtime.InteropServices;

namespace LiveTrading.IO.Files;

/// <summary>Forces a directory's entries onto the disk: a file that was made, renamed or removed is durable only then. Blocks; not for the loop thread while it trades.</summary>
public static partial class DirectorySync
{
    private const int ReadOnly = 0;
    private const int Interrupted = 4;   // EINTR
    private const int NotOffered = 22;   // EINVAL: this file system has no such thing and needs none

    /// <summary>Returns when the entries are on the disk. On Windows the file system journals them itself: nothing is done.</summary>
    /// <param name="directory">An existing directory.</param>
    /// <exception cref="IOException">It cannot be opened or forced; <see cref="Exception.HResult"/> is the system's error number.</exception>
    public static void Flush(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        if (OperatingSystem.IsWindows())
            return;
        int handle = Open(directory, ReadOnly);
        if (handle < 0)
            throw Failure(directory, Marshal.GetLastPInvokeError());
        try
        {
            while (Sync(handle) != 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error == NotOffered)
                    return;
                if (error != Interrupted)
                    throw Failure(directory, error);
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failure(string directory, int error) =>
        new($"The directory {directory} cannot be forced onto the disk: {Marshal.GetPInvokeErrorMessage(error)}", error);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
