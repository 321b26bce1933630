using LiveTrading.Model;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Guarding;

/// <summary>
/// The engine's heartbeat, <c>heartbeat</c> in the journal's directory: 64 bytes, overwritten by one plain write at most once a
/// second. Loop thread. A write that fails disturbs nothing: it is reported once and tried again at the next beat.
/// </summary>
internal sealed class HeartbeatFile(string directory, uint instance, ulong start) : IDisposable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "heartbeat";

    /// <summary>How often an engine beats.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string _path = Path.Combine(directory, FileName);
    private readonly byte[] _bytes = new byte[HeartbeatFormat.Bytes];
    private SafeFileHandle? _file;
    private long _counter;

    /// <summary>Why the last beat failed; null when it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Writes a beat.</summary>
    /// <returns>False when it could not be written and the one before could: to be reported.</returns>
    public bool Beat(HeartbeatState state, UnixNanos wallTime)
    {
        HeartbeatFormat.Write(_bytes, new Heartbeat(instance, start, ++_counter, state, Environment.ProcessId, wallTime));
        try
        {
            _file ??= File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(_file, _bytes, 0);
            Failure = null;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            bool isNew = Failure is null;
            Failure = e.Message;
            _file?.Dispose();
            _file = null;
            return !isNew;
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}
