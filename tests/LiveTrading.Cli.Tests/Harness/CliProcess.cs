using System.Diagnostics;
using System.Text.Json;

namespace LiveTrading.Cli.Tests.Harness;

/// <summary>
/// <c>livetrading</c> as its own process: its lines are collected while it runs, every wait is bounded, and it never outlives
/// the test.
/// </summary>
internal sealed class CliProcess : IDisposable
{
    /// <summary>Bound of every wait: generous, since nothing here measures speed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // Between two looks at what it wrote.
    private static readonly TimeSpan _lookInterval = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];

    private CliProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Add(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Add(_errors, e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string Assembly => Path.Combine(AppContext.BaseDirectory, "LiveTrading.Cli.dll");

    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public IReadOnlyList<string> Output => Copy(_output);

    public IReadOnlyList<string> Errors => Copy(_errors);

    /// <summary>The last line of standard output as a JSON object.</summary>
    public JsonElement Summary => JsonDocument.Parse(Output[^1]).RootElement;

    /// <summary>The status lines of <c>run --json</c>: every line of standard output but the summary.</summary>
    public IReadOnlyList<JsonElement> Events =>
        [.. Output.Where(l => l.StartsWith("{\"event\"", StringComparison.Ordinal)).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>Orders that the status lines say were accepted and have not ended.</summary>
    public string[] WorkingOrders()
    {
        HashSet<string> working = [];
        foreach (JsonElement e in Events.Where(e => e.Is("event", "order")))
        {
            if (e.Is("kind", "accepted"))
                working.Add(e.Text("clientOrderId"));
            else if (e.Text("kind") is "filled" or "canceled" or "expired" or "rejected")
                working.Remove(e.Text("clientOrderId"));
        }

        return [.. working];
    }

    /// <summary>Orders whose outcome the status lines last called unknown.</summary>
    public string[] UnknownOrders() => [.. Events
        .Where(e => e.Is("event", "order") && !e.Text("kind").StartsWith("pending", StringComparison.Ordinal))
        .GroupBy(e => e.Text("clientOrderId"))
        .Where(order => order.Last().Is("kind", "unknown"))
        .Select(order => order.Key)];

    public static CliProcess Start(params string[] arguments) => Start(null, arguments);

    public static CliProcess Start(IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        new(Describe(DotNet, environment, [Assembly, .. arguments]));

    /// <summary>Starts it and waits for its end.</summary>
    public static CliProcess Run(params string[] arguments)
    {
        CliProcess process = Start(arguments);
        process.WaitForExit();
        return process;
    }

    public int WaitForExit()
    {
        if (!_process.WaitForExit(Patience))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException("It did not end within the bound. " + Describe());
        }

        // The parameterless wait also waits for the last lines of both streams.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>How long it still took to end, for promises that are given in seconds.</summary>
    public TimeSpan MeasureExit()
    {
        long start = Stopwatch.GetTimestamp();
        WaitForExit();
        return Stopwatch.GetElapsedTime(start);
    }

    public void WaitForOutput(Func<string, bool> wanted, string what) => WaitUntil(() => Output.Any(wanted), what);

    public void WaitForError(string part) => WaitUntil(() => Errors.Any(l => l.Contains(part, StringComparison.Ordinal)), part);

    public JsonElement WaitForEvent(string name, Func<JsonElement, bool> wanted, int after = 0)
    {
        JsonElement found = default;
        WaitUntil(
            () =>
            {
                found = Events.Skip(after).FirstOrDefault(e => e.GetProperty("event").GetString() == name && wanted(e));
                return found.ValueKind == JsonValueKind.Object;
            },
            name);
        return found;
    }

    public JsonElement WaitForState(string state) => WaitForEvent("state", e => e.Is("state", state));

    public void WaitUntil(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (_process.WaitForExit(_lookInterval))
            {
                _process.WaitForExit();
                if (condition())
                    return;
                throw new InvalidOperationException($"It ended before '{what}'. {Describe()}");
            }

            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"'{what}' did not come. {Describe()}");
        }
    }

    /// <summary>Sends a signal by name, such as <c>TERM</c>.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>No warning, no time to clean up.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public string Describe()
    {
        string code = _process.HasExited ? "exit code " + _process.ExitCode.ToString(System.Globalization.CultureInfo.InvariantCulture) : "still running";
        return $"{code}{Environment.NewLine}--- output, last lines{Environment.NewLine}{string.Join(Environment.NewLine, Output.TakeLast(40))}{Environment.NewLine}--- errors, last lines{Environment.NewLine}{string.Join(Environment.NewLine, Errors.TakeLast(40))}";
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(Patience);
        }

        _process.Dispose();
    }

    private static ProcessStartInfo Describe(string file, IReadOnlyDictionary<string, string>? environment, IEnumerable<string> arguments)
    {
        (file, arguments) = SignalDefaults.For(file, arguments);
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string name in start.Environment.Keys.Where(IsSetting).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return start;
    }

    // What the developer's own shell sets must not reach the tests.
    private static bool IsSetting(string name) => name.Contains("__", StringComparison.Ordinal);

    private void Add(List<string> lines, string? line)
    {
        if (line is null)
            return;
        lock (_gate)
            lines.Add(line);
    }

    private string[] Copy(List<string> lines)
    {
        lock (_gate)
            return [.. lines];
    }
}
