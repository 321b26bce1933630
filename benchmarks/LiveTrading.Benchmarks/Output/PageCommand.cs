using System.CommandLine;

namespace LiveTrading.Benchmarks.Output;

/// <summary><c>page</c>: renews the table of a page from the results of a run.</summary>
internal static class PageCommand
{
    public static Command Create()
    {
        Argument<FileInfo> results = new("results") { Description = "What --json wrote." };
        Argument<FileInfo> page = new("page") { Description = $"Markdown with the lines {ResultsPage.Begin} and {ResultsPage.End}: what is between them is made anew." };
        Command command = new("page", """
            Renew the table of a page from the results of a run.

            Example:
              dotnet run -c Release --project benchmarks/LiveTrading.Benchmarks -- page results.json docs/performance.md
            """)
        {
            results, page,
        };
        command.SetAction(parsed =>
        {
            string file = parsed.GetRequiredValue(page).FullName;
            File.WriteAllText(file, ResultsPage.Renew(File.ReadAllText(file), File.ReadAllText(parsed.GetRequiredValue(results).FullName)));
        });
        return command;
    }
}
