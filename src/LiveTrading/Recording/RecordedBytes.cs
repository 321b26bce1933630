using LiveTrading.Engine.Recording;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Recording;

/// <summary>A recording's file, to be read; also while it is written.</summary>
internal sealed class RecordedBytes : IRecordingBytes, IDisposable
{
    private readonly SafeFileHandle _file;

    /// <exception cref="RecordingException">It cannot be opened.</exception>
    public RecordedBytes(string path)
    {
        Name = path;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException($"{path} cannot be read: {e.Message}", e);
        }
    }

    public string Name { get; }

    public int Read(long offset, Span<byte> destination)
    {
        int total = 0;
        try
        {
            while (total < destination.Length && RandomAccess.Read(_file, destination[total..], offset + total) is > 0 and int read)
                total += read;
        }
        catch (IOException e)
        {
            throw new RecordingException($"{Name} cannot be read: {e.Message}", e);
        }

        return total;
    }

    public void Dispose() => _file.Dispose();
}
