using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>Fills of an order at the same price are taken for the same fill.</summary>
internal sealed class FillsByPrice : PlantedBug
{
    public override string Name => "fills-by-price";

    public override string Description => "Fills of an order at the same price are taken for the same fill.";

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        private readonly Dictionary<(VenueOrderId, Price), TradeId> _seen = [];

        public override void OnOrderEvent(in OrderEvent e)
        {
            if (e.Kind != OrderEventKind.Filled || IsNew(e.VenueOrderId, e.LastPrice, e.TradeId))
                Inner.OnOrderEvent(in e);
        }

        public override void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason) =>
            Inner.OnFills(requestId, instrument, outcome, [.. fills.Where(f => IsNew(f.VenueOrderId, f.Price, f.TradeId))], reason);

        private bool IsNew(VenueOrderId order, Price price, TradeId trade) =>
            _seen.TryAdd((order, price), trade) || _seen[(order, price)] == trade;
    }
}
