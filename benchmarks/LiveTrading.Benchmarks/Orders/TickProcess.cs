using System.Globalization;
using LiveTrading.Benchmarks.Harness;

namespace LiveTrading.Benchmarks.Orders;

/// <summary>A <see cref="TickServer"/> in its own process; it ends when this object does.</summary>
internal sealed class TickProcess : IDisposable
{
    private readonly ChildProcess _process = new(TickCommand.Name);

    public TickProcess()
    {
        Port = int.Parse(_process.ReadLine(), CultureInfo.InvariantCulture);
    }

    public int Port { get; }

    /// <summary>Lets it begin; the answers are to be given before <see cref="Nanos"/> is read.</summary>
    public void Begin(string path, int ticks, int gapMicroseconds) =>
        _process.Write(string.Create(CultureInfo.InvariantCulture, $"measure {path} {ticks} {gapMicroseconds}"));

    /// <summary>What each tick took, in nanoseconds, sorted.</summary>
    public long[] Nanos() =>
        [.. _process.ReadLine().Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture)).Order()];

    /// <summary>Closes the connection with that path.</summary>
    public void Drop(string path) => _process.Write("drop " + path);

    public void Dispose() => _process.Dispose();
}
