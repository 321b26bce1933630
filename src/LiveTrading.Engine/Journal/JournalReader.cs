using System.Globalization;

namespace LiveTrading.Engine.Journal;

/// <summary>Walks through all records of a journal in order and stops at the first damage. Reads only.</summary>
/// <remarks>
/// A half-written last record differs from damage by what follows it: nothing but its own rest. When a whole record or
/// more bytes than one record can have stand behind the bad place, or it is not in the last segment, something that was
/// recorded has been lost. One exception: a session at <see cref="JournalDurability.Disk"/> says after each sync how far the
/// disk has everything. When the host lost power, blocks written since then, of the last segment and of those it had begun
/// behind it, may have reached the disk in any order, so a bad place behind the last such word is the end: nothing from there
/// on was acted upon.
/// </remarks>
public sealed class JournalReader
{
    private readonly IJournalSource _source;
    private ReadOnlyMemory<byte> _bytes;
    private int _segmentIndex = -1;
    private int _next;
    private long _expected = 1;
    private long _recordsInSnapshot;
    private bool _snapshotIsWhole;

    /// <summary>Before the first record.</summary>
    public JournalReader(IJournalSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        if (source.Segments.Count > 0)
            OpenSegment(0);
    }

    /// <summary>The present record's header.</summary>
    public JournalRecordHeader Header { get; private set; }

    /// <summary>The present record's payload.</summary>
    public ReadOnlySpan<byte> Payload => _bytes.Span.Slice(Offset + JournalFormat.HeaderBytes, Header.Length - JournalFormat.HeaderBytes);

    /// <summary>The present record's whole bytes.</summary>
    public ReadOnlySpan<byte> Record => _bytes.Span.Slice(Offset, Header.Length);

    /// <summary>Segment of the present record.</summary>
    public long Segment => _source.Segments[_segmentIndex];

    /// <summary>Offset of the present record in its segment.</summary>
    public int Offset { get; private set; }

    /// <summary>The snapshot that the journal begins with; null: it begins with its first segment.</summary>
    public SnapshotHeader? Snapshot { get; private set; }

    /// <summary>The present record stands in the snapshot.</summary>
    public bool IsInSnapshot { get; private set; }

    /// <summary>The run of the present record says after each sync how far the disk has everything.</summary>
    public bool TellsSyncs { get; private set; }

    /// <summary>First free byte of the last segment, once the end was reached.</summary>
    public int EndOffset { get; private set; }

    /// <summary>What ended the walk early; null when every byte made sense so far.</summary>
    public JournalDamage? Damage { get; private set; }

    /// <summary>Goes to the next record.</summary>
    /// <returns>False at the end and at damage.</returns>
    public bool MoveNext()
    {
        if (_segmentIndex < 0 || Damage is not null)
            return false;
        while (true)
        {
            switch (JournalFormat.Check(_bytes.Span[_next..], out JournalRecordHeader header))
            {
                case JournalRecordCheck.Valid:
                    return Accept(header);
                case JournalRecordCheck.Damaged:
                    return Stop(_next, IsTornTail(), "the checksum of the record does not match");
                default:
                    if (_bytes.Span[_next..].ContainsAnyExcept((byte)0))
                        return Stop(_next, IsTornTail(), "bytes stand behind the end of the records");
                    if (!Proceed())
                        return false;
                    break;
            }
        }
    }

    /// <summary>Goes on behind the end of a segment.</summary>
    /// <returns>False at the end of the journal and at damage.</returns>
    private bool Proceed()
    {
        if (IsInSnapshot && !_snapshotIsWhole)
            return Stop(_next, false, "the snapshot ends before its last record");
        if (_next == 0 && _segmentIndex == 0 && Segment != 1)
            return StopAtFirst();
        if (_segmentIndex == _source.Segments.Count - 1)
        {
            EndOffset = _next;
            return false;
        }

        if (_next == 0)
            return Stop(0, IsTornTail(), "the segment is empty but is not the last one");
        if (_source.Segments[_segmentIndex + 1] != Segment + 1)
            return Stop(_next, false, string.Create(CultureInfo.InvariantCulture, $"segment {Segment + 1} is missing"));
        OpenSegment(_segmentIndex + 1);
        return true;
    }

