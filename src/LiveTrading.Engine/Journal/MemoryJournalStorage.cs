using System.Globalization;
using LiveTrading.Engine.Time;

namespace LiveTrading.Engine.Journal;

/// <summary>
/// A journal in memory, for simulation, backtests and tests; it can be told to fail, and it knows which bytes a loss of power
/// would take. Bounded by <see cref="MaxSegments"/>.
/// </summary>
public sealed class MemoryJournalStorage : IJournalStorage
{
    /// <summary>Bytes that reach a disk whole or not at all.</summary>
    public const int SectorBytes = 512;

    private readonly List<(long Number, byte[] Bytes)> _archive = [];
    private long _snapshot;

    // A segment whose very entry in the directory is not on the disk.
    private const int NoEntry = -1;

    private readonly List<long> _numbers = [];
    private readonly List<byte[]> _segments = [];
    private readonly List<int> _synced = [];
    private Action<JournalWriteResult>? _syncCompleted;
    private IEngineTimer? _syncTimer;
    private int _syncSegments;
    private int _syncEnd;
    private int _end;
    private bool _failed;

    /// <summary>An empty journal.</summary>
    /// <param name="segmentBytes">Bytes a segment, at least <see cref="JournalFormat.MaxRecordBytes"/> × 2; default 1 MiB.</param>
    /// <param name="maxSegments">Segments it may hold; a further one is answered with <see cref="JournalWriteResult.DiskFull"/>. Default 1,024.</param>
    /// <exception cref="ArgumentOutOfRangeException">A segment would not hold its header and a record.</exception>
    public MemoryJournalStorage(int segmentBytes = 1 << 20, int maxSegments = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentBytes, 2 * JournalFormat.MaxRecordBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSegments, 1);
        SegmentBytes = segmentBytes;
        MaxSegments = maxSegments;
    }

    /// <inheritdoc/>
    public IReadOnlyList<long> Segments => _numbers;

    /// <inheritdoc/>
    public int SegmentBytes { get; }

    /// <summary>Segments it may hold.</summary>
    public int MaxSegments { get; }

    /// <summary>Appends that succeeded.</summary>
    public long Appends { get; private set; }

    /// <summary>Appends that still succeed before one fails; negative: none fails.</summary>
    public long FailAfter { get; set; } = -1;

    /// <summary>How the failing append ends.</summary>
    public JournalWriteResult FailWith { get; set; } = JournalWriteResult.DiskFull;

    /// <summary>Bytes of the failing append that are written all the same: a torn record.</summary>
    public int TornBytes { get; set; }

    /// <summary>A sync has begun and not ended.</summary>
    public bool IsSyncing => _syncCompleted is not null;

    /// <summary>Syncs that began.</summary>
    public long Syncs { get; private set; }

    /// <summary>Syncs that still succeed before one fails; negative: none fails.</summary>
    public long FailSyncAfter { get; set; } = -1;

    /// <summary>How the failing sync ends.</summary>
    public JournalWriteResult FailSyncWith { get; set; } = JournalWriteResult.Failed;

    /// <summary>How long a sync takes once <see cref="CompleteSyncsBy"/> was called, nanoseconds; default 0: the next firing of timers.</summary>
    public long SyncDelayNanos { get; set; }

    /// <summary>Closed segments from which on they are made into a snapshot when the next one is started; 0: never (default).</summary>
    public int CompactAfter { get; set; }

    /// <summary>What a snapshot keeps in full.</summary>
    public JournalCompactionOptions Compaction { get; set; } = new();

    /// <summary>Keep compacted segments for <see cref="CopyUncompacted"/>. Default false: they are gone.</summary>
    public bool KeepsArchive { get; set; }

    /// <summary>A copy as the end of the process would leave it: everything up to now, writable, without faults. A sync that runs is not part of it.</summary>
    public MemoryJournalStorage Copy()
    {
        var copy = new MemoryJournalStorage(SegmentBytes, MaxSegments) { _end = _end, _snapshot = _snapshot, CompactAfter = CompactAfter, Compaction = Compaction, KeepsArchive = KeepsArchive };
        copy._numbers.AddRange(_numbers);
        copy._synced.AddRange(_synced);
        copy._archive.AddRange(_archive);
        foreach (byte[] segment in _segments)
            copy._segments.Add((byte[])segment.Clone());
        return copy;
    }

    /// <summary>A copy with every segment there ever was, as if nothing had been compacted. Needs <see cref="KeepsArchive"/> from the beginning.</summary>
    public MemoryJournalStorage CopyUncompacted()
    {
        var copy = new MemoryJournalStorage(SegmentBytes, int.MaxValue) { _end = _end };
        foreach ((long number, byte[] bytes) in _archive)
        {
            copy._numbers.Add(number);
            copy._segments.Add((byte[])bytes.Clone());
        }

        for (int i = 0; i < _numbers.Count; i++)
        {
            if (_numbers[i] == _snapshot)
                continue;
            copy._numbers.Add(_numbers[i]);
            copy._segments.Add((byte[])_segments[i].Clone());
        }

        copy._synced.AddRange(copy._segments.Select(s => s.Length));
        return copy;
    }

    /// <summary>A copy as a loss of power would leave it: what was synced, and of the rest the sectors that happened to reach the disk.</summary>
    /// <param name="survives">Asked for each sector of <see cref="SectorBytes"/> with unsynced bytes, by its offset, whether it reached the disk; null: none did, nor the entry of a new segment.</param>
    public MemoryJournalStorage CopyAfterPowerLoss(Func<int, bool>? survives = null)
    {
        var copy = new MemoryJournalStorage(SegmentBytes, MaxSegments) { _snapshot = _snapshot, CompactAfter = CompactAfter, Compaction = Compaction, KeepsArchive = KeepsArchive };
        for (int i = 0; i < _segments.Count; i++)
        {
            if (_synced[i] == NoEntry && survives is null)
                break;
            byte[] segment = (byte[])_segments[i].Clone();
            int synced = Math.Max(0, _synced[i]);
            for (int at = synced - synced % SectorBytes; at < segment.Length && synced < segment.Length; at += SectorBytes)
            {
                Span<byte> lost = segment.AsSpan(Math.Max(at, synced), Math.Min(SectorBytes, segment.Length - at) - Math.Max(0, synced - at));
                if (lost.ContainsAnyExcept((byte)0) && survives?.Invoke(at) != true)
                    lost.Clear();
            }

            copy._numbers.Add(_numbers[i]);
            copy._segments.Add(segment);
            copy._synced.Add(segment.Length);
        }

        copy._end = copy._segments.Count == 0 ? 0 : SegmentBytes;
        return copy;
    }

    /// <summary>From now on a sync ends by itself <see cref="SyncDelayNanos"/> after it began. Without, each waits for <see cref="CompleteSync"/>.</summary>
    public void CompleteSyncsBy(IEngineTimers timers)
    {
        ArgumentNullException.ThrowIfNull(timers);
        _syncTimer = timers.Create(_ => CompleteSync());
        if (IsSyncing)
            _syncTimer.Start(SyncDelayNanos);
    }

    /// <summary>Ends the sync that runs: what was written when it began is on the disk now, or, by <see cref="FailSyncAfter"/>, it fails.</summary>
    /// <exception cref="InvalidOperationException">None runs.</exception>
    public void CompleteSync()
    {
        Action<JournalWriteResult> completed = _syncCompleted ?? throw new InvalidOperationException("No sync runs.");
        _syncCompleted = null;
        if (FailSyncAfter == 0)
        {
            _failed = true;
            completed(FailSyncWith);
            return;
        }

        if (FailSyncAfter > 0)
            FailSyncAfter--;
        MarkSynced(_syncSegments, _syncEnd);
        completed(JournalWriteResult.Written);
    }

    /// <inheritdoc/>
    public string DescribeSegment(long segment) => string.Create(CultureInfo.InvariantCulture, $"memory {(segment == _snapshot ? "snapshot" : "segment")} {segment}");

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ReadSegment(long segment) => _segments[IndexOf(segment)];

    /// <summary>The bytes of a segment, to be damaged by a test.</summary>
    public Span<byte> Bytes(long segment) => _segments[IndexOf(segment)];

    /// <inheritdoc/>
    public JournalWriteResult Append(ReadOnlySpan<byte> record)
    {
        if (_failed)
            return JournalWriteResult.Closed;
        if (_segments.Count == 0 || _numbers[^1] == _snapshot || record.Length > SegmentBytes - _end)
            return JournalWriteResult.SegmentFull;
        if (FailAfter >= 0 && Appends >= FailAfter)
        {
            _failed = true;
            record[..Math.Min(TornBytes, record.Length)].CopyTo(_segments[^1].AsSpan(_end));
            return FailWith;
        }

        record.CopyTo(_segments[^1].AsSpan(_end));
        _end += record.Length;
        Appends++;
        return JournalWriteResult.Written;
    }

    /// <inheritdoc/>
    public JournalWriteResult StartSegment(long segment)
    {
        if (_failed)
            return JournalWriteResult.Closed;
        if (_numbers.Count == MaxSegments)
            return JournalWriteResult.DiskFull;
        if (_numbers.Count > 0 && segment != _numbers[^1] + 1)
            throw new ArgumentOutOfRangeException(nameof(segment), segment, "Segments are numbered one after the other.");
        _numbers.Add(segment);
        _segments.Add(new byte[SegmentBytes]);
        _synced.Add(NoEntry);
        _end = 0;
        if (CompactAfter > 0 && _numbers.Count(n => n != _snapshot) > CompactAfter)
            Compact();
        return JournalWriteResult.Written;
    }

    /// <summary>Makes one snapshot of all closed segments, which then are gone. Nothing when there are none.</summary>
    public void Compact()
    {
        if (_numbers.Count < 2 || (_numbers.Count == 2 && _numbers[0] == _snapshot))
            return;
        long through = _numbers[^2];
        byte[] snapshot = JournalCompactor.Build(this, through, Compaction);
        int covered = _numbers.Count - 1;
        for (int i = 0; KeepsArchive && i < covered; i++)
        {
            if (_numbers[i] != _snapshot)
                _archive.Add((_numbers[i], _segments[i]));
        }

        _numbers.RemoveRange(1, covered - 1);
        _segments.RemoveRange(1, covered - 1);
        _synced.RemoveRange(1, covered - 1);
        _numbers[0] = _snapshot = through;
        _segments[0] = snapshot;
        _synced[0] = snapshot.Length;
        if (_syncCompleted is not null)
            _syncSegments = Math.Max(1, _syncSegments - covered + 1);
    }

    /// <inheritdoc/>
    public JournalWriteResult TruncateLast(int end)
    {
        if (_failed)
            return JournalWriteResult.Closed;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)end, (uint)SegmentBytes, nameof(end));
        _segments[^1].AsSpan(end).Clear();
        _synced[^1] = Math.Min(_synced[^1], end);
        _end = end;
        return JournalWriteResult.Written;
    }

    /// <inheritdoc/>
    public JournalWriteResult DropSegmentsAfter(long segment)
    {
        if (_failed)
            return JournalWriteResult.Closed;
        int kept = IndexOf(segment) + 1;
        _numbers.RemoveRange(kept, _numbers.Count - kept);
        _segments.RemoveRange(kept, _segments.Count - kept);
        _synced.RemoveRange(kept, _synced.Count - kept);
        _end = SegmentBytes;
        return JournalWriteResult.Written;
    }

    /// <inheritdoc/>
    public JournalWriteResult Flush()
    {
        if (_failed)
            return JournalWriteResult.Closed;
        MarkSynced(_segments.Count, _end);
        return JournalWriteResult.Written;
    }

    /// <inheritdoc/>
    public JournalWriteResult BeginSync(Action<JournalWriteResult> completed)
    {
        ArgumentNullException.ThrowIfNull(completed);
        if (IsSyncing)
            throw new InvalidOperationException("A sync runs already.");
        if (_failed)
            return JournalWriteResult.Closed;
        Syncs++;
        _syncCompleted = completed;
        _syncSegments = _segments.Count;
        _syncEnd = _end;
        _syncTimer?.Start(SyncDelayNanos);
        return JournalWriteResult.Written;
    }

    private void MarkSynced(int segments, int end)
    {
        for (int i = 0; i < segments; i++)
            _synced[i] = Math.Max(_synced[i], i == segments - 1 ? end : _segments[i].Length);
    }

    private int IndexOf(long segment)
    {
        int index = _numbers.IndexOf(segment);
        return index >= 0 ? index : throw new ArgumentOutOfRangeException(nameof(segment), segment, "There is no such segment.");
    }
}
