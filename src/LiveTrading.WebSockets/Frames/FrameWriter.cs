using System.Buffers.Binary;

namespace LiveTrading.WebSockets.Frames;

/// <summary>Writes frames into a buffer (RFC 6455 §5.2), with the shortest length form.</summary>
internal static class FrameWriter
{
    /// <summary>Two bytes, eight of length, four of key.</summary>
    public const int MaxHeaderBytes = 14;

    /// <summary>Largest control frame with header.</summary>
    public const int MaxControlFrameBytes = 2 + 4 + 125;

    /// <summary>Length of the header for a payload.</summary>
    public static int HeaderBytes(int payloadBytes, bool masked) =>
        (payloadBytes < 126 ? 2 : payloadBytes <= ushort.MaxValue ? 4 : 10) + (masked ? 4 : 0);

    /// <summary>Writes a frame from a server: not masked.</summary>
    /// <param name="destination">Takes header and payload.</param>
    /// <param name="opcode">What it is.</param>
    /// <param name="final">Whether it ends a message.</param>
    /// <param name="payload">As it goes out.</param>
    /// <param name="compressed">Whether it begins a compressed message (RFC 7692 §6.1).</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, FrameOpcode opcode, bool final, ReadOnlySpan<byte> payload, bool compressed = false)
    {
        int at = WriteHeader(destination, opcode, final, payload.Length, 0, compressed);
        payload.CopyTo(destination[at..]);
        return at + payload.Length;
    }

    /// <summary>Writes a frame from a client: masked.</summary>
    /// <param name="destination">Takes header and payload.</param>
    /// <param name="opcode">What it is.</param>
    /// <param name="final">Whether it ends a message.</param>
    /// <param name="payload">Before masking.</param>
    /// <param name="key">Of the mask.</param>
    /// <param name="compressed">Whether it begins a compressed message (RFC 7692 §6.1).</param>
    /// <returns>Bytes written.</returns>
    public static int WriteMasked(Span<byte> destination, FrameOpcode opcode, bool final, ReadOnlySpan<byte> payload, uint key, bool compressed = false)
    {
        int at = WriteHeader(destination, opcode, final, payload.Length, 0x80, compressed);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[at..], key);
        at += 4;
        FrameMask.Copy(payload, destination.Slice(at, payload.Length), key);
        return at + payload.Length;
    }

    private static int WriteHeader(Span<byte> destination, FrameOpcode opcode, bool final, int payloadBytes, int maskBit, bool compressed)
    {
        destination[0] = (byte)((final ? 0x80 : 0) | (compressed ? 0x40 : 0) | (int)opcode);
        if (payloadBytes < 126)
        {
            destination[1] = (byte)(maskBit | payloadBytes);
            return 2;
        }
        if (payloadBytes <= ushort.MaxValue)
        {
            destination[1] = (byte)(maskBit | 126);
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payloadBytes);
            return 4;
        }
        destination[1] = (byte)(maskBit | 127);
        BinaryPrimitives.WriteInt64BigEndian(destination[2..], payloadBytes);
        return 10;
    }
}