    private bool Accept(in JournalRecordHeader header)
    {
        if (header.Version is 0 or > JournalFormat.Version)
        {
            Stop(_next, false, string.Create(CultureInfo.InvariantCulture, $"the record has format version {header.Version}; this program reads versions 1 to {JournalFormat.Version}"));
            Damage = Damage! with { IsNewerVersion = header.Version != 0 };
            return false;
        }

        bool first = _next == 0;
        bool opens = header.Kind == JournalRecordKind.SegmentHeader || (header.Kind == JournalRecordKind.Snapshot && _segmentIndex == 0);
        if (first && opens && _segmentIndex == 0 && header.Kind == JournalRecordKind.SegmentHeader && Segment != 1)
            return StopAtFirst();
        if (header.Sequence != _expected)
            return Stop(_next, first && header.Sequence > _expected && IsTornTail(), string.Create(CultureInfo.InvariantCulture, $"record {_expected} is missing: found {header.Sequence}"));
        if (first != opens)
            return Stop(_next, false, first ? "the segment does not begin with its header" : "a header stands within a segment");
        if (IsInSnapshot && _snapshotIsWhole)
            return Stop(_next, false, "a record stands behind the end of the snapshot");
        Offset = _next;
        Header = header;
        if (first && !Open(header.Kind))
            return Stop(0, false, "the header does not belong to this segment");
        _next += header.Length;
        _expected = header.Sequence + 1;
        if (IsInSnapshot && !FollowSnapshot(header.Kind))
            return Stop(Offset, false, "the end of the snapshot does not fit it");
        if (header.Kind is JournalRecordKind.Start or JournalRecordKind.Synced)
            TellsSyncs = header.Kind == JournalRecordKind.Synced;
        EndOffset = _next;
        return true;
    }

    private bool Open(JournalRecordKind kind)
    {
        if (kind == JournalRecordKind.SegmentHeader)
            return JournalCodec.TryReadSegmentHeader(Payload, out SegmentHeader segment) && segment.Segment == Segment;
        if (!SnapshotCodec.TryReadHeader(Payload, out SnapshotHeader snapshot) || snapshot.Segment != Segment)
            return false;
        Snapshot = snapshot;
        IsInSnapshot = true;
        return true;
    }

    /// <summary>Records of a snapshot are counted from 1; those behind it go on where the segments it covers ended.</summary>
    private bool FollowSnapshot(JournalRecordKind kind)
    {
        if (kind != JournalRecordKind.SnapshotEnd)
        {
            _recordsInSnapshot++;
            return true;
        }

        _snapshotIsWhole = SnapshotCodec.TryReadEnd(Payload, out long records) && records == _recordsInSnapshot;
        _expected = Snapshot!.Value.LastSequence + 1;
        TellsSyncs = Snapshot.Value.TellsSyncs;
        return _snapshotIsWhole;
    }

    private bool StopAtFirst() =>
        Stop(0, false, string.Create(CultureInfo.InvariantCulture, $"the segments before segment {Segment} are missing, and no snapshot stands for them"));

    private bool IsTornTail()
    {
        // A snapshot took its name only when it was whole, and only then can the first number be another than 1.
        if (IsInSnapshot || (_segmentIndex == 0 && Segment != 1) || (_segmentIndex != _source.Segments.Count - 1 && !TellsSyncs))
            return false;
        ReadOnlySpan<byte> tail = _bytes.Span[_next..];
        if (!TellsSyncs && tail.LastIndexOfAnyExcept((byte)0) >= JournalFormat.MaxRecordBytes)
            return false;
        if (HasProofOfLoss(tail, 1))
            return false;
        for (int later = _segmentIndex + 1; later < _source.Segments.Count; later++)
        {
            if (HasProofOfLoss(_source.ReadSegment(_source.Segments[later]).Span, 0))
                return false;
        }

        return true;
    }

    private bool HasProofOfLoss(ReadOnlySpan<byte> bytes, int from)
    {
        int used = bytes.LastIndexOfAnyExcept((byte)0) + 1;
        for (int i = from; i < used; i++)
        {
            if (JournalFormat.Check(bytes[i..], out JournalRecordHeader later) == JournalRecordCheck.Valid && later.Sequence >= _expected && ProvesLoss(bytes[i..], in later))
                return true;
        }

        return false;
    }

    /// <summary>Whether a whole record behind the bad place shows that what stood there had been recorded for certain.</summary>
    private bool ProvesLoss(ReadOnlySpan<byte> bytes, in JournalRecordHeader later)
    {
        if (!TellsSyncs)
            return true;
        ReadOnlySpan<byte> payload = bytes[JournalFormat.HeaderBytes..later.Length];
        return later.Kind == JournalRecordKind.Synced && JournalCodec.TryReadSynced(payload, out long through) && through >= _expected;
    }

    private bool Stop(int offset, bool torn, string what)
    {
        EndOffset = offset;
        bool inSnapshot = IsInSnapshot || (_segmentIndex == 0 && Segment != 1 && _next == 0);
        Damage = new JournalDamage(Segment, _source.DescribeSegment(Segment), offset, torn, what) { IsInSnapshot = inSnapshot };
        return false;
    }

    private void OpenSegment(int index)
    {
        _segmentIndex = index;
        _bytes = _source.ReadSegment(Segment);
        _next = 0;
        IsInSnapshot = false;
    }
}
