using System.CommandLine;
using LiveTrading.Benchmarks.Output;
using LiveTrading.WireBench.Contests;
using LiveTrading.WireBench.Output;

namespace LiveTrading.WireBench;

/// <summary>all, and what is made from its results.</summary>
internal static class ContestCommands
{
    private const int DefaultRounds = 9;
    private const double WarmupSeconds = 1;
    private const double QuickWarmupSeconds = 0.3;

    public static Command All(TextWriter output, TextWriter errors)
    {
        Option<bool> quick = new("--quick") { Description = "A few seconds of it, and nothing but whether all figures can be: the exit code says so. Times are not judged." };
        Option<int?> rounds = new("--rounds") { Description = $"In each every client runs once, 1 to 1000; {DefaultRounds}, quick 1." };
        Option<string[]> only = new("--only") { Description = "Scenarios to run; all of them.", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Scenario.All.Select(s => s.Name)]);
        Option<string[]> clients = new("--clients") { Description = "Clients to run; all that there are.", AllowMultipleArgumentsPerToken = true };
        clients.AcceptOnlyFromAmong([.. Contender.All.Select(c => c.Client).Distinct()]);
        Option<string?> json = new("--json") { Description = "Results as JSON into this file; without a file, to the output instead of the tables.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> server = new("--server") { Description = "ws://HOST:PORT of a load server that runs already; it must know /blast, /paced and /pingpong." };
        Option<string?> serverTls = new("--server-tls") { Description = "wss://HOST:PORT of the same over TLS." };
        Option<string?> ca = new("--ca") { Description = "PEM file of roots to trust for --server-tls." };
        Option<string?> floor = new("--floor") { Description = "Program to run beside, as PROGRAM URL raw|paced|pingpong COUNT: the least that receiving can cost." };
        Option<string?> floorTls = new("--floor-tls") { Description = "The same over TLS." };
        Command command = new("all", """
            Measures every backend and way to wait, ClientWebSocket and Websocket.Client, round by round against one server.

            The server and each client are processes of their own. Takes about fifteen minutes.
            """)
        {
            quick, rounds, only, clients, json, server, serverTls, ca, floor, floorTls,
        };
        command.Validators.Add(r =>
        {
            if (r.GetValue(rounds) is < 1 or > 1000)
                r.AddError("--rounds must be from 1 to 1000.");
            if (r.GetValue(serverTls) is not null && r.GetValue(server) is null)
                r.AddError("--server-tls needs --server.");
            if (r.GetValue(floorTls) is not null && r.GetValue(floor) is null)
                r.AddError("--floor-tls needs --floor.");
        });
        command.SetAction(parsed =>
        {
            bool isQuick = parsed.GetValue(quick);
            string[] names = parsed.GetValue(only) ?? [];
            ContestOptions options = new()
            {
                Scenarios = [.. (isQuick ? Scenario.Quick : Scenario.All).Where(s => names.Length == 0 || names.Contains(s.Name, StringComparer.Ordinal))],
                Clients = parsed.GetValue(clients) ?? [],
                Rounds = parsed.GetValue(rounds) ?? (isQuick ? 1 : DefaultRounds),
                WarmupSeconds = isQuick ? QuickWarmupSeconds : WarmupSeconds,
                Server = parsed.GetValue(server) is { } url ? new ServerPlace(url, parsed.GetValue(serverTls), parsed.GetValue(ca)) : null,
                Floor = parsed.GetValue(floor) is { } program ? new FloorProgram(program, parsed.GetValue(floorTls)) : null,
            };
            bool jsonOnly = parsed.GetResult(json) is not null && parsed.GetValue(json) is null;
            return Run(options, jsonOnly ? TextWriter.Null : output, errors, text => Write(text, parsed.GetValue(json), jsonOnly ? output : null));
        });
        return command;
    }

