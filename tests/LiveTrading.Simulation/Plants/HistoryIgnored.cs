using LiveTrading.Engine.Ports;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>The trade history is read as empty: fills of an outage are lost.</summary>
internal sealed class HistoryIgnored : PlantedBug
{
    public override string Name => "history-ignored";

    public override string Description => "The trade history is read as empty: fills of an outage are lost.";

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        public override void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason) =>
            Inner.OnFills(requestId, instrument, outcome, [], reason);
    }
}
