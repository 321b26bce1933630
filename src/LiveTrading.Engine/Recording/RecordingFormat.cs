using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace LiveTrading.Engine.Recording;

/// <summary>
/// The bytes of a recording: a header of <see cref="HeaderBytes"/>, then blocks back to back. Little-endian. Each block has a
/// checksum and can be read without those before it; records never cross from one into the next.
/// </summary>
/// <remarks>
/// Header: magic (8), version (4), its own size (4), wall time of the start (8), CRC-32C of these (4); at offset 256 how the
/// recording ended: state (1), zero (1), length of the text (2), text (up to 500), and CRC-32C of these at offset 768.
/// Block: magic (8), length with its header (4), CRC-32C of all but itself (4), number (8), number of the first record (8),
/// monotonic (8) and wall (8) time that its first record counts from; then records.
/// </remarks>
public static class RecordingFormat
{
    /// <summary>Version written: a reader refuses recordings that are newer than it is.</summary>
    public const int Version = 1;

    /// <summary>Bytes before the first block.</summary>
    public const int HeaderBytes = 1024;

    /// <summary>Bytes before a block's records.</summary>
    public const int BlockHeaderBytes = 48;

    /// <summary>Largest block: what the loop thread fills before it hands over. A snapshot of 5,000 levels a side takes 170 KB at most.</summary>
    public const int MaxBlockBytes = 1024 * 1024;

    /// <summary>Offset of <see cref="WriteEnd"/>'s bytes in the header.</summary>
    public const int EndOffset = 256;

    /// <summary>Bytes of <see cref="WriteEnd"/>.</summary>
    public const int EndBytes = 516;

    // "LTRECRD1" and "LTRECBLK".
    private const ulong Magic = 0x314452434552544C;
    private const ulong BlockMagic = 0x4B4C42434552544C;
    private const int MaxEndText = 500;

    /// <summary>Writes the header of a recording that is not ended.</summary>
    /// <param name="header">At least <see cref="HeaderBytes"/> long; cleared first.</param>
    /// <param name="startedNanos">Wall time of the start.</param>
    public static void WriteHeader(Span<byte> header, long startedNanos)
    {
        header = header[..HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], HeaderBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], startedNanos);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], Checksum(uint.MaxValue, header[..24]));
        WriteEnd(header[EndOffset..], RecordingEnd.Open, "");
    }

    /// <summary>Writes how a recording ended, to be put at <see cref="EndOffset"/>.</summary>
    /// <param name="bytes">At least <see cref="EndBytes"/> long.</param>
    /// <param name="end">How.</param>
    /// <param name="text">Why; longer text is cut.</param>
    public static void WriteEnd(Span<byte> bytes, RecordingEnd end, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        bytes = bytes[..EndBytes];
        bytes.Clear();
        bytes[0] = (byte)end;
        Encoding.UTF8.GetEncoder().Convert(text, bytes.Slice(4, MaxEndText), flush: true, out _, out int written, out _);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], (ushort)written);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[512..], Checksum(uint.MaxValue, bytes[..512]));
    }

    /// <summary>Completes a block before it is stored: its checksum.</summary>
    /// <param name="block">Header and records.</param>
    public static void CompleteBlock(Span<byte> block) =>
        BinaryPrimitives.WriteUInt32LittleEndian(block[12..], BlockChecksum(block));

    internal static void BeginBlock(Span<byte> block, in RecordingBlockHeader header)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(block, BlockMagic);
        BinaryPrimitives.WriteInt64LittleEndian(block[16..], header.Number);
        BinaryPrimitives.WriteInt64LittleEndian(block[24..], header.FirstRecord);
        BinaryPrimitives.WriteInt64LittleEndian(block[32..], header.MonotonicNanos);
        BinaryPrimitives.WriteInt64LittleEndian(block[40..], header.WallNanos);
    }

    internal static void SetLength(Span<byte> block, int length) => BinaryPrimitives.WriteInt32LittleEndian(block[8..], length);

    /// <summary>Looks at a header.</summary>
    /// <returns>Null when it is one that can be read; else what is wrong with it.</returns>
    internal static string? CheckHeader(ReadOnlySpan<byte> header, out long startedNanos)
    {
        startedNanos = 0;
        if (header.Length < HeaderBytes)
            return $"it is only {header.Length} bytes long";
        if (BinaryPrimitives.ReadUInt64LittleEndian(header) != Magic)
            return "it is not a recording";
        int version = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[24..]) != Checksum(uint.MaxValue, header[..24]))
            return "its header is damaged";
        if (version != Version || BinaryPrimitives.ReadInt32LittleEndian(header[12..]) != HeaderBytes)
            return $"its format is version {version}; this program reads version {Version}";
        startedNanos = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        return null;
    }

    /// <summary>How a recording ended; open, too, when that was never written or is damaged.</summary>
    internal static (RecordingEnd End, string Text) ReadEnd(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < EndBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes[512..]) != Checksum(uint.MaxValue, bytes[..512]) || bytes[0] > (byte)RecordingEnd.Broken)
            return (RecordingEnd.Open, "");
        return ((RecordingEnd)bytes[0], Encoding.UTF8.GetString(bytes.Slice(4, Math.Min(MaxEndText, (int)BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..])))));
    }

    /// <summary>The length a block's header tells; 0 when it is no block.</summary>
    internal static int BlockLength(ReadOnlySpan<byte> header)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(header) == BlockMagic && length is >= BlockHeaderBytes and <= MaxBlockBytes ? length : 0;
    }

    internal static bool TryReadBlock(ReadOnlySpan<byte> block, out RecordingBlockHeader header)
    {
        header = new RecordingBlockHeader(
            BinaryPrimitives.ReadInt64LittleEndian(block[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(block[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(block[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(block[40..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(block[12..]) == BlockChecksum(block);
    }

    private static uint BlockChecksum(ReadOnlySpan<byte> block) => Checksum(Checksum(uint.MaxValue, block[..12]), block[16..]);

    private static uint Checksum(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
