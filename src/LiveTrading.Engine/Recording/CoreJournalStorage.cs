using LiveTrading.Engine.Journal;

namespace LiveTrading.Engine.Recording;

/// <summary>The core's journal, on the tape: every write is an output, its result an answer. In a replay the bytes lie in memory.</summary>
internal sealed class CoreJournalStorage : IJournalStorage
{
    private const int PieceBytes = 256 * 1024;
    private const long NoSegment = -1;

    private readonly SessionTape _tape;
    private readonly IJournalStorage _storage;
    private readonly bool _isReplay;
    private readonly Action<JournalWriteResult> _onSynced;
    private Action<JournalWriteResult>? _completed;

    /// <summary>Records what lies in a journal, and from now on what is done with it.</summary>
    public CoreJournalStorage(RecordingTape tape, IJournalStorage storage)
    {
        _tape = tape;
        _storage = storage;
        _onSynced = OnSynced;
        KeepPiece(NoSegment, 0, []);
        foreach (long segment in storage.Segments)
        {
            ReadOnlySpan<byte> bytes = storage.ReadSegment(segment).Span;

            // Zeros behind the last record are left out; those that may be its own are not.
            bytes = bytes[..Math.Min(bytes.Length, bytes.LastIndexOfAnyExcept((byte)0) + 1 + JournalFormat.MaxRecordBytes)];
            KeepPiece(segment, 0, []);
            for (int offset = 0; offset < bytes.Length; offset += PieceBytes)
                KeepPiece(segment, offset, bytes.Slice(offset, Math.Min(PieceBytes, bytes.Length - offset)));
        }
    }

    /// <summary>Makes a journal out of what was recorded of it.</summary>
    /// <exception cref="RecordingException">It cannot be made.</exception>
    public CoreJournalStorage(ReplayTape tape)
    {
        _tape = tape;
        _isReplay = true;
        _onSynced = OnSynced;
        tape.Journal = this;
        ReplayedJournal? journal = null;
        while (tape.Load() && tape.NextKind == RecordKind.JournalContent)
        {
            var r = new PayloadReader(tape.Payload);
            int segmentBytes = r.Int32();
            long segment = r.Int64();
            int offset = r.Int32();
            ReadOnlySpan<byte> bytes = r.Bytes();
            bool isValid = r.IsComplete && (journal is null ? segment == NoSegment && segmentBytes is > 0 and <= ReplayedJournal.MaxSegmentBytes : journal.TryAdd(segment, offset, bytes));
            if (!isValid)
                throw new RecordingException($"{tape.Name} cannot be replayed: what it says of the order journal makes no sense.");
            journal ??= new ReplayedJournal(segmentBytes);
            tape.Consume();
        }

        _storage = journal ?? throw new RecordingException($"{tape.Name} cannot be replayed: {tape.Damage ?? "it ends before the order journal that its session began with"}.");
    }

    public IReadOnlyList<long> Segments => _storage.Segments;

    public int SegmentBytes => _storage.SegmentBytes;

    public string DescribeSegment(long segment) => _storage.DescribeSegment(segment);

    public ReadOnlyMemory<byte> ReadSegment(long segment) => _storage.ReadSegment(segment);

    public JournalWriteResult Append(ReadOnlySpan<byte> record)
    {
        _tape.Fields.Clear().Bytes(record);
        _tape.Tell(RecordKind.JournalAppend);
        JournalWriteResult result = Answer(_isReplay ? default : _storage.Append(record));
        if (_isReplay && result == JournalWriteResult.Written)
            _storage.Append(record);
        return result;
    }

    public JournalWriteResult StartSegment(long segment)
    {
        _tape.Fields.Clear().Int64(segment);
        _tape.Tell(RecordKind.JournalSegment);
        JournalWriteResult result = Answer(_isReplay ? default : _storage.StartSegment(segment));
        if (_isReplay && result == JournalWriteResult.Written)
            _storage.StartSegment(segment);
        return result;
    }

    public JournalWriteResult TruncateLast(int end)
    {
        _tape.Fields.Clear().Int32(end);
        _tape.Tell(RecordKind.JournalTruncate);
        JournalWriteResult result = Answer(_isReplay ? default : _storage.TruncateLast(end));
        if (_isReplay && result == JournalWriteResult.Written)
            _storage.TruncateLast(end);
        return result;
    }

    public JournalWriteResult DropSegmentsAfter(long segment)
    {
        _tape.Fields.Clear().Int64(segment);
        _tape.Tell(RecordKind.JournalDrop);
        JournalWriteResult result = Answer(_isReplay ? default : _storage.DropSegmentsAfter(segment));
        if (_isReplay && result == JournalWriteResult.Written)
            _storage.DropSegmentsAfter(segment);
        return result;
    }

    public JournalWriteResult Flush()
    {
        _tape.Fields.Clear();
        _tape.Tell(RecordKind.JournalFlush);
        return Answer(_isReplay ? default : _storage.Flush());
    }

    public JournalWriteResult BeginSync(Action<JournalWriteResult> completed)
    {
        _completed = completed;
        _tape.Fields.Clear();
        _tape.Tell(RecordKind.JournalSync);
        return Answer(_isReplay ? default : _storage.BeginSync(_onSynced));
    }

    /// <summary>A sync has ended.</summary>
    public void CompleteSync(JournalWriteResult result)
    {
        Action<JournalWriteResult>? completed = _completed;
        _completed = null;
        completed?.Invoke(result);
    }

    private void OnSynced(JournalWriteResult result)
    {
        _tape.Fields.Clear().Byte((byte)result);
        ((RecordingTape)_tape).Input(RecordKind.JournalSynced);
        CompleteSync(result);
    }

    private JournalWriteResult Answer(JournalWriteResult actual) => (JournalWriteResult)_tape.Return((long)actual);

    private void KeepPiece(long segment, int offset, ReadOnlySpan<byte> bytes)
    {
        _tape.Fields.Clear().Int32(_storage.SegmentBytes).Int64(segment).Int32(offset).Bytes(bytes);
        _tape.Keep(RecordKind.JournalContent);
    }
}
