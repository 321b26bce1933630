using System.Globalization;

namespace LiveTrading.TestSupport;

/// <summary>Signals that this process ignores, as the kernel tells: a background job of a script ignores SIGINT, one under nohup SIGHUP.</summary>
internal static class IgnoredSignals
{
    /// <summary>SIGHUP.</summary>
    public const ulong HangUp = 1UL << 0;

    /// <summary>SIGINT.</summary>
    public const ulong Interrupt = 1UL << 1;

    /// <summary>SIGTERM.</summary>
    public const ulong Terminate = 1UL << 14;

    /// <summary>True when any of them is ignored; false where the kernel does not tell.</summary>
    public static bool Any(ulong signals)
    {
        const string Status = "/proc/self/status", Ignored = "SigIgn:";
        string? line = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(l => l.StartsWith(Ignored, StringComparison.Ordinal)) : null;
        return line is not null && (ulong.Parse(line.AsSpan(Ignored.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & signals) != 0;
    }
}
