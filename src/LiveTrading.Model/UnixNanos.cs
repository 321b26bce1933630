using System.Globalization;

namespace LiveTrading.Model;

/// <summary>A moment: nanoseconds since 1970-01-01T00:00:00Z. Valid from 1970 to 2262.</summary>
/// <param name="Value">Nanoseconds; 0 means "not known".</param>
public readonly record struct UnixNanos(long Value) : IComparable<UnixNanos>
{
    /// <summary>Nanoseconds in a millisecond.</summary>
    public const long PerMillisecond = 1_000_000;

    /// <summary>Nanoseconds in a second.</summary>
    public const long PerSecond = 1_000_000_000;

    /// <summary>The moment of a Unix time in milliseconds.</summary>
    public static UnixNanos FromMilliseconds(long milliseconds) => new(milliseconds * PerMillisecond);

    /// <summary>Whole milliseconds since 1970, rounded down.</summary>
    public long Milliseconds => Value / PerMillisecond;

    /// <summary>As a UTC date and time, rounded down to 100 ns.</summary>
    public DateTime ToDateTime() => DateTime.UnixEpoch.AddTicks(Value / 100);

    /// <inheritdoc/>
    public int CompareTo(UnixNanos other) => Value.CompareTo(other.Value);

    /// <summary>Nanoseconds from b to a.</summary>
    public static long operator -(UnixNanos a, UnixNanos b) => a.Value - b.Value;

    /// <summary>Later by so many nanoseconds.</summary>
    public static UnixNanos operator +(UnixNanos a, long nanos) => new(a.Value + nanos);

    /// <summary>Earlier than.</summary>
    public static bool operator <(UnixNanos a, UnixNanos b) => a.Value < b.Value;

    /// <summary>Later than.</summary>
    public static bool operator >(UnixNanos a, UnixNanos b) => a.Value > b.Value;

    /// <summary>Not later than.</summary>
    public static bool operator <=(UnixNanos a, UnixNanos b) => a.Value <= b.Value;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(UnixNanos a, UnixNanos b) => a.Value >= b.Value;

    /// <summary>ISO 8601 with microseconds, UTC.</summary>
    public override string ToString() => ToDateTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
