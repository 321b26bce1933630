using System.Diagnostics;
using System.Globalization;
using LiveTrading.Benchmarks.Harness;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>The sender in its own process; it ends when this object does.</summary>
internal sealed class FeedProcess : IDisposable
{
    private static readonly TimeSpan _endsWithin = TimeSpan.FromSeconds(5);
    private readonly Process _process;

    public FeedProcess(int passesPerBlast)
    {
        string host = Environment.ProcessPath!;
        ProcessStartInfo start = new(host) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
            start.ArgumentList.Add(typeof(FeedProcess).Assembly.Location);
        start.ArgumentList.Add(FeedCommand.Name);
        start.ArgumentList.Add(passesPerBlast.ToString(CultureInfo.InvariantCulture));
        _process = Process.Start(start)!;
        string? port = _process.StandardOutput.ReadLine();
        BenchmarkException.Require(int.TryParse(port, CultureInfo.InvariantCulture, out int number), "path: the sending process did not start.");
        Port = number;
    }

    public int Port { get; }

    /// <summary>Sends at the connection with that path; the numbers are written when this returns.</summary>
    public void Blast(string path)
    {
        _process.StandardInput.WriteLine(path);
        _process.StandardInput.Flush();
        BenchmarkException.Require(_process.StandardOutput.ReadLine() == "go", "path: the sending process ended.");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(_endsWithin))
            _process.Kill();
        _process.Dispose();
    }
}
