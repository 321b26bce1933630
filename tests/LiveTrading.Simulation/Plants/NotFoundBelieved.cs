using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>The first answer that an order is not found is believed.</summary>
internal sealed class NotFoundBelieved : PlantedBug
{
    public override string Name => "not-found-believed";

    public override string Description => "The first answer that an order is not found is believed.";

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        public override void OnOrderQueried(ClientOrderId order, QueryOutcome outcome, OrderStatusReport? report, string reason)
        {
            if (outcome == QueryOutcome.NotFound)
                Inner.OnOrderEvent(new OrderEvent { Kind = OrderEventKind.Rejected, ClientOrderId = order, Reason = "not found" });
            Inner.OnOrderQueried(order, outcome, report, reason);
        }
    }
}
