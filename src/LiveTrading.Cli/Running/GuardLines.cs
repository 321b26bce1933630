using System.Globalization;
using System.Text.Json;
using LiveTrading.Guarding;

namespace LiveTrading.Cli.Running;

/// <summary>The guard's lines on standard output, for people or for machines.</summary>
internal static class GuardLines
{
    public static void Text(GuardEvent e) =>
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Time(e):HH:mm:ss.fff} {e.Kind}: {e.Text}{(e.Order.IsNone ? "" : $" [{e.Order}]")}"));

    public static void Json(GuardEvent e)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter w = new(line))
        {
            w.WriteStartObject();
            w.WriteString("event", "guard");
            w.WriteString("time", Time(e));
            string kind = e.Kind.ToString();
            w.WriteString("kind", char.ToLowerInvariant(kind[0]) + kind[1..]);
            w.WriteString("text", e.Text);
            if (!e.Order.IsNone)
                w.WriteString("clientOrderId", e.Order.ToString());
            w.WriteEndObject();
        }

        Console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
    }

    private static DateTimeOffset Time(GuardEvent e) => DateTimeOffset.UnixEpoch.AddTicks(e.Time.Value / TimeSpan.NanosecondsPerTick);
}
