using LiveTrading.Engine.Ports;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>A reconnect of the user stream is kept from the engine: nothing is reconciled after it.</summary>
internal sealed class OutageUnnoticed : PlantedBug
{
    public override string Name => "outage-unnoticed";

    public override string Description => "A reconnect of the user stream is kept from the engine: nothing is reconciled after it.";

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        private bool _wasReady;

        public override void OnExecutionReady()
        {
            if (!_wasReady)
                Inner.OnExecutionReady();
            _wasReady = true;
        }

        public override void OnExecutionLost(string reason)
        {
            if (!_wasReady)
                Inner.OnExecutionLost(reason);
        }
    }
}
