using System.Globalization;
using System.Text;
using LiveTrading.WireBench.Contests;

namespace LiveTrading.WireBench.Output;

/// <summary>The part of a page that is made from results, between two marks.</summary>
internal static class PageBlock
{
    public const string Begin = "<!-- wirebench: from here -->";
    public const string End = "<!-- wirebench: to here -->";

    // Above it others wanted a processor too before the first run began.
    private const double MostIdleLoad = 1;

    public static string Write(ResultsFile results)
    {
        StringBuilder text = new(Origin(results));
        text.Append(" Medians of the rounds; × floor: median of the rounds' ratios.\n");
        IReadOnlyList<TargetVerdict> verdicts = TargetVerdict.Of(results.Results);
        if (verdicts.Count > 0)
            Write(text, ResultsTable.Of(verdicts));
        foreach (ScenarioResult result in results.Results)
            Write(text, ResultsTable.Of(result));
        return text.ToString();
    }

    /// <summary>One table alone.</summary>
    public static string WriteSummary(ResultsFile results)
    {
        StringBuilder text = new(Origin(results));
        text.Append('\n');
        Write(text, ResultsTable.Summary(results.Results));
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

    private static string Origin(ResultsFile results)
    {
        string origin = string.Create(
            CultureInfo.InvariantCulture,
            $"{results.Machine}; {results.Time:yyyy-MM-dd}, {results.Rounds} round{(results.Rounds == 1 ? "" : "s")}, load average at the start {results.LoadAverage}; server: {results.Server}.");
        bool busy = double.TryParse(results.LoadAverage, CultureInfo.InvariantCulture, out double load) && load > MostIdleLoad;
        return busy ? origin + " **The machine was busy with other work**: rates and tails are the scheduler's; processor time, system calls, allocations and ratios to what ran beside say something." : origin;
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
