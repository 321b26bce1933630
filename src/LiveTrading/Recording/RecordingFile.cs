using System.Globalization;
using LiveTrading.Engine.Recording;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Recording;

/// <summary>
/// A recording in a file: the loop thread fills blocks of a ring that was allocated beforehand, a thread of its own writes
/// them. The loop thread never waits for the disk: when the ring is full, the recording ends. So it does at the quota and at
/// the first failed write; why, is written over the file's header, which needs no space.
/// </summary>
internal sealed class RecordingFile : IRecordingBlocks, IDisposable
{
    /// <summary>Extension of recordings.</summary>
    public const string Extension = ".ltrec";

    /// <summary>How long the end of a session waits for what is still to be written.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(2);

    // Before the session begins the journal's content is handed over, which may be more than the ring holds.
    private static readonly TimeSpan _setUpTime = TimeSpan.FromSeconds(10);

    private readonly SafeFileHandle _file;
    private readonly Action<SafeFileHandle, byte[], int, long> _write;
    private readonly byte[][] _ring;
    private readonly int[] _lengths;
    private readonly SemaphoreSlim _filled = new(0);
    private readonly SemaphoreSlim _emptied = new(0);
    private readonly Thread _writer;
    private readonly long _quota;
    private long _handedOver;
    private long _written;
    private long _offset;
    private volatile string? _failure;
    private volatile string? _endReason;
    private volatile bool _completed;

    private RecordingFile(string path, SafeFileHandle file, long quota, int bufferBytes, Action<SafeFileHandle, byte[], int, long>? write)
    {
        Path = path;
        _file = file;
        _quota = quota;
        _write = write ?? ((f, block, length, offset) => RandomAccess.Write(f, block.AsSpan(0, length), offset));
        _ring = new byte[bufferBytes / RecordingFormat.MaxBlockBytes][];
        _lengths = new int[_ring.Length];
        for (int i = 0; i < _ring.Length; i++)
        {
            // Touched here, so that the loop thread meets no page for the first time.
            _ring[i] = GC.AllocateUninitializedArray<byte>(RecordingFormat.MaxBlockBytes, pinned: true);
            _ring[i].AsSpan().Clear();
        }

        _offset = RecordingFormat.HeaderBytes;
        _writer = new Thread(WriteBlocks) { Name = "recording", IsBackground = true };
        _writer.Start();
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Bytes in the file.</summary>
    public long Written => Volatile.Read(ref _offset);

    public byte[] First => _ring[0];

    public string? Failure => _failure;

    /// <summary>Begins a recording in a directory, made if missing.</summary>
    /// <param name="options">Where, and how much.</param>
    /// <param name="startedNanos">Wall time of the session's start.</param>
    /// <param name="epoch">The start's part of client order ids; in the name.</param>
    /// <param name="write">Writes a block; for tests.</param>
    /// <exception cref="IOException">The directory or the file cannot be made, or the quota is used up.</exception>
    /// <exception cref="UnauthorizedAccessException">It is not allowed.</exception>
    public static RecordingFile Create(RecordingOptions options, long startedNanos, ulong epoch, Action<SafeFileHandle, byte[], int, long>? write = null)
    {
        string directory = options.Directory!;
        Directory.CreateDirectory(directory);
        long quota = options.MaxBytes - Directory.EnumerateFiles(directory, "*" + Extension).Sum(f => new FileInfo(f).Length);
        if (quota < RecordingFormat.HeaderBytes)
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the recordings in {directory} take up MaxBytes = {options.MaxBytes} already"));
        string name = string.Create(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddTicks(startedNanos / 100):yyyyMMdd-HHmmss-fff}-{epoch:x12}{Extension}");
        string path = System.IO.Path.Combine(directory, name);
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        try
        {
            byte[] header = new byte[RecordingFormat.HeaderBytes];
            RecordingFormat.WriteHeader(header, startedNanos);
            RandomAccess.Write(file, header, 0);
            return new RecordingFile(path, file, quota, options.BufferBytes, write);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public byte[]? Exchange(byte[] block, int length, bool wait)
    {
        long next = _handedOver + 1;
        _lengths[_handedOver % _ring.Length] = length;
        Volatile.Write(ref _handedOver, next);
        _filled.Release();
        while (next - Volatile.Read(ref _written) >= _ring.Length)
        {
            if (!wait || !_emptied.Wait(_setUpTime))
                return null;
        }

        return _failure is null ? _ring[next % _ring.Length] : null;
    }

    public void Complete(string? failure)
    {
        _endReason = failure;
        _completed = true;
        _filled.Release();

        // A recording that failed may drain on its own; the session goes on meanwhile.
        if (failure is null)
            _writer.Join(DrainTime);
    }

    public void Dispose()
    {
        if (!_completed)
            Complete("the session ended before its time");

        // A writer that hangs in the disk keeps what it needs.
        if (!_writer.Join(DrainTime))
            return;
        _filled.Dispose();
        _emptied.Dispose();
    }

    private void WriteBlocks()
    {
        do
        {
            _filled.Wait();
            while (_written < Volatile.Read(ref _handedOver))
            {
                int index = (int)(_written % _ring.Length);
                if (_failure is null)
                    WriteBlock(_ring[index], _lengths[index]);
                Volatile.Write(ref _written, _written + 1);
                _emptied.Release();
            }
        }
        while (!_completed || _written < Volatile.Read(ref _handedOver));
        WriteEnd();
    }

    private void WriteBlock(byte[] block, int length)
    {
        if (_offset + length > _quota)
        {
            _failure = string.Create(CultureInfo.InvariantCulture, $"the quota is used up (MaxBytes, of which {_quota} were left at the start)");
            return;
        }

        try
        {
            RecordingFormat.CompleteBlock(block.AsSpan(0, length));
            _write(_file, block, length, _offset);
            _offset += length;
        }
        catch (Exception e)
        {
            // Whatever it is: it ends the recording, never the process.
            _failure = $"{Path} cannot be written: {e.Message}";
        }
    }

    private void WriteEnd()
    {
        string? reason = _failure ?? _endReason;
        byte[] end = new byte[RecordingFormat.EndBytes];
        RecordingFormat.WriteEnd(end, reason is null ? RecordingEnd.Complete : RecordingEnd.Broken, reason ?? "");
        try
        {
            RandomAccess.Write(_file, end, RecordingFormat.EndOffset);
        }
        catch (Exception e)
        {
            _failure ??= $"{Path} cannot be written: {e.Message}";
        }

        _file.Dispose();
    }
}
