using Microsoft.Win32.SafeHandles;

namespace LiveTrading.IO.Files;

/// <summary>Writes and syncs in the calling thread.</summary>
internal static class BlockingFile
{
    /// <summary>Writes what there is, then forces the file onto the disk if asked to.</summary>
    /// <returns>Null, or why it failed.</returns>
    internal static IOException? Run(SafeFileHandle file, ReadOnlyMemory<byte> data, long offset, bool sync)
    {
        try
        {
            if (!data.IsEmpty)
            {
                RandomAccess.Write(file, data.Span, offset);
            }

            if (sync)
            {
                FileSync.Flush(file);
            }

            return null;
        }
        catch (IOException error)
        {
            return error;
        }
        catch (Exception error)
        {
            // No permission, a closed handle, one that is no file: in the words of the contract.
            return new IOException(error.Message, error);
        }
    }
}
