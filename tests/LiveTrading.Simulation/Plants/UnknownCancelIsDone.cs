using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>A cancel whose outcome cannot be told is taken for done, and the second leg of a change follows it.</summary>
internal sealed class UnknownCancelIsDone : PlantedBug
{
    public override string Name => "unknown-cancel-is-done";

    public override string Description => "A cancel whose outcome cannot be told is taken for done, and the second leg of a change follows it.";

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        public override void OnOutcomeUnknown(ClientOrderId order, RequestKind request, string reason)
        {
            if (request == RequestKind.Cancel)
                Inner.OnOrderEvent(new OrderEvent { Kind = OrderEventKind.Canceled, ClientOrderId = order, Reason = "the cancel was sent" });
            else
                Inner.OnOutcomeUnknown(order, request, reason);
        }
    }
}
