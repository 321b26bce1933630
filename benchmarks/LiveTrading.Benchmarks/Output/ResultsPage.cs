using System.Globalization;
using System.Text;
using System.Text.Json;
using LiveTrading.Benchmarks.Harness;

namespace LiveTrading.Benchmarks.Output;

/// <summary>The part of a page that is made from the results of a run, between two marks.</summary>
internal static class ResultsPage
{
    public const string Begin = "<!-- benchmarks: from here -->";
    public const string End = "<!-- benchmarks: to here -->";

    /// <summary>Puts the table of a <see cref="JsonReport"/> where the last one was.</summary>
    /// <exception cref="BenchmarkException">The page has no such marks.</exception>
    public static string Renew(string page, string results)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        BenchmarkException.Require(begin >= 0 && end > begin, $"the page lacks the lines '{Begin}' and '{End}'.");
        using JsonDocument document = JsonDocument.Parse(results);
        return $"{page[..(begin + Begin.Length)]}\n{Write(document.RootElement)}{page[end..]}";
    }

    private static string Write(JsonElement results)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Text(results, "processor")}, {results.GetProperty("processors").GetInt32()} processors, {Text(results, "system")}, {Text(results, "runtime")}; {results.GetProperty("time").GetDateTimeOffset():yyyy-MM-dd}, {results.GetProperty("rounds").GetInt32()} rounds, load average at the start {Text(results, "loadAverageAtStart")}; {Text(results, "clock")}. Median (least to most); × and bytes per unit of those beside it.\n\n");
        text.Append("| what | target | | ours | beside it |\n|---|---|---|---|---|\n");
        foreach (JsonElement row in results.GetProperty("rows").EnumerateArray())
            Write(text, row);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement row)
    {
        string unit = Text(row, "unit");
        JsonElement[] measured = [.. row.GetProperty("measurements").EnumerateArray()];
        string verdict = Text(row, "verdict") switch
        {
            nameof(Verdict.Held) => "held",
            nameof(Verdict.Missed) => "**missed**",
            _ => "",
        };
        text.Append(CultureInfo.InvariantCulture, $"| {Text(row, "group")}: {Text(row, "name")} | {row.GetProperty("targetRow").GetInt32()}: {Text(row, "target")} | {verdict} | {Value(measured[0], unit, "**")}{Range(measured[0])}{Bytes(measured[0], unit)}");
        if (Text(row, "note") is { Length: > 0 } note)
            text.Append("; ").Append(note);
        text.Append(" | ").AppendJoin("; ", measured.Skip(1).Select(m => Text(m, "name") + " " + Value(m, unit, "") + Ratio(m) + Bytes(m, unit))).Append(" |\n");
    }

    private static string Value(JsonElement measurement, string unit, string emphasis) =>
        $"{emphasis}{TableView.Number(Number(measurement.GetProperty("value"), "median"))} {unit}{emphasis}";

    private static string Range(JsonElement measurement)
    {
        JsonElement value = measurement.GetProperty("value");
        double least = Number(value, "least"), most = Number(value, "most");
        return least == most ? "" : $" ({TableView.Number(least)} to {TableView.Number(most)})";
    }

    private static string Ratio(JsonElement measurement)
    {
        double ratio = Number(measurement.GetProperty("ratioToSubject"), "median");
        return double.IsNaN(ratio) ? "" : $" ({TableView.Number(ratio)} ×)";
    }

    // Where bytes are what the row is about they are its value.
    private static string Bytes(JsonElement measurement, string unit)
    {
        double bytes = Number(measurement, "bytesAllocated");
        return double.IsNaN(bytes) || bytes == 0 || unit == "B" ? "" : $", {TableView.Number(bytes)} B";
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    // What was not a number was written as null.
    private static double Number(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;
}
