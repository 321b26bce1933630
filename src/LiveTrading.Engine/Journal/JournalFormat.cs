using System.Buffers.Binary;
using System.Numerics;

namespace LiveTrading.Engine.Journal;

/// <summary>
/// The bytes of a record: length (4), CRC-32C of all that follows it (4), sequence number (8), kind (1), version (1),
/// zero (2), payload. Little-endian. A segment is records back to back, then zeros.
/// </summary>
public static class JournalFormat
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderBytes = 20;

    /// <summary>Largest record, header included. An order event with every text at its limit needs about 700.</summary>
    public const int MaxRecordBytes = 4096;

    /// <summary>Version written into every record. Older ones are read; a reader refuses records that are newer than it is.</summary>
    /// <remarks>1: the first. 2: snapshots, marks of syncs, baselines that end with a record of their own, risk baselines in parts.</remarks>
    public const byte Version = 2;

    /// <summary>From this version on an account's baselines count only when the record stands that completes them.</summary>
    internal const byte CompletedBaselinesVersion = 2;

    /// <summary>First eight payload bytes of a segment header: <c>LTJRNL01</c>.</summary>
    public const ulong Magic = 0x31304C4E524A544C;

    private const int CrcOffset = 4;
    private const int SequenceOffset = 8;
    private const int KindOffset = 16;
    private const int VersionOffset = 17;

    /// <summary>Completes a record whose payload already stands behind the header.</summary>
    /// <param name="record">Header and payload; its length is the record's.</param>
    /// <param name="sequence">The record's number, 1, 2, 3 … over all segments.</param>
    /// <param name="kind">What the payload is.</param>
    public static void Complete(Span<byte> record, long sequence, JournalRecordKind kind)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[SequenceOffset..], sequence);
        record[KindOffset] = (byte)kind;
        record[VersionOffset] = Version;
        record[18] = 0;
        record[19] = 0;
        Sum(record);
    }

    /// <summary>Writes the checksum of what stands in a record.</summary>
    internal static void Sum(Span<byte> record) => BinaryPrimitives.WriteUInt32LittleEndian(record[CrcOffset..], Checksum(record));

    /// <summary>Looks at the bytes where a record should stand.</summary>
    /// <param name="bytes">From the record's first byte to the end of the segment.</param>
    /// <param name="header">What the header says; valid only for <see cref="JournalRecordCheck.Valid"/>.</param>
    public static JournalRecordCheck Check(ReadOnlySpan<byte> bytes, out JournalRecordHeader header)
    {
        header = default;
        if (bytes.Length < HeaderBytes)
            return bytes.ContainsAnyExcept((byte)0) ? JournalRecordCheck.Damaged : JournalRecordCheck.End;
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length == 0)
            return bytes[..HeaderBytes].ContainsAnyExcept((byte)0) ? JournalRecordCheck.Damaged : JournalRecordCheck.End;
        if (length < HeaderBytes || length > MaxRecordBytes || length > bytes.Length)
            return JournalRecordCheck.Damaged;
        ReadOnlySpan<byte> record = bytes[..length];
        if (BinaryPrimitives.ReadUInt32LittleEndian(record[CrcOffset..]) != Checksum(record))
            return JournalRecordCheck.Damaged;
        header = new JournalRecordHeader(length, BinaryPrimitives.ReadInt64LittleEndian(record[SequenceOffset..]), (JournalRecordKind)record[KindOffset], record[VersionOffset]);
        return JournalRecordCheck.Valid;
    }

    /// <summary>CRC-32C over the length and over everything behind the checksum field.</summary>
    private static uint Checksum(ReadOnlySpan<byte> record)
    {
        uint crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(record));
        ReadOnlySpan<byte> rest = record[SequenceOffset..];
        while (rest.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            rest = rest[8..];
        }

        foreach (byte b in rest)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
