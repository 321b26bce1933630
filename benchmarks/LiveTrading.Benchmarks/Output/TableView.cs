using System.Globalization;
using LiveTrading.Benchmarks.Harness;
using Spectre.Console;

namespace LiveTrading.Benchmarks.Output;

/// <summary>The results for people. Progress goes to standard error.</summary>
internal static class TableView
{
    private const int ColumnsOfAFile = 230;

    public static void Begin(Machine machine, int rounds)
    {
        // A table in a file or a pipe must not break its rows.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = ColumnsOfAFile;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{machine.Processor}, {machine.Processors} processors, {machine.System}, {machine.Runtime}, {machine.Build}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{machine.Time:yyyy-MM-dd HH:mm} UTC, load average {machine.LoadAverage} at the start; {rounds} alternating rounds a row; {machine.Clock}"));
        Console.WriteLine("median (least to most); × = how many times the subject's value, median of the rounds; B = bytes allocated per unit");
    }

    public static void Progress(Row row) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {row.Group}: {row.Name}: {Number(row.Subject.Value.Median)} {row.Unit}"));

    public static void Summarize(IReadOnlyList<Row> rows)
    {
        int held = rows.Count(r => r.Verdict == Verdict.Held);
        Row[] missed = [.. rows.Where(r => r.Verdict == Verdict.Missed)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{held} held, {missed.Length} missed, {rows.Count - held - missed.Length} without a bound of their own"));
        foreach (Row row in missed)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"missed: {row.Group}: {row.Name}: {Number(row.Subject.Value.Median)} {row.Unit} (best {Number(Best(row))}), target {row.Target.Number}: {row.Target.Text}"));
    }

    public static void Show(string group, IReadOnlyList<Row> rows)
    {
        Table table = new Table().Border(TableBorder.Simple).Title(group);
        table.AddColumns("what", "target", "", "who", "median", "least to most", "×", "B");
        foreach (TableColumn column in table.Columns.Skip(4))
            column.Alignment = Justify.Right;
        foreach (Row row in rows)
        {
            foreach (Measurement m in row.Measurements)
            {
                bool first = ReferenceEquals(m, row.Subject);
                table.AddRow(
                    Plain(first ? row.Name : ""),
                    Plain(first ? row.Target.Number.ToString(CultureInfo.InvariantCulture) + ": " + row.Target.Text : ""),
                    first ? Colored(row.Verdict) : new Markup(""),
                    Plain(m.Name),
                    Plain($"{Number(m.Value.Median)} {row.Unit}"),
                    Plain($"{Number(m.Value.Least)} to {Number(m.Value.Most)}"),
                    Plain(first ? "" : Number(m.Ratio.Median)),
                    Plain(Number(m.BytesAllocated)));
            }

            if (row.Note.Length > 0)
                table.AddRow(Plain(""), Plain(""), Plain(""), Plain(row.Note));
        }

        AnsiConsole.Write(table);
    }

    internal static string Number(double value) => Math.Abs(value) switch
    {
        double.NaN or double.PositiveInfinity => "",
        0 => "0",
        < 0.005 => value.ToString("0.0000", CultureInfo.InvariantCulture),
        < 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static double Best(Row row) => row.Target.AtLeast ? row.Subject.Value.Most : row.Subject.Value.Least;

    private static Markup Plain(string text) => new(Markup.Escape(text));

    private static Markup Colored(Verdict verdict) => verdict switch
    {
        Verdict.Held => new Markup("[green]held[/]"),
        Verdict.Missed => new Markup("[red]missed[/]"),
        _ => new Markup(""),
    };
}
