using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LiveTrading.CrashTest;

/// <summary><c>livetrading</c> as a process: its output is collected and written to a file, every wait is bounded.</summary>
internal class ToolProcess : IDisposable
{
    /// <summary>Bound of a wait for something that should take seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly ChildProcesses _children;
    private readonly StreamWriter _log;
    private readonly object _gate = new();
    private readonly List<string> _output = [];

    public ToolProcess(ChildProcesses children, string logFile, IEnumerable<string> arguments)
    {
        _children = children;
        _log = new StreamWriter(logFile);
        ProcessStartInfo start = new(DotNet, [Tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };

        // What the shell configures for an engine must not reach this one.
        foreach (string name in start.Environment.Keys.Where(n => n.Contains("__", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Take(e.Data, isOutput: true);
        _process.ErrorDataReceived += (_, e) => Take(e.Data, isOutput: false);
        Started = Stopwatch.GetTimestamp();
        _process.Start();
        children.Add(_process);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static string Tool => Path.Combine(AppContext.BaseDirectory, "LiveTrading.Cli.dll");

    public static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary><see cref="Stopwatch"/> time.</summary>
    public long Started { get; }

    public TimeSpan Age => Stopwatch.GetElapsedTime(Started);

    public bool HasEnded => _process.HasExited;

    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_gate)
                return [.. _output];
        }
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>The last line of its output as a JSON object.</returns>
    /// <exception cref="CrashTestException">It fails, or takes too long.</exception>
    public static JsonElement Ask(ChildProcesses children, string logFile, params string[] arguments)
    {
        using ToolProcess asked = new(children, logFile, arguments);
        int code = asked.WaitForEnd(Patience);
        if (code != 0 || asked.Output.Count == 0)
            throw new CrashTestException($"livetrading {string.Join(' ', arguments)} ended with {code}; see {logFile}");
        return JsonDocument.Parse(asked.Output[^1]).RootElement;
    }

    /// <summary>Waits until a line makes the condition true.</summary>
    /// <exception cref="CrashTestException">It ends before, or takes too long.</exception>
    public void WaitUntil(Func<bool> condition, string what, TimeSpan bound)
    {
        lock (_gate)
        {
            while (!condition())
            {
                TimeSpan left = bound - Age;
                if (left <= TimeSpan.Zero)
                    throw new CrashTestException($"'{what}' did not come within {bound.TotalSeconds:0} s");
                if (_process.HasExited)
                {
                    // What it wrote last may still be on its way through the pipe.
                    Monitor.Wait(_gate, TimeSpan.FromSeconds(1));
                    if (condition())
                        return;
                    throw new CrashTestException($"it ended with {_process.ExitCode} before '{what}'");
                }

                Monitor.Wait(_gate, TimeSpan.FromMilliseconds(Math.Min(50, left.TotalMilliseconds)));
            }
        }
    }

    /// <summary>Lets it run for a while.</summary>
    /// <returns>False when it ended in between.</returns>
    public bool RunFor(TimeSpan time) => time <= TimeSpan.Zero ? !_process.HasExited : !_process.WaitForExit(time);

    /// <summary>SIGKILL; returns when it is gone.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself; the caller sees the lines it left.
        }

        _process.WaitForExit();
    }

    /// <summary>Asks it to stop and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public int Stop()
    {
        using Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        return WaitForEnd(Patience);
    }

    /// <exception cref="CrashTestException">It takes too long.</exception>
    public int WaitForEnd(TimeSpan bound)
    {
        if (!_process.WaitForExit(bound))
            throw new CrashTestException($"it did not end within {bound.TotalSeconds:0} s");

        // The parameterless wait also waits for the last lines of both streams.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (!_process.HasExited)
            Kill();
        _process.WaitForExit();
        _children.Remove(_process);
        _process.Dispose();
        lock (_gate)
            _log.Dispose();
    }

    /// <summary>A line of standard output; called in order, one at a time.</summary>
    protected virtual void OnLine(string line) => _output.Add(line);

    private void Take(string? line, bool isOutput)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            _log.WriteLine(line);
            if (isOutput)
                OnLine(line);
            Monitor.PulseAll(_gate);
        }
    }
}
