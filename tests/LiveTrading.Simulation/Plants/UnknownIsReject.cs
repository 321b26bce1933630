using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>A submit whose outcome cannot be told is taken for a refusal.</summary>
internal sealed class UnknownIsReject : PlantedBug
{
    public override string Name => "unknown-is-reject";

    public override string Description => "A submit whose outcome cannot be told is taken for a refusal.";

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        public override void OnOutcomeUnknown(ClientOrderId order, RequestKind request, string reason)
        {
            if (request == RequestKind.Submit)
                Inner.OnOrderEvent(new OrderEvent { Kind = OrderEventKind.Rejected, ClientOrderId = order, Reason = "time-out" });
            else
                Inner.OnOutcomeUnknown(order, request, reason);
        }
    }
}
