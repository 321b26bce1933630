using System.Globalization;
using System.Text;
using LiveTrading.WireBench.Contests;

namespace LiveTrading.WireBench.Output;

/// <summary>The part of a page that is made from results, between two marks.</summary>
internal static class PageBlock
{
    public const string Begin = "<!-- wirebench: from here -->";
    public const string End = "<!-- wirebench: to here -->";

    public static string Write(ResultsFile results)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{results.Machine}; {results.Time:yyyy-MM-dd}, {results.Rounds} rounds, load average at the start {results.LoadAverage}; server: {results.Server}. Medians of the rounds; × floor: median of the rounds' ratios.\n");
        IReadOnlyList<TargetVerdict> verdicts = TargetVerdict.Of(results.Results);
        if (verdicts.Count > 0)
            Write(text, ResultsTable.Of(verdicts));
        foreach (ScenarioResult result in results.Results)
            Write(text, ResultsTable.Of(result));
        return text.ToString();
    }

    /// <exception cref="WireBenchException">The page has no such marks.</exception>
    public static string Renew(string page, string block)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        WireBenchException.Require(begin >= 0 && end > begin, $"the page lacks the lines '{Begin}' and '{End}'.");
        return $"{page[..(begin + Begin.Length)]}\n{block}\n{page[end..]}";
    }

    private static void Write(StringBuilder text, ResultsTable table)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n**{table.Title}**\n\n");
        Row(text, table.Columns);
        Row(text, [.. table.Columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (IReadOnlyList<string> row in table.Rows)
            Row(text, row);
    }

    private static void Row(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
