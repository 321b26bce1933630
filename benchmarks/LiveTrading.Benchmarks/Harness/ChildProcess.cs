using System.Diagnostics;

namespace LiveTrading.Benchmarks.Harness;

/// <summary>This program once more, with a hidden command, in a process of its own; it ends when this object does.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan _endsWithin = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly string _command;

    /// <summary>Starts it.</summary>
    public ChildProcess(string command, params string[] arguments)
        : this(command, [], arguments)
    {
    }

    /// <summary>Starts it with environment variables of its own.</summary>
    public ChildProcess(string command, Dictionary<string, string> environment, params string[] arguments)
    {
        _command = command;
        string host = Environment.ProcessPath!;
        ProcessStartInfo start = new(host) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        start.ArgumentList.Add(command);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
    }

    /// <summary>Hands it a line.</summary>
    public void Write(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Its next line.</summary>
    /// <exception cref="BenchmarkException">It ended.</exception>
    public string ReadLine() =>
        _process.StandardOutput.ReadLine() ?? throw new BenchmarkException($"The process '{_command}' ended.");

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(_endsWithin))
            _process.Kill();
        _process.Dispose();
    }
}
