using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Time;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>Publishes alerts.</summary>
internal sealed class AlertDesk(MessageBus bus, IEngineClock clock)
{
    private readonly Publisher<AlertEvent> _publisher = bus.GetPublisher<AlertEvent>(SystemTopics.Alert);

    public void Raise(AlertCode code, Order order, string text) =>
        _publisher.Publish(new AlertEvent(code, text, order.ClientOrderId, order.Instrument, clock.Now));

    public void Raise(AlertCode code, InstrumentHandle instrument, string text) =>
        _publisher.Publish(new AlertEvent(code, text, ClientOrderId.None, instrument, clock.Now));

    public void Raise(AlertCode code, string text) => Raise(code, InstrumentHandle.None, text);
}
