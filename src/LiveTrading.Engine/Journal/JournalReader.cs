using System.Globalization;

namespace LiveTrading.Engine.Journal;

/// <summary>Walks through all records of a journal in order and stops at the first damage. Reads only.</summary>
/// <remarks>
/// A half-written last record differs from damage by what follows it: nothing but its own rest. When a whole record or
/// more bytes than one record can have stand behind the bad place, or it is not in the last segment, something that was
/// recorded has been lost. One exception: a session at <see cref="JournalDurability.Disk"/> says after each sync how far the
/// disk has everything. When the host lost power, blocks written since then may have reached the disk in any order, so a
/// bad place behind the last such word is the end: nothing from there on was acted upon.
/// </remarks>
public sealed class JournalReader
{
    private readonly IJournalStorage _storage;
    private ReadOnlyMemory<byte> _bytes;
    private int _segmentIndex = -1;
    private int _next;
    private long _expected;
    private bool _tellsSyncs;

    /// <summary>Before the first record.</summary>
    public JournalReader(IJournalStorage storage)
    {
        _storage = storage;
        if (storage.Segments.Count > 0)
            OpenSegment(0);
    }

    /// <summary>The present record's header.</summary>
    public JournalRecordHeader Header { get; private set; }

    /// <summary>The present record's payload.</summary>
    public ReadOnlySpan<byte> Payload => _bytes.Span.Slice(Offset + JournalFormat.HeaderBytes, Header.Length - JournalFormat.HeaderBytes);

    /// <summary>The present record's whole bytes.</summary>
    public ReadOnlySpan<byte> Record => _bytes.Span.Slice(Offset, Header.Length);

    /// <summary>Segment of the present record.</summary>
    public long Segment => _storage.Segments[_segmentIndex];

    /// <summary>Offset of the present record in its segment.</summary>
    public int Offset { get; private set; }

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
                    bool isLast = _segmentIndex == _storage.Segments.Count - 1;
                    if (isLast)
                    {
                        EndOffset = _next;
                        return false;
                    }

                    if (_next == 0)
                        return Stop(0, false, "the segment is empty but is not the last one");
                    if (_storage.Segments[_segmentIndex + 1] != Segment + 1)
                        return Stop(_next, false, string.Create(CultureInfo.InvariantCulture, $"segment {Segment + 1} is missing"));
                    OpenSegment(_segmentIndex + 1);
                    break;
            }
        }
    }

    private bool Accept(in JournalRecordHeader header)
    {
        if (_expected != 0 && header.Sequence != _expected)
            return Stop(_next, false, string.Create(CultureInfo.InvariantCulture, $"record {_expected} is missing: found {header.Sequence}"));
        if (header.Version != JournalFormat.Version)
            return Stop(_next, false, string.Create(CultureInfo.InvariantCulture, $"the record has format version {header.Version}; this program reads version {JournalFormat.Version}"));
        bool first = _next == 0;
        if (first != (header.Kind == JournalRecordKind.SegmentHeader))
            return Stop(_next, false, first ? "the segment does not begin with its header" : "a segment header stands within a segment");
        Offset = _next;
        Header = header;
        if (first && (!JournalCodec.TryReadSegmentHeader(Payload, out SegmentHeader segment) || segment.Segment != Segment))
            return Stop(0, false, "the segment header does not belong to this segment");
        _next += header.Length;
        _expected = header.Sequence + 1;
        if (header.Kind is JournalRecordKind.Start or JournalRecordKind.Synced)
            _tellsSyncs = header.Kind == JournalRecordKind.Synced;
        EndOffset = _next;
        return true;
    }

    private bool IsTornTail()
    {
        if (_segmentIndex != _storage.Segments.Count - 1)
            return false;
        ReadOnlySpan<byte> tail = _bytes.Span[_next..];
        int used = tail.LastIndexOfAnyExcept((byte)0) + 1;
        if (used > JournalFormat.MaxRecordBytes && !_tellsSyncs)
            return false;
        for (int i = 1; i < used; i++)
        {
            if (JournalFormat.Check(tail[i..], out JournalRecordHeader later) == JournalRecordCheck.Valid && later.Sequence >= _expected && ProvesLoss(tail[i..], in later))
                return false;
        }

        return true;
    }

    /// <summary>Whether a whole record behind the bad place shows that what stood there had been recorded for certain.</summary>
    private bool ProvesLoss(ReadOnlySpan<byte> bytes, in JournalRecordHeader later)
    {
        if (!_tellsSyncs)
            return true;
        ReadOnlySpan<byte> payload = bytes[JournalFormat.HeaderBytes..later.Length];
        return later.Kind == JournalRecordKind.Synced && JournalCodec.TryReadSynced(payload, out long through) && through >= _expected;
    }

    private bool Stop(int offset, bool torn, string what)
    {
        EndOffset = offset;
        Damage = new JournalDamage(Segment, _storage.DescribeSegment(Segment), offset, torn, what);
        return false;
    }

    private void OpenSegment(int index)
    {
        _segmentIndex = index;
        _bytes = _storage.ReadSegment(Segment);
        _next = 0;
    }
}
