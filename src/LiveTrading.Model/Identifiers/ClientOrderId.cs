using System.Globalization;

namespace LiveTrading.Model.Identifiers;

/// <summary>
/// Our own id of an order (FIX tag 11), 128 bits: instance (32), start epoch (48), counter (48), high to low.
/// </summary>
/// <remarks>
/// The epoch is made from wall time and randomness at each start and is never derived from the journal, so an id never
/// repeats across restarts, machines and sessions, even when the journal lost its tail. A venue order whose id carries
/// our prefix and instance is ours.
/// </remarks>
/// <param name="Value">All 128 bits; zero means "none".</param>
public readonly record struct ClientOrderId(UInt128 Value)
{
    /// <summary>Bytes of <see cref="Format"/>: <c>lt-</c> and 32 hexadecimal digits.</summary>
    public const int TextLength = 35;

    /// <summary>No id.</summary>
    public static readonly ClientOrderId None;

    private static ReadOnlySpan<byte> OrderPrefix => "lt-"u8;

    /// <summary>Puts an id together.</summary>
    /// <param name="instance">Which engine instance.</param>
    /// <param name="epoch">Which start of it; the low 48 bits count.</param>
    /// <param name="counter">Which order of that start; the low 48 bits count.</param>
    public static ClientOrderId Create(uint instance, ulong epoch, ulong counter)
    {
        const ulong mask48 = (1UL << 48) - 1;
        return new ClientOrderId(((UInt128)instance << 96) | ((UInt128)(epoch & mask48) << 48) | (counter & mask48));
    }

    /// <summary>True when there is no id.</summary>
    public bool IsNone => Value == UInt128.Zero;

    /// <summary>The instance part.</summary>
    public uint Instance => (uint)(Value >> 96);

    /// <summary>The start epoch part, 48 bits.</summary>
    public ulong Epoch => (ulong)(Value >> 48) & ((1UL << 48) - 1);

    /// <summary>The counter part, 48 bits.</summary>
    public ulong Counter => (ulong)Value & ((1UL << 48) - 1);

    /// <summary>Writes <c>lt-</c> and 32 lower-case hexadecimal digits as ASCII: legal as a Binance client order id.</summary>
    /// <param name="destination">At least <see cref="TextLength"/> bytes.</param>
    /// <returns>Bytes written: always <see cref="TextLength"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public int Format(Span<byte> destination)
    {
        OrderPrefix.CopyTo(destination);
        UInt128 v = Value;
        for (int i = TextLength - 1; i >= 3; i--)
        {
            int d = (int)((ulong)v & 15);
            destination[i] = (byte)(d < 10 ? '0' + d : 'a' + d - 10);
            v >>= 4;
        }

        return TextLength;
    }

    /// <summary>Reads what <see cref="Format"/> wrote. Anything else, such as another bot's id, gives false.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ClientOrderId id)
    {
        id = None;
        if (text.Length != TextLength || !text.StartsWith(OrderPrefix))
            return false;
        UInt128 v = UInt128.Zero;
        for (int i = 3; i < text.Length; i++)
        {
            int c = text[i];
            int d = c is >= '0' and <= '9' ? c - '0' : c is >= 'a' and <= 'f' ? c - 'a' + 10 : -1;
            if (d < 0)
                return false;
            v = (v << 4) | (uint)d;
        }

        id = new ClientOrderId(v);
        return true;
    }

    /// <summary><c>lt-</c> and 32 hexadecimal digits.</summary>
    public override string ToString() => "lt-" + Value.ToString("x32", CultureInfo.InvariantCulture);
}
