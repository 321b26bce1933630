using LiveTrading.Benchmarks.Output;
using Spectre.Console;

namespace LiveTrading.WireBench.Output;

/// <summary>Tables on a terminal.</summary>
internal static class TerminalView
{
    // Where the output is no terminal there is no width to keep to.
    private const int FileWidth = 160;

    public static void Begin(TextWriter output, Machine machine, int rounds) =>
        output.WriteLine($"{machine.Processor}, {machine.Processors} processors, {machine.System}, {machine.Runtime}, {machine.Build}; load average {machine.LoadAverage}; {rounds} round{(rounds == 1 ? "" : "s")}");

    public static void Show(TextWriter output, ResultsTable table)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected)
            console.Profile.Width = FileWidth;
        Table view = new() { Title = new TableTitle(Markup.Escape(table.Title)), Border = TableBorder.Rounded };
        for (int i = 0; i < table.Columns.Count; i++)
        {
            TableColumn column = new(Markup.Escape(table.Columns[i]));
            view.AddColumn(i == 0 ? column : column.RightAligned());
        }

        foreach (IReadOnlyList<string> row in table.Rows)
            view.AddRow([.. row.Select(Markup.Escape)]);
        console.Write(view);
    }
}
