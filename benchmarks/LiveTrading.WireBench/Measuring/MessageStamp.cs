namespace LiveTrading.WireBench.Measuring;

/// <summary>The time that a message carries: <c>{"t":</c> and nineteen digits.</summary>
internal static class MessageStamp
{
    public const int Digits = 19;

    public static readonly int Offset = "{\"t\":"u8.Length;

    public static void Write(Span<byte> message, long nanos)
    {
        Span<byte> digits = message.Slice(Offset, Digits);
        for (int i = Digits - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (nanos % 10));
            nanos /= 10;
        }
    }

    /// <returns>False: the message carries none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out long nanos)
    {
        nanos = 0;
        if (message.Length < Offset + Digits || !message.StartsWith("{\"t\":"u8))
            return false;
        foreach (byte digit in message.Slice(Offset, Digits))
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            nanos = (nanos * 10) + (digit - '0');
        }

        return true;
    }
}
