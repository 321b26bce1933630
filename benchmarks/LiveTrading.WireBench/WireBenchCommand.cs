using System.CommandLine;
using System.Globalization;
using LiveTrading.IO;
using LiveTrading.WireBench.Clients;
using LiveTrading.WireBench.Output;

namespace LiveTrading.WireBench;

/// <summary>The command line.</summary>
internal static class WireBenchCommand
{
    private const string Name = "wirebench";

    /// <returns>0: figures; 1: none, and one line on the error output says why; 2: bad arguments.</returns>
    public static int Run(string[] args, TextReader input, TextWriter output, TextWriter errors)
    {
        RootCommand root = new("""
            Measures LiveTrading's WebSocket client on the wire, beside other clients.

            Examples:
              wirebench all
              wirebench receive ws://127.0.0.1:9001/blast?n=2000000 --messages 2000000 --backend epoll --json
              wirebench pingpong ws://127.0.0.1:9001/pingpong?n=20000 --messages 20000 --reply 190 --spin
            """)
        {
            RunCommand("receive", "Receives messages from a WebSocket server and counts what that costs.", replies: false, output),
            RunCommand("pingpong", "Answers each message of a WebSocket server at once.", replies: true, output),
            ContestCommands.All(output, errors),
            ContestCommands.Page(output),
            ContestCommands.Picture(output),
            ContestCommands.Server(input, output),
            ContestCommands.Client(input, output),
        };
        ParseResult parsed = root.Parse(args);
        try
        {
            int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = errors });
            return parsed.Errors.Count > 0 ? 2 : code;
        }
        catch (Exception error) when (error is WireBenchException or LoopIOException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            errors.WriteLine($"{Name}: {error.Message}");
            return 1;
        }
    }

    private static Command RunCommand(string name, string description, bool replies, TextWriter output)
    {
        Argument<string> url = new("url") { Description = "ws://HOST:PORT/PATH or wss://…; every connection asks for the same." };
        Option<long> messages = new("--messages") { Description = "Counted over all connections, 1 to 10,000,000,000. The server may end earlier or later.", Required = true };
        Option<int> reply = new("--reply") { Description = "Bytes of the text that answers each message, 0 to 65,000.", DefaultValueFactory = _ => 190 };
        Option<string> backend = new("--backend") { Description = "io_uring, epoll, sockets, or auto: what the engine would take.", DefaultValueFactory = _ => "auto" };
        backend.AcceptOnlyFromAmong("auto", "io_uring", "epoll", "sockets");
        Option<bool> spin = new("--spin") { Description = "Poll without sleeping." };
        Option<double?> hybrid = new("--hybrid") { Description = "Poll for so many microseconds after the last message, then sleep; above 0, at most 10,000,000." };
        Option<int> connections = new("--connections") { Description = "1 to 1000.", DefaultValueFactory = _ => 1 };
        Option<string?> ca = new("--ca") { Description = "PEM file of roots to trust beside the system's, for wss." };
        Option<double> warmup = new("--warmup") { Description = "Seconds for which the code runs against a server of this process first, 0 to 60; not part of the figures.", DefaultValueFactory = _ => 1 };
        Option<double> silence = new("--silence") { Description = "Seconds without a message after which the run has failed, 1 to 3600.", DefaultValueFactory = _ => 30 };
        Option<bool> stamped = new("--stamped") { Description = "Messages begin with {\"t\": and 19 digits, nanoseconds of the monotonic clock: also tell the one-way latency. At most 10,000,000 messages." };
        Option<bool> json = new("--json") { Description = "One JSON object instead of lines." };
        RequireRange(messages, 1, 10_000_000_000);
        RequireRange(reply, 0, 65_000);
        RequireRange(connections, 1, 1000);
        RequireRange(warmup, 0, 60);
        RequireRange(silence, 1, 3600);
        Command command = new(name, description) { url, messages, backend, spin, hybrid, connections, ca, warmup, silence, json };
        if (replies)
            command.Add(reply);
        else
            command.Add(stamped);
        command.Validators.Add(r =>
        {
            if (r.GetValue(spin) && r.GetValue(hybrid) is not null)
                r.AddError("--spin and --hybrid exclude each other.");
            if (r.GetValue(hybrid) is <= 0 or > 10_000_000)
                r.AddError("--hybrid must be above 0 and at most 10,000,000.");
            if (!replies && r.GetValue(stamped) && r.GetValue(messages) > 10_000_000)
                r.AddError("--stamped keeps every latency: at most 10,000,000 messages.");
        });
        command.SetAction(parsed =>
        {
            LoopWait wait = parsed.GetValue(spin) ? LoopWait.Spin : parsed.GetValue(hybrid) is null ? LoopWait.Block : LoopWait.Hybrid;
            RunRequest request = new()
            {
                Url = Checked(parsed.GetValue(url)!),
                Messages = parsed.GetValue(messages),
                Connections = parsed.GetValue(connections),
                Wait = wait,
                SpinMicros = parsed.GetValue(hybrid) ?? 50,
                ReplyBytes = replies ? parsed.GetValue(reply) : -1,
                Stamped = !replies && parsed.GetValue(stamped),
                CaFile = parsed.GetValue(ca),
                WarmupSeconds = parsed.GetValue(warmup),
                SilenceSeconds = parsed.GetValue(silence),
            };
            RunResult result = new LoopClient(BackendNames.Parse(parsed.GetValue(backend)!)).Run(request);
            if (parsed.GetValue(json))
                output.WriteLine(RunJson.Write(result));
            else
                RunText.Write(output, result);
            return 0;
        });
        return command;
    }

    private static string Checked(string url)
    {
        try
        {
            WebSockets.WebSocketEndpoint.Parse(url);
            return url;
        }
        catch (ArgumentException error)
        {
            throw new WireBenchException(error.Message);
        }
    }

    private static void RequireRange<T>(Option<T> option, T low, T high)
        where T : IComparable<T> =>
        option.Validators.Add(r =>
        {
            T value = r.GetValue(option)!;
            if (value.CompareTo(low) < 0 || value.CompareTo(high) > 0)
                r.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value}; allowed is {low} to {high}."));
        });
}
