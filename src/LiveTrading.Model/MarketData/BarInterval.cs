using System.Globalization;

namespace LiveTrading.Model.MarketData;

/// <summary>Length of a time bar, such as one minute.</summary>
/// <param name="Seconds">1 to 604,800 (a week).</param>
public readonly record struct BarInterval(int Seconds)
{
    /// <summary>One second.</summary>
    public static readonly BarInterval OneSecond = new(1);

    /// <summary>One minute.</summary>
    public static readonly BarInterval OneMinute = new(60);

    /// <summary>One hour.</summary>
    public static readonly BarInterval OneHour = new(3600);

    /// <summary>One UTC day.</summary>
    public static readonly BarInterval OneDay = new(86400);

    /// <summary>Nanoseconds.</summary>
    public long Nanos => Seconds * UnixNanos.PerSecond;

    /// <summary>As in topics and venue names: <c>1s</c>, <c>5m</c>, <c>4h</c>, <c>1d</c>, <c>1w</c>.</summary>
    public override string ToString() => Seconds switch
    {
        >= 604800 when Seconds % 604800 == 0 => (Seconds / 604800).ToString(CultureInfo.InvariantCulture) + "w",
        >= 86400 when Seconds % 86400 == 0 => (Seconds / 86400).ToString(CultureInfo.InvariantCulture) + "d",
        >= 3600 when Seconds % 3600 == 0 => (Seconds / 3600).ToString(CultureInfo.InvariantCulture) + "h",
        >= 60 when Seconds % 60 == 0 => (Seconds / 60).ToString(CultureInfo.InvariantCulture) + "m",
        _ => Seconds.ToString(CultureInfo.InvariantCulture) + "s",
    };

    /// <summary>Reads <see cref="ToString"/>'s form.</summary>
    public static bool TryParse(string? text, out BarInterval interval)
    {
        interval = default;
        if (text is null || text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int n) || n < 1)
            return false;
        long unit = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 604800, _ => 0 };
        if (unit == 0 || n * unit > 604800)
            return false;
        interval = new BarInterval((int)(n * unit));
        return true;
    }
}
