using System.Diagnostics;
using System.Text;

namespace LiveTrading.Tests.Wire.Harness;

/// <summary><c>livetrading venue</c> in a process of its own; killed when disposed.</summary>
internal sealed class VenueProcess : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<string> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private VenueProcess(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LiveTrading.Cli.dll"));
        start.ArgumentList.Add("venue");
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => OnLine(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => OnLine(_errors, e.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"The venue ended before it listened: {Errors}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Such as <c>wss://127.0.0.1:9443</c>.</summary>
    public string Url { get; private set; } = "";

    public int Port => new Uri(Url).Port;

    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<VenueProcess> Start(params string[] arguments)
    {
        VenueProcess venue = new(arguments);
        try
        {
            venue.Url = await venue._listening.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
            return venue;
        }
        catch
        {
            venue.Dispose();
            throw;
        }
    }

    /// <summary>Starts it where it is expected to end by itself.</summary>
    /// <returns>Exit code and what it wrote to standard error.</returns>
    public static async Task<(int Code, string Errors)> RunToEnd(params string[] arguments)
    {
        using VenueProcess venue = new(arguments);
        _ = venue._listening.Task.ContinueWith(static t => t.Exception, TaskScheduler.Default);
        await venue._process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return (venue._process.ExitCode, venue.Errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void OnLine(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.AppendLine(line);
        const string listening = "listening on ";
        if (ReferenceEquals(text, _output) && line.StartsWith(listening, StringComparison.Ordinal))
            _listening.TrySetResult(line[listening.Length..].Trim());
    }
}
