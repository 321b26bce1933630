using LiveTrading.WebSockets.Frames;

namespace LiveTrading.WebSockets.Tests.Harness;

/// <summary>Frames made by the book of RFC 6455 §5.2, right and wrong ones, independent of the product's writer.</summary>
internal static class FrameBytes
{
    public const uint Key = 0xA1B2C3D4;

    public static byte[] Frame(int firstByte, ReadOnlySpan<byte> payload, bool masked = false, int lengthBytes = -1)
    {
        var bytes = new List<byte> { (byte)firstByte };
        int form = lengthBytes >= 0 ? lengthBytes : payload.Length < 126 ? 0 : payload.Length < 65536 ? 2 : 8;
        int maskBit = masked ? 0x80 : 0;
        if (form == 0)
            bytes.Add((byte)(maskBit | payload.Length));
        else
            bytes.Add((byte)(maskBit | (form == 2 ? 126 : 127)));
        for (int i = form - 1; i >= 0; i--)
            bytes.Add((byte)((ulong)payload.Length >> (8 * i)));
        byte[] key = [0xD4, 0xC3, 0xB2, 0xA1];
        if (masked)
            bytes.AddRange(key);
        for (int i = 0; i < payload.Length; i++)
            bytes.Add(masked ? (byte)(payload[i] ^ key[i % 4]) : payload[i]);
        return [.. bytes];
    }

    public static byte[] Text(string latin1, bool masked = false) => Frame(0x81, System.Text.Encoding.Latin1.GetBytes(latin1), masked);

    public static byte[] Close(int code, string reason = "", bool masked = false) =>
        Frame(0x88, [(byte)(code >> 8), (byte)code, .. System.Text.Encoding.Latin1.GetBytes(reason)], masked);

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];
}
