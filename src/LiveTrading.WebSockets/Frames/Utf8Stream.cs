namespace LiveTrading.WebSockets.Frames;

/// <summary>UTF-8 validation that goes on across pieces and fails at the first byte that cannot be continued (Unicode table 3-7).</summary>
internal struct Utf8Stream
{
    private byte _remaining;
    private byte _low;
    private byte _high;

    /// <summary>True at the border of a character.</summary>
    public readonly bool IsComplete => _remaining == 0;

    /// <summary>Looks at the next bytes.</summary>
    /// <returns>False when they cannot be part of UTF-8; the state is then of no more use.</returns>
    public bool Append(ReadOnlySpan<byte> bytes)
    {
        int i = 0;
        while (i < bytes.Length)
        {
            if (_remaining == 0)
            {
                int ascii = bytes[i..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
                if (ascii < 0)
                    return true;
                i += ascii;
                if (!Begin(bytes[i++]))
                    return false;
                continue;
            }
            byte next = bytes[i++];
            if (next < _low || next > _high)
                return false;
            _remaining--;
            _low = 0x80;
            _high = 0xBF;
        }
        return true;
    }

    private bool Begin(byte lead)
    {
        // The second byte's range shuts out overlong forms, surrogates and what lies above U+10FFFF.
        (_remaining, _low, _high) = lead switch
        {
            >= 0xC2 and <= 0xDF => ((byte)1, (byte)0x80, (byte)0xBF),
            0xE0 => ((byte)2, (byte)0xA0, (byte)0xBF),
            0xED => ((byte)2, (byte)0x80, (byte)0x9F),
            >= 0xE1 and <= 0xEF => ((byte)2, (byte)0x80, (byte)0xBF),
            0xF0 => ((byte)3, (byte)0x90, (byte)0xBF),
            >= 0xF1 and <= 0xF3 => ((byte)3, (byte)0x80, (byte)0xBF),
            0xF4 => ((byte)3, (byte)0x80, (byte)0x8F),
            _ => ((byte)0, (byte)0, (byte)0),
        };
        return _remaining != 0;
    }
}
