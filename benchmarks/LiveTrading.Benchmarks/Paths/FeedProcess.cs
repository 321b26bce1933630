using System.Globalization;
using LiveTrading.Benchmarks.Harness;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>The <see cref="FeedServer"/> in its own process; it ends when this object does.</summary>
internal sealed class FeedProcess : IDisposable
{
    private readonly ChildProcess _process;

    public FeedProcess(int passesPerBlast, int symbols = 1)
    {
        _process = new ChildProcess(FeedCommand.Name, passesPerBlast.ToString(CultureInfo.InvariantCulture), symbols.ToString(CultureInfo.InvariantCulture));
        Port = int.Parse(_process.ReadLine(), CultureInfo.InvariantCulture);
    }

    public int Port { get; }

    /// <summary>Sends at the connection with that path; the numbers are written when this returns.</summary>
    public void Blast(string path)
    {
        _process.Write(path);
        BenchmarkException.Require(_process.ReadLine() == "go", "path: the sending process did not send.");
    }

    public void Dispose() => _process.Dispose();
}
