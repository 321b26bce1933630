using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>A fill that is told a second time counts a second time.</summary>
internal sealed class FillsNotDeduplicated : PlantedBug
{
    public override string Name => "fills-not-deduplicated";

    public override string Description => "A fill that is told a second time counts a second time.";

    private static readonly UInt128 _shift = 1_000_000_000_000;

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        private readonly HashSet<(VenueOrderId, TradeId)> _seen = [];

        public override void OnOrderEvent(in OrderEvent e) =>
            Inner.OnOrderEvent(e.Kind != OrderEventKind.Filled || _seen.Add((e.VenueOrderId, e.TradeId)) ? e : e with { TradeId = new TradeId(e.TradeId.Value + _shift) });
    }
}
