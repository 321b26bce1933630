namespace LiveTrading.WebSockets.Conformance.Reference;

/// <summary>A server's frames by the book of RFC 6455 §5.2, right and wrong ones, independent of the product's writer.</summary>
internal static class Wire
{
    public const int Text = 0x1;
    public const int Binary = 0x2;
    public const int Close = 0x8;
    public const int Ping = 0x9;
    public const int Pong = 0xA;

    /// <summary>A frame.</summary>
    /// <param name="first">The first byte: final bit, reserved bits, opcode.</param>
    /// <param name="payload">As it goes out.</param>
    /// <param name="masked">Whether it is masked, as only a client may.</param>
    /// <param name="lengthBytes">0, 2 or 8: the form of the length; −1: the shortest.</param>
    /// <param name="announced">The length to write when it is not the payload's.</param>
    public static byte[] Frame(int first, ReadOnlySpan<byte> payload, bool masked = false, int lengthBytes = -1, long announced = -1)
    {
        long length = announced >= 0 ? announced : payload.Length;
        int form = lengthBytes >= 0 ? lengthBytes : length < 126 ? 0 : length < 65536 ? 2 : 8;
        var bytes = new byte[2 + form + (masked ? 4 : 0) + payload.Length];
        bytes[0] = (byte)first;
        bytes[1] = (byte)((masked ? 0x80 : 0) | (form == 0 ? (int)length : form == 2 ? 126 : 127));
        for (int i = 0; i < form; i++)
            bytes[2 + i] = (byte)(length >> (8 * (form - 1 - i)));
        int at = 2 + form;
        byte[] key = [0x37, 0xFA, 0x21, 0x3D];
        if (masked)
        {
            key.CopyTo(bytes, at);
            at += 4;
        }
        for (int i = 0; i < payload.Length; i++)
            bytes[at + i] = masked ? (byte)(payload[i] ^ key[i % 4]) : payload[i];
        return bytes;
    }

    /// <summary>A close frame.</summary>
    public static byte[] CloseFrame(int code, ReadOnlySpan<byte> reason = default) => Frame(0x80 | Close, [(byte)(code >> 8), (byte)code, .. reason]);

    /// <summary>A message in fragments of a size; the first has the opcode.</summary>
    public static byte[] Fragments(int opcode, ReadOnlySpan<byte> payload, int size, bool compressed = false)
    {
        var bytes = new List<byte>(payload.Length + (payload.Length / size * 4) + 16);
        int at = 0;
        do
        {
            int count = Math.Min(size, payload.Length - at);
            bool last = at + count == payload.Length;
            bytes.AddRange(Frame((last ? 0x80 : 0) | (at == 0 ? opcode | (compressed ? 0x40 : 0) : 0), payload.Slice(at, count)));
            at += count;
        }
        while (at < payload.Length);
        return [.. bytes];
    }

    /// <summary>One after the other.</summary>
    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(p => p)];
}