    public static Command Page(TextWriter output)
    {
        Argument<FileInfo> results = new("results") { Description = "What all --json wrote." };
        Argument<FileInfo> page = new("page") { Description = $"Markdown with the lines {PageBlock.Begin} and {PageBlock.End}: what is between them is made anew." };
        Option<bool> summary = new("--summary") { Description = "One table of the figures that matter most, instead of all." };
        Command command = new("page", "Puts the tables of results into a page.") { results.AcceptExistingOnly(), page.AcceptExistingOnly(), summary };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(page)!.FullName;
            ResultsFile read = ResultsFile.Read(parsed.GetValue(results)!.FullName);
            string renewed = PageBlock.Renew(File.ReadAllText(file), parsed.GetValue(summary) ? PageBlock.WriteSummary(read) : PageBlock.Write(read));
            File.WriteAllText(file, renewed);
            output.WriteLine(file);
            return 0;
        });
        return command;
    }

    public static Command Picture(TextWriter output)
    {
        Argument<FileInfo> results = new("results") { Description = "What all --json wrote." };
        Option<string> scenario = new("--scenario") { Description = "Which latencies.", DefaultValueFactory = _ => "order-1" };
        scenario.AcceptOnlyFromAmong([.. Scenario.All.Where(s => s.HasLatency).Select(s => s.Name)]);
        Option<FileInfo> file = new("--out") { Description = "SVG file to write.", Required = true };
        Command command = new("picture", "Draws how latencies are distributed.") { results.AcceptExistingOnly(), scenario, file };
        command.SetAction(parsed =>
        {
            ResultsFile read = ResultsFile.Read(parsed.GetValue(results)!.FullName);
            ScenarioResult? result = read.Results.FirstOrDefault(r => r.Scenario.Name == parsed.GetValue(scenario));
            WireBenchException.Require(result is not null, $"the results have no scenario {parsed.GetValue(scenario)}.");
            string target = parsed.GetValue(file)!.FullName;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, LatencyPicture.Draw(result, $"{read.Machine}; {read.Time:yyyy-MM-dd}; medians of {read.Rounds} round{(read.Rounds == 1 ? "" : "s")}"));
            output.WriteLine(target);
            return 0;
        });
        return command;
    }

    public static Command Server(TextReader input, TextWriter output)
    {
        Option<int> port = new("--port") { Description = "0: a free one.", DefaultValueFactory = _ => 0 };
        Option<int> tlsPort = new("--tls-port") { Description = "0: a free one.", DefaultValueFactory = _ => 0 };
        Command command = new(ServerCommand.Name, """
            The load server: says where it is, and serves until its input ends.

            Paths: /blast?n=N, /paced?n=N&r=RATE&size=BYTES, /pingpong?n=N&gap=MICROS&size=BYTES; &conns=K over K connections.
            """)
        {
            port, tlsPort,
        };
        command.SetAction(parsed =>
        {
            ServerCommand.Run(parsed.GetValue(port), parsed.GetValue(tlsPort), input, output);
            return 0;
        });
        return command;
    }

    public static Command Client(TextReader input, TextWriter output)
    {
        Argument<string> client = new("client");
        Command command = new(ClientCommand.Name, "A client that takes requests by the line; what all starts.") { client };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            ClientCommand.Run(parsed.GetValue(client)!, input, output);
            return 0;
        });
        return command;
    }

    private static int Run(ContestOptions options, TextWriter output, TextWriter errors, Action<string> write)
    {
        Machine machine = Machine.Describe();
        TerminalView.Begin(output, machine, options.Rounds);
        List<string> wrong = [];
        IReadOnlyList<ScenarioResult> results;
        using (Contest contest = new(options, errors.WriteLine))
        {
            results = contest.Run();
            foreach (string note in contest.Notes)
                errors.WriteLine(note);
        }

        foreach (ScenarioResult result in results)
        {
            TerminalView.Show(output, ResultsTable.Of(result));
            wrong.AddRange(result.Failures);
            wrong.AddRange(Plausibility.Check(result));
        }

        IReadOnlyList<TargetVerdict> verdicts = TargetVerdict.Of(results);
        if (verdicts.Count > 0)
            TerminalView.Show(output, ResultsTable.Of(verdicts));
        write(ResultsFile.Of(machine, options.Rounds, options.Server is null ? "its own, another process" : "an outside program", results).ToJson());
        foreach (string line in wrong)
            errors.WriteLine($"wirebench: {line}");
        return wrong.Count == 0 ? 0 : 1;
    }

    private static void Write(string results, string? file, TextWriter? output)
    {
        if (file is not null)
            File.WriteAllText(file, results);
        output?.WriteLine(results);
    }
}
