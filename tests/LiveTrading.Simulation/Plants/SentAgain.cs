using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>A submit whose outcome cannot be told is sent again.</summary>
internal sealed class SentAgain : PlantedBug
{
    public override string Name => "sent-again";

    public override string Description => "A submit whose outcome cannot be told is sent again.";

    private readonly Dictionary<ClientOrderId, Order> _orders = [];
    private IExecutionClient? _client;

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(this, sink);

    public override IExecutionClient Client(EngineProcess process, IExecutionClient client)
    {
        _client = client;
        return new Remembering(this, client);
    }

    private sealed class Filter(SentAgain bug, IExecutionSink inner) : SinkFilter(inner)
    {
        public override void OnOutcomeUnknown(ClientOrderId order, RequestKind request, string reason)
        {
            Inner.OnOutcomeUnknown(order, request, reason);
            if (request == RequestKind.Submit && bug._orders.TryGetValue(order, out Order? known))
                bug._client!.Submit(known);
        }
    }

    private sealed class Remembering(SentAgain bug, IExecutionClient inner) : ClientFilter(inner)
    {
        public override HandOver Submit(Order order)
        {
            bug._orders[order.ClientOrderId] = order;
            return Inner.Submit(order);
        }
    }
}
