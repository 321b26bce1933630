using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>A cancel that went out is taken for done.</summary>
internal sealed class CancelAssumedDone : PlantedBug
{
    public override string Name => "cancel-assumed-done";

    public override string Description => "A cancel that went out is taken for done.";

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        public override void OnHandedOver(ClientOrderId order, RequestKind request)
        {
            Inner.OnHandedOver(order, request);
            if (request == RequestKind.Cancel)
                Inner.OnOrderEvent(new OrderEvent { Kind = OrderEventKind.Canceled, ClientOrderId = order, Reason = "the cancel was sent" });
        }
    }
}
