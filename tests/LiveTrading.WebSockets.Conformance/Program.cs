using System.Globalization;
using LiveTrading.WebSockets.Conformance.Cases;
using LiveTrading.WebSockets.Conformance.Driver;
using LiveTrading.WebSockets.Conformance.Fuzzing;
using LiveTrading.WebSockets.Conformance.Server;

const string Usage = """
    usage:
      ws://HOST:PORT AGENT [--deflate] [--cases 1-10,20] [--status] [--case-seconds N] [--backend NAME]
          runs the cases of a conformance server (Autobahn's fuzzingserver, or serve below) with this client
      serve [--port N] [--quick]
          is such a server, with cases of its own; prints what failed when a client asks for the reports
      list [--quick]
          prints those cases
      fuzz [--minutes N] [--seed N] [--tls | --target NAME] [--guided | --choices HEX]
          feeds frames, handshakes and compressed data to both halves and compares with slow references; with --tls,
          TLS records instead; --guided changes on what reaches new branches of the library; --choices repeats one of its
          inputs
    """;

if (args.Length == 0 || args[0] is "--help" or "-h")
{
    Console.WriteLine(Usage);
    return args.Length == 0 ? 2 : 0;
}
switch (args[0])
{
    case "serve" when TryReadNumbers(["--port"], out Dictionary<string, int> numbers) && numbers.GetValueOrDefault("--port", 9001) <= 65535:
        return Serve(numbers.GetValueOrDefault("--port", 9001));
    case "list" when TryReadNumbers([], out _):
        foreach (ConformanceCase one in AllCases.Make(Size()))
            Console.WriteLine(one);
        return 0;
    case "fuzz" when FuzzOptions.Parse(args.AsSpan(1)) is { } fuzz:
        return fuzz.Run(Console.Out) ? 0 : 1;
    case "serve" or "list" or "fuzz":
        Console.Error.WriteLine(Usage);
        return 2;
}
if (DriverOptions.Parse(args, out string error) is not { } options)
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine(Usage);
    return 2;
}
return new ConformanceDriver(options, Console.Out).Run();

CaseSize Size() => args.Contains("--quick") ? CaseSize.Quick : CaseSize.Full;

// Everything behind the word: options with a number, and --quick.
bool TryReadNumbers(string[] names, out Dictionary<string, int> numbers)
{
    numbers = [];
    for (int i = 1; i < args.Length; i++)
    {
        if (args[i] == "--quick")
            continue;
        if (!names.Contains(args[i]) || i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return false;
        numbers[args[i++]] = number;
    }
    return true;
}

int Serve(int port)
{
    using var end = new ManualResetEventSlim();
    Console.CancelKeyPress += (_, e) =>
    {
        e.Cancel = true;
        end.Set();
    };
    IReadOnlyList<ConformanceCase> cases = AllCases.Make(Size());
    using var server = new FuzzingServer(cases, port);
    server.Reported = (agent, results) =>
    {
        foreach (CaseResult result in results.Where(r => r.Verdict != CaseVerdict.Ok))
            Console.WriteLine($"{result.Verdict}: {result.Id}: {result.What}: {result.Detail}");
        Console.WriteLine($"{agent}: {results.Count(r => r.Verdict == CaseVerdict.Ok)} of {results.Count} cases OK");
    };
    Console.WriteLine($"{cases.Count} cases at ws://127.0.0.1:{server.Port}; Ctrl-C ends");
    end.Wait();
    return 0;
}
