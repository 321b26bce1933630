using System.Buffers.Binary;
using System.IO.Hashing;
using LiveTrading.Model;

namespace LiveTrading.Guarding;

/// <summary>A heartbeat as 64 bytes, little endian: magic, version, state, process, instance, start, counter, wall time, four zeros apart, checksum over all before it.</summary>
internal static class HeartbeatFormat
{
    public const int Bytes = 64;

    private const uint Version = 1;
    private const int ChecksumAt = 56;

    private static ReadOnlySpan<byte> Magic => "LTBEAT\r\n"u8;

    public static void Write(Span<byte> into, in Heartbeat heartbeat)
    {
        into = into[..Bytes];
        into.Clear();
        Magic.CopyTo(into);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(into[12..], (uint)heartbeat.State);
        BinaryPrimitives.WriteInt32LittleEndian(into[16..], heartbeat.ProcessId);
        BinaryPrimitives.WriteUInt32LittleEndian(into[20..], heartbeat.Instance);
        BinaryPrimitives.WriteUInt64LittleEndian(into[24..], heartbeat.Start);
        BinaryPrimitives.WriteInt64LittleEndian(into[32..], heartbeat.Counter);
        BinaryPrimitives.WriteInt64LittleEndian(into[40..], heartbeat.WallTime.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(into[ChecksumAt..], XxHash64.HashToUInt64(into[..ChecksumAt]));
    }

    /// <summary>False for anything that is not whole: too short, torn, another version.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Heartbeat heartbeat)
    {
        heartbeat = default;
        if (bytes.Length < Bytes || !bytes.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != Version)
            return false;
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[ChecksumAt..]) != XxHash64.HashToUInt64(bytes[..ChecksumAt]))
            return false;
        heartbeat = new Heartbeat(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            (HeartbeatState)BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]),
            new UnixNanos(BinaryPrimitives.ReadInt64LittleEndian(bytes[40..])));
        return heartbeat.State is HeartbeatState.Running or HeartbeatState.Stopped;
    }
}
