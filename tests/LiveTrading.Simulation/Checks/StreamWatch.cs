using LiveTrading.Engine.Ports;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Checks;

/// <summary>Next to the venue's adapter: whether the user stream stands, and since when.</summary>
internal sealed class StreamWatch(EngineProcess process, IExecutionSink inner) : SinkFilter(inner)
{
    public bool IsLost { get; private set; } = true;

    /// <summary>Virtual time at which it came up last.</summary>
    public long ReadySince { get; private set; }

    public override void OnExecutionReady()
    {
        IsLost = false;
        ReadySince = process.Loop.MonotonicNanos;
        Inner.OnExecutionReady();
    }

    public override void OnExecutionLost(string reason)
    {
        IsLost = true;
        Inner.OnExecutionLost(reason);
    }
}
