using System.Globalization;
using LiveTrading.Engine.Journal;
using LiveTrading.IO;
using LiveTrading.IO.Files;
using Microsoft.Win32.SafeHandles;

namespace LiveTrading.Storage;

/// <summary>
/// The order journal in a directory: <c>journal-00000001.ltj</c> and so on, each with its space reserved when it is
/// created, <c>snapshot-00000004.ltj</c> in place of those up to its number, and <c>journal.lock</c>, held while open so that
/// no second engine writes. Loop thread only.
/// </summary>
/// <remarks>
/// Plain positional writes, no memory mapping: a full disk is an error code and not a signal. What was written survives
/// the end of the process, killed or not; only <see cref="Flush"/> and <see cref="BeginSync"/> guard against the end of the
/// host. The latter is a file operation of the loop (<see cref="LoopFile"/>): on io_uring it goes with the turn's system call.
/// </remarks>
public sealed class FileJournalStorage : IJournalStorage, IDisposable
{
    /// <summary>Bytes a segment has unless told otherwise: 16 MiB, about 100,000 records.</summary>
    public const int DefaultSegmentBytes = 16 << 20;

    private const int MinSegmentBytes = 64 << 10;
    private const string LockName = "journal.lock";
    private const string OwnerName = "journal.owner";

    // POSIX numbers as .NET carries them in HResult for the errors that have no exception type of their own.
    private const int NoSpace = 28;      // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT (Linux)
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private readonly List<long> _segments = [];
    private readonly FileStream? _lock;
    private readonly DiskSync? _sync;
    private readonly JournalFiles _files;
    private readonly JournalCompactionPlan _plan;
    private readonly CompactionThread? _compaction;
    private readonly SpareSegment? _spare;

    // Segments with bytes, or an entry in the directory, that may not be on the disk: at first whatever an earlier run left.
    private readonly List<long> _unsynced = [];
    private bool _directoryUnsynced = true;

    // Segments left behind while a sync that may name them runs.
    private readonly List<SafeFileHandle> _retired = [];
    private Action<JournalWriteResult>? _syncCompleted;
    private long _snapshot;
    private SafeFileHandle? _file;
    private long _end;
    private long _size;
    private JournalWriteResult _result;

    private FileJournalStorage(string directory, int segmentBytes, FileStream? lockFile, EventLoop? loop, JournalCompactionPlan? plan)
    {
        _files = new JournalFiles(directory);
        _plan = plan ?? new JournalCompactionPlan { After = 0 };
        Compaction = new JournalCompaction(_files, _plan);
        _compaction = loop is null ? null : new CompactionThread(loop, Compaction, OnCompacted);
        Directory = directory;
        SegmentBytes = segmentBytes;
        _lock = lockFile;
        _sync = loop is null ? null : new DiskSync(loop, OnSynced);
        _spare = loop is null ? null : new SpareSegment(_files, segmentBytes, loop);
    }

    /// <summary>The directory.</summary>
    public string Directory { get; }

    /// <inheritdoc/>
    public IReadOnlyList<long> Segments => _segments;

    /// <inheritdoc/>
    public int SegmentBytes { get; }

    /// <summary>What the operating system said about the failure that closed this storage; null while it works.</summary>
    public string? FailureText { get; private set; }

    /// <summary>Told on the loop thread, one sentence: segments were compacted.</summary>
    public Action<string>? Compacted { get; set; }

    /// <summary>Told on the loop thread, one sentence: segments could not be compacted. Nothing is lost; it is tried again with the next segment.</summary>
    public Action<string>? CompactionFailed { get; set; }

    /// <summary>What the opening found left over from a compaction that a crash had cut short, one sentence; null: nothing.</summary>
    public string? CleanedUp { get; private set; }

    /// <summary>The file of the next segment is made; for tests.</summary>
    internal bool HasSpare => _spare?.IsReady ?? false;

    /// <summary>The steps of a compaction, for tests.</summary>
    internal JournalCompaction Compaction { get; }

