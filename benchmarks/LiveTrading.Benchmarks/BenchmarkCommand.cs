using System.CommandLine;
using LiveTrading.Benchmarks.Books;
using LiveTrading.Benchmarks.Buses;
using LiveTrading.Benchmarks.Caches;
using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Journals;
using LiveTrading.Benchmarks.Operations;
using LiveTrading.Benchmarks.Orders;
using LiveTrading.Benchmarks.Output;
using LiveTrading.Benchmarks.Parsing;
using LiveTrading.Benchmarks.Paths;
using LiveTrading.Benchmarks.Recoveries;
using LiveTrading.Benchmarks.Risks;
using LiveTrading.Benchmarks.Timers;

namespace LiveTrading.Benchmarks;

/// <summary>The command line: which groups, how many rounds, where the JSON goes.</summary>
internal static class BenchmarkCommand
{
    private const string All = "all";
    private const int QuickRounds = 3;

    public static RootCommand Create()
    {
        StartBenchmarks start = new();
        IBenchmarkGroup[] groups =
        [
            new PathBenchmarks(), new OrderBenchmarks(), new ParseBenchmarks(), new BookBenchmarks(), new BusBenchmarks(), new CacheBenchmarks(),
            new RiskBenchmarks(), new JournalBenchmarks(), new TimerBenchmarks(), new RecoveryBenchmarks(),
            start, new ReconnectBenchmarks(), new MemoryBenchmarks(), new ReplayBenchmarks(), new StallBenchmarks(),
        ];
        Argument<string[]> chosen = new("groups") { Description = "What to measure.", DefaultValueFactory = _ => [All] };
        chosen.AcceptOnlyFromAmong([All, .. groups.Select(g => g.Name)]);
        Option<FileInfo?> json = new("--json") { Description = "Also write the results to this file." };
        Option<int> rounds = new("--rounds") { Description = "Alternating rounds a row, 1 to 1000.", DefaultValueFactory = _ => 15 };
        rounds.Validators.Add(r =>
        {
            if (r.GetValue(rounds) is < 1 or > 1000)
                r.AddError($"--rounds is {r.GetValue(rounds)}; allowed is 1 to 1000.");
        });
        Option<bool> quick = new("--quick") { Description = "Three rounds: whether everything runs, not how fast." };
        Option<FileInfo> native = new("--native") { Description = "A natively compiled livetrading, for the rows of start." };
        native.AcceptExistingOnly();
        RootCommand command = new("""
            Measures LiveTrading beside the plain .NET way of doing the same work, in one process, round by round.

            Each row names its target. Compare ratios, not times: they hold when the machine is busy or slow.

            Examples:
              dotnet run -c Release --project benchmarks/LiveTrading.Benchmarks -- all --json results.json
              dotnet run -c Release --project benchmarks/LiveTrading.Benchmarks -- parse book --rounds 31
            """)
        {
            chosen, json, rounds, quick, native, PageCommand.Create(), FeedCommand.Create(), TickCommand.Create(), MemoryCommand.Create(), StallCommand.Create(),
        };
        command.SetAction(parsed =>
        {
            string[] names = parsed.GetValue(chosen)!;
            IBenchmarkGroup[] wanted = [.. groups.Where(g => names.Contains(All) || names.Contains(g.Name))];
            start.Native = parsed.GetValue(native)?.FullName;
            return Run(wanted, parsed.GetValue(quick) ? QuickRounds : parsed.GetValue(rounds), parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(IBenchmarkGroup[] groups, int rounds, FileInfo? json)
    {
        Machine machine = Machine.Describe();
        TableView.Begin(machine, rounds);
        List<Row> rows = [];
        foreach (IBenchmarkGroup group in groups)
        {
            List<Row> measured = [];
            foreach (Row row in group.Measure(rounds))
            {
                measured.Add(row);
                TableView.Progress(row);
            }

            TableView.Show(group.Name, measured);
            rows.AddRange(measured);
        }

        TableView.Summarize(rows);
        if (json is not null)
            JsonReport.Write(json.FullName, machine, rounds, rows);
        return 0;
    }
}
