using System.Text;

namespace LiveTrading.WebSockets.Frames;

/// <summary>RFC 6455 §7.4 and the registry that grew from it.</summary>
internal static class CloseCodes
{
    public const ushort Normal = 1000;
    public const ushort GoingAway = 1001;
    public const ushort ProtocolError = 1002;

    /// <summary>Never on the wire: the close frame carried no code.</summary>
    public const ushort NoStatus = 1005;

    /// <summary>Never on the wire: there was no close frame.</summary>
    public const ushort Abnormal = 1006;

    public const ushort InvalidPayload = 1007;
    public const ushort TooBig = 1009;

    /// <summary>A control frame carries 125 bytes, two of them the code (RFC 6455 §5.5).</summary>
    public const int MaxReasonBytes = 123;

    /// <summary>Whether a close frame may carry the code.</summary>
    public static bool IsAllowedOnWire(int code) =>
        code is >= 1000 and <= 1003 or >= 1007 and <= 1014 or >= 3000 and <= 4999;

    /// <summary>Throws for what may not be sent.</summary>
    /// <exception cref="ArgumentException">The code or the reason.</exception>
    public static void RequireSendable(ushort code, string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (!IsAllowedOnWire(code))
            throw new ArgumentOutOfRangeException(nameof(code), code, "A close frame may carry 1000 to 1003, 1007 to 1014 or 3000 to 4999.");
        if (Encoding.UTF8.GetByteCount(reason) > MaxReasonBytes)
            throw new ArgumentException($"A close reason has at most {MaxReasonBytes} bytes of UTF-8.", nameof(reason));
    }

    /// <summary>The code's meaning in a few words, for messages.</summary>
    public static string Describe(ushort code) => code switch
    {
        1000 => "normal closure",
        1001 => "going away",
        1002 => "protocol error",
        1003 => "unsupported data",
        NoStatus => "no status",
        Abnormal => "no close frame",
        1007 => "invalid payload",
        1008 => "policy violation",
        1009 => "message too big",
        1010 => "extension required",
        1011 => "internal error",
        1012 => "service restart",
        1013 => "try again later",
        1014 => "bad gateway",
        _ => "private code",
    };
}
