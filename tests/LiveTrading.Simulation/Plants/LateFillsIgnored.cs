using LiveTrading.Engine.Ports;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>A fill of an order that is closed here is dropped.</summary>
internal sealed class LateFillsIgnored : PlantedBug
{
    public override string Name => "late-fills-ignored";

    public override string Description => "A fill of an order that is closed here is dropped.";

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(process, sink);

    private sealed class Filter(EngineProcess process, IExecutionSink inner) : SinkFilter(inner)
    {
        public override void OnOrderEvent(in OrderEvent e)
        {
            if (e.Kind != OrderEventKind.Filled || process.Kernel.Cache.FindOrder(e.ClientOrderId) is not { IsClosed: true })
                Inner.OnOrderEvent(in e);
        }

        public override void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason) =>
            Inner.OnFills(requestId, instrument, outcome, [.. fills.Where(f => process.Kernel.Cache.FindOrder(instrument, f.VenueOrderId) is not { IsClosed: true })], reason);
    }
}
