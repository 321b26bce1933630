using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Guarding;

/// <summary>Reads the heartbeat of the engine that keeps its journal in a directory.</summary>
public sealed class HeartbeatReader : IHeartbeatSource
{
    /// <summary>A reader; nothing is opened yet, and the file may come later.</summary>
    /// <param name="directory">The journal's directory.</param>
    public HeartbeatReader(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        Name = Path.Combine(Path.GetFullPath(directory), HeartbeatFile.FileName);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    /// <remarks>Opened anew each time, so that a file that was replaced is seen.</remarks>
    public bool TryRead(out Heartbeat heartbeat)
    {
        heartbeat = default;
        try
        {
            using SafeFileHandle file = File.OpenHandle(Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> bytes = stackalloc byte[HeartbeatFormat.Bytes];
            return RandomAccess.Read(file, bytes, 0) == bytes.Length && HeartbeatFormat.TryRead(bytes, out heartbeat);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No file, no permission, no disk: no beat. The guard counts the silence, whatever made it.
            return false;
        }
    }
}
