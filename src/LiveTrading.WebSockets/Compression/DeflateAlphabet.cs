namespace LiveTrading.WebSockets.Compression;

/// <summary>The fixed tables of DEFLATE (RFC 1951 §3.2.5 to §3.2.7).</summary>
internal static class DeflateAlphabet
{
    /// <summary>Symbol that ends a block.</summary>
    public const int EndOfBlock = 256;

    /// <summary>Literals, end of block and lengths that may occur.</summary>
    public const int LiteralSymbols = 286;

    /// <summary>Distances that may occur.</summary>
    public const int DistanceSymbols = 30;

    /// <summary>Literals and lengths of the fixed code; two of them never occur.</summary>
    public const int FixedLiteralSymbols = 288;

    /// <summary>Symbols that describe code lengths.</summary>
    public const int LengthCodeSymbols = 19;

    /// <summary>Longest code of literals and distances.</summary>
    public const int MaxCodeBits = 15;

    /// <summary>Longest code of code lengths.</summary>
    public const int MaxLengthCodeBits = 7;

    /// <summary>Longest match.</summary>
    public const int MaxMatchBytes = 258;

    /// <summary>Shortest length of each length symbol, from 257.</summary>
    public static readonly ushort[] LengthBases = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];

    /// <summary>Bits that follow each length symbol.</summary>
    public static ReadOnlySpan<byte> LengthExtraBits => [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>Shortest distance of each distance symbol.</summary>
    public static readonly ushort[] DistanceBases =
    [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
    ];

    /// <summary>Bits that follow each distance symbol.</summary>
    public static ReadOnlySpan<byte> DistanceExtraBits => [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>The order in which the lengths of the length code are sent.</summary>
    public static ReadOnlySpan<byte> LengthCodeOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Code length of each symbol of the fixed literal code.</summary>
    public static byte FixedLiteralLength(int symbol) => symbol switch { < 144 => 8, < 256 => 9, < 280 => 7, _ => 8 };
}
