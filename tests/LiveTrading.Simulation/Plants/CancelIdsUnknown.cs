using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>An order that the venue renamed in canceling it is taken for another's.</summary>
internal sealed class CancelIdsUnknown : PlantedBug
{
    public override string Name => "cancel-ids-unknown";

    public override string Description => "An order that the venue renamed in canceling it is taken for another's.";

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        public override void OnOrderEvent(in OrderEvent e)
        {
            if (e.Kind != OrderEventKind.Canceled)
                Inner.OnOrderEvent(in e);
        }

        public override void OnOrderQueried(ClientOrderId order, QueryOutcome outcome, OrderStatusReport? report, string reason)
        {
            if (report is { Status: VenueOrderStatus.Canceled })
                Inner.OnOrderQueried(order, QueryOutcome.NotFound, null, "unknown order");
            else
                Inner.OnOrderQueried(order, outcome, report, reason);
        }
    }
}