    /// <summary>Opens a journal for writing, creating the directory where it is missing.</summary>
    /// <param name="directory">The journal's own directory.</param>
    /// <param name="segmentBytes">Bytes a new segment reserves: 64 KiB to 1 GiB, default <see cref="DefaultSegmentBytes"/>.</param>
    /// <param name="loop">The loop whose thread uses the storage, where <see cref="BeginSync"/> completes; null: that is not used.</param>
    /// <param name="plan">How it is compacted, which needs a loop too; null: never.</param>
    /// <exception cref="JournalException">Another engine holds it, or it may not be read or written.</exception>
    public static FileJournalStorage Open(string directory, int segmentBytes = DefaultSegmentBytes, EventLoop? loop = null, JournalCompactionPlan? plan = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentBytes, MinSegmentBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(segmentBytes, 1 << 30);
        string path = Path.GetFullPath(directory);
        if (File.Exists(path))
            throw new JournalException($"The journal needs a directory, and {path} is a file.");
        try
        {
            System.IO.Directory.CreateDirectory(path);
            FileStream held = Lock(path);
            var storage = new FileJournalStorage(path, segmentBytes, held, loop, plan);
            try
            {
                storage.CleanedUp = storage.Compaction.CleanUp();
                storage.FindSegments();
                storage.OpenLast();
                storage._unsynced.AddRange(storage._segments);
                return storage;
            }
            catch
            {
                storage.Dispose();
                throw;
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new JournalException($"The journal directory {path} may not be written: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new JournalException($"The journal in {path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Opens a journal for reading only, without the lock: for looking at it, also while an engine writes.</summary>
    /// <exception cref="JournalException">The directory does not exist or may not be read.</exception>
    public static FileJournalStorage OpenForReading(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        string path = Path.GetFullPath(directory);
        if (!System.IO.Directory.Exists(path))
            throw new JournalException($"There is no journal directory {path}.");
        try
        {
            var storage = new FileJournalStorage(path, DefaultSegmentBytes, null, null, null) { _result = JournalWriteResult.Closed };
            storage.FindSegments();
            return storage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal in {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>
    /// Mends a journal that no engine starts with; the whole of it is copied aside first. A damaged snapshot, or missing first
    /// segments, are put back out of the archive and nothing is lost. Otherwise what stands before the first damage is kept:
    /// what was recorded after it is lost to the engine, so compare with the venue.
    /// </summary>
    /// <returns>Null when nothing is damaged.</returns>
    /// <exception cref="JournalException">The journal is in use, was written by a newer version, cannot be put back, or may not be read or written.</exception>
    public static JournalRepair? Repair(string directory)
    {
        using FileJournalStorage storage = Open(directory);
        if (JournalInspector.Verify(storage).Damage is not { } damage)
            return null;
        if (damage.IsNewerVersion)
            throw new JournalException($"Nothing is damaged: {damage.What} ({damage.Name}). {damage.Advice}");
        try
        {
            return damage.IsInSnapshot ? storage.PutBack(damage) : storage.CutAt(damage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal in {storage.Directory} cannot be repaired: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public string DescribeSegment(long segment) => segment == _snapshot ? _files.SnapshotPath(segment) : _files.SegmentPath(segment);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ReadSegment(long segment)
    {
        try
        {
            // Somebody who looks while an engine writes may find a segment moved into the archive meanwhile.
            string path = DescribeSegment(segment);
            string archived = Path.Combine(_files.ArchiveDirectory, Path.GetFileName(path));
            using SafeFileHandle file = File.OpenHandle(!File.Exists(path) && File.Exists(archived) ? archived : path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            long length = RandomAccess.GetLength(file);
            if (length > 1 << 30)
                throw new JournalException($"{DescribeSegment(segment)} is {length} bytes long: no journal segment is larger than 1 GiB.");
            var bytes = new byte[length];
            int read = 0;
            while (read < bytes.Length)
            {
                int n = RandomAccess.Read(file, bytes.AsSpan(read), read);
                if (n == 0)
                    break;
                read += n;
            }

            return bytes.AsMemory(0, read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"{DescribeSegment(segment)} cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public JournalWriteResult Append(ReadOnlySpan<byte> record)
    {
        if (_result != JournalWriteResult.Written)
            return JournalWriteResult.Closed;
        if (_file is null || record.Length > _size - _end)
            return JournalWriteResult.SegmentFull;
        try
        {
            RandomAccess.Write(_file, record, _end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e);
        }

        _end += record.Length;
        if (_end > _size / 2)
            _spare?.Ask();
        return JournalWriteResult.Written;
    }

    /// <inheritdoc/>
    public JournalWriteResult StartSegment(long segment)
    {
        if (_result != JournalWriteResult.Written)
            return JournalWriteResult.Closed;
        if (_segments.Count > 0 && segment != _segments[^1] + 1)
            throw new ArgumentOutOfRangeException(nameof(segment), segment, "Segments are numbered one after the other.");
        string path = DescribeSegment(segment);
        SafeFileHandle created;
        try
        {
            created = _spare?.TryTake(path) ?? SpareSegment.Create(path, SegmentBytes, FileMode.CreateNew);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e);
        }

        if (_syncCompleted is not null && _file is not null)
            _retired.Add(_file);
        else
            _file?.Dispose();
        _file = created;
        _segments.Add(segment);
        _unsynced.Add(segment);
        _directoryUnsynced = true;
        _size = SegmentBytes;
        _end = 0;
        CompactWhenDue();
        return JournalWriteResult.Written;
    }

    /// <summary>Begins to compact when as many segments are closed as the plan says and nothing of it runs. After the recovery; later it happens by itself with each new segment.</summary>
    public void CompactWhenDue()
    {
        int closed = _segments.Count - 1 - (_snapshot == 0 ? 0 : 1);
        if (_compaction is null || _compaction.IsRunning || _plan.After == 0 || closed < _plan.After || _result != JournalWriteResult.Written)
            return;
        _compaction.Begin(_segments[^2]);
    }

    /// <inheritdoc/>
    public JournalWriteResult TruncateLast(int end)
    {
        if (_result != JournalWriteResult.Written || _file is null)
            return JournalWriteResult.Closed;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)end, (uint)_size, nameof(end));
        try
        {
            ReadOnlySpan<byte> tail = ReadSegment(_segments[^1]).Span[end..];
            int used = tail.LastIndexOfAnyExcept((byte)0) + 1;
            if (used > 0)
            {
                RandomAccess.Write(_file, new byte[used], end);
                FileSync.Flush(_file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e);
        }

        _end = end;
        return JournalWriteResult.Written;
    }

    /// <summary>Takes away the segments behind one; they are copied aside first.</summary>
    public JournalWriteResult DropSegmentsAfter(long segment)
    {
        if (_result != JournalWriteResult.Written)
            return JournalWriteResult.Closed;
        if (segment == _snapshot || !_segments.Contains(segment))
            throw new ArgumentOutOfRangeException(nameof(segment), segment, "There is no such segment.");
        long[] later = [.. _segments.Where(s => s > segment)];
        try
        {
            new JournalBackups(_files).CopyAside(later.Select(DescribeSegment));
            Remove(later);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e);
        }

        _unsynced.RemoveAll(s => s > segment);
        _directoryUnsynced = true;
        return JournalWriteResult.Written;
    }

    /// <inheritdoc/>
    public JournalWriteResult Flush()
    {
        if (_result != JournalWriteResult.Written)
            return JournalWriteResult.Closed;
        return DiskSync.Run(TakeSyncWork()) is { } failure ? Fail(failure) : JournalWriteResult.Written;
    }

    /// <inheritdoc/>
    public JournalWriteResult BeginSync(Action<JournalWriteResult> completed)
    {
        ArgumentNullException.ThrowIfNull(completed);
        if (_sync is null)
            throw new InvalidOperationException("The journal was opened without a loop: no sync can complete.");
        if (_syncCompleted is not null)
            throw new InvalidOperationException("A sync runs already.");
        if (_result != JournalWriteResult.Written)
            return JournalWriteResult.Closed;
        _syncCompleted = completed;
        if (_sync.TryBegin(TakeSyncWork()))
            return JournalWriteResult.Written;
        _syncCompleted = null;
        return Fail(new IOException("The loop takes no more work for the disk."));
    }

    /// <summary>Forces one file of a sync onto the disk; replaced by tests that let a disk fail or wait.</summary>
    internal Action<SafeFileHandle> FlushFile
    {
        set => (_sync ?? throw new InvalidOperationException("The journal was opened without a loop.")).FlushFile = value;
    }

    /// <summary>Closes the files and gives the journal free for another engine. Idempotent.</summary>
    public void Dispose()
    {
        bool isFree = _compaction?.TryEnd() ?? true;
        _sync?.Dispose();
        _spare?.Dispose();
        _syncCompleted = null;
        foreach (SafeFileHandle file in _retired)
            file.Dispose();
        _file?.Dispose();
        _file = null;
        if (isFree)
            _lock?.Dispose();
        _result = JournalWriteResult.Closed;
    }

    /// <summary>Everything that is not known to be on the disk. The last segment stays in question, since more will be written to it.</summary>
    private DiskSyncWork TakeSyncWork()
    {
        long[] earlier = [];
        if (_unsynced.Count > 1)
        {
            earlier = [.. _unsynced.Take(_unsynced.Count - 1)];
            _unsynced.RemoveRange(0, _unsynced.Count - 1);
        }

        var work = new DiskSyncWork(_files, earlier, _file, _directoryUnsynced ? Directory : null);
        _directoryUnsynced = false;
        return work;
    }

    private void OnSynced(Exception? failure)
    {
        JournalWriteResult result = failure is null ? JournalWriteResult.Written : Fail(failure);
        Action<JournalWriteResult>? completed = _syncCompleted;
        _syncCompleted = null;
        foreach (SafeFileHandle file in _retired)
            file.Dispose();
        _retired.Clear();
        completed?.Invoke(result);
    }

    private static FileStream Lock(string path)
    {
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new JournalException($"Another engine{ReadOwner(path)} is using the journal in {path}. Stop it first, or give this one its own directory and instance number.", e);
        }

        // Read only by people and by the message above; the lock itself is the open file.
        File.WriteAllText(Path.Combine(path, OwnerName), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return held;
    }

    private static string ReadOwner(string path)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(path, OwnerName)).Trim();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? $" (process {process})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void FindSegments()
    {
        _segments.Clear();
        _segments.AddRange(_files.List(out _snapshot));
    }

    private void OnCompacted(long through, string? failure)
    {
        if (failure is null)
        {
            _segments.RemoveAll(s => s <= through);
            _segments.Insert(0, through);
            _unsynced.RemoveAll(s => s <= through);
            _snapshot = through;
            Compacted?.Invoke(string.Create(CultureInfo.InvariantCulture, $"Segments up to {through} are compacted into {_files.SnapshotPath(through)}."));
            return;
        }

        CompactionFailed?.Invoke($"Old segments could not be compacted ({failure}); nothing is lost, and it is tried again with the next segment.");
    }

    private void OpenLast()
    {
        if (_segments.Count == 0 || _segments[^1] == _snapshot)
            return;
        _file = File.OpenHandle(DescribeSegment(_segments[^1]), FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        _size = RandomAccess.GetLength(_file);
        if (_size < MinSegmentBytes)
        {
            // Ended between creating the file and reserving its space: nothing can have been written.
            RandomAccess.SetLength(_file, SegmentBytes);
            _size = SegmentBytes;
        }

        // Nothing is appended before the recovery has found the end.
        _end = _size;
    }

    /// <summary>Deletes the last segments, the last one first, so that an end in between leaves no gap.</summary>
    private void Remove(long[] later)
    {
        _file?.Dispose();
        _file = null;
        foreach (long segment in later.Reverse())
            File.Delete(DescribeSegment(segment));
        FindSegments();
        OpenLast();
    }

    private JournalRepair CutAt(JournalDamage damage)
    {
        string backup = new JournalBackups(_files).CopyAside(_segments.Select(DescribeSegment));
        long[] later = [.. _segments.Where(s => s > damage.Segment)];
        Remove(later);
        return TruncateLast(damage.Offset) == JournalWriteResult.Written
            ? new JournalRepair(backup, damage.Name, damage.Offset, later.Length)
            : throw new JournalException($"{damage.Name} cannot be cut: {FailureText}. The untouched journal stands in {backup}.");
    }

    private JournalRepair PutBack(JournalDamage damage)
    {
        var backups = new JournalBackups(_files);
        long through = damage.Segment == _snapshot ? _snapshot : damage.Segment - 1;
        if (backups.FindChain(through) is not { } chain)
            throw new JournalException($"{damage.Name} cannot be made good: {_files.ArchiveDirectory} does not hold all segments up to {through.ToString(CultureInfo.InvariantCulture)}. Put them there from a backup, or begin a new journal and compare with the venue.");
        string backup = backups.CopyAside(_segments.Select(DescribeSegment));
        if (_snapshot != 0)
            File.Delete(_files.SnapshotPath(_snapshot));
        backups.PutBack(chain);
        FindSegments();
        return new JournalRepair(backup, damage.Name, damage.Offset, 0) { RestoredFiles = chain.Count };
    }

    private JournalWriteResult Fail(Exception e)
    {
        _result = e switch
        {
            UnauthorizedAccessException => JournalWriteResult.PermissionDenied,
            IOException { HResult: NoSpace or QuotaExceeded or WindowsDiskFull } => JournalWriteResult.DiskFull,
            _ => JournalWriteResult.Failed,
        };
        FailureText = e.Message;
        return _result;
    }
}
