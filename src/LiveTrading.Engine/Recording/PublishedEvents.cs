using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Recording;

/// <summary>Puts on the tape what the core publishes of orders, positions, denials, the kill switch, strategies and alerts: outputs, too.</summary>
internal sealed class PublishedEvents
{
    // After every other subscriber: whoever acts on an event has done so on the tape before.
    private const int Last = int.MinValue;

    private readonly SessionTape _tape;

    public PublishedEvents(SessionTape tape, MessageBus bus)
    {
        _tape = tape;
        const string owner = "recording";
        bus.Subscribe<OrderEvent>("order.*", OnOrder, Last, owner);
        bus.Subscribe<PositionEvent>("position.*", OnPosition, Last, owner);
        bus.Subscribe<AlertEvent>(SystemTopics.Alert, OnAlert, Last, owner);
        bus.Subscribe<StrategyEvent>(SystemTopics.Strategy, OnStrategy, Last, owner);
        bus.Subscribe<KillSwitchEvent>("risk.kill_switch", OnKillSwitch, Last, owner);
        bus.Subscribe<RiskDenied>("risk.denied", OnDenied, Last, owner);
    }

    private void OnOrder(in OrderEvent e)
    {
        _tape.Fields.Clear().Write(in e);
        _tape.Tell(RecordKind.OrderPublished);
    }

    private void OnPosition(in PositionEvent e)
    {
        _tape.Fields.Clear().Int32(e.Instrument.Index).Text(e.StrategyId.Value).Decimal(e.SignedQuantity).Decimal(e.AveragePrice)
            .Decimal(e.RealizedPnl).Decimal(e.QuoteFees).Decimal(e.StrategyQuantity).Int64(e.LastPrice.Raw).Int64(e.Time.Value);
        _tape.Tell(RecordKind.PositionPublished);
    }

    private void OnAlert(in AlertEvent e)
    {
        _tape.Fields.Clear().Byte((byte)e.Code).Text(e.Text).UInt128(e.ClientOrderId.Value).Int32(e.Instrument.Index).Int64(e.Timestamp.Value);
        _tape.Tell(RecordKind.AlertPublished);
    }

    private void OnStrategy(in StrategyEvent e)
    {
        _tape.Fields.Clear().Text(e.Strategy.Value).Byte((byte)e.State).Text(e.Reason).Int32(e.CanceledOrders).Int64(e.Timestamp.Value);
        _tape.Tell(RecordKind.StrategyPublished);
    }

    private void OnKillSwitch(in KillSwitchEvent e)
    {
        _tape.Fields.Clear().Byte((byte)e.Kind).Text(e.Text).Int32(e.OpenOrders).Int32(e.Round).Int64(e.Time.Value);
        _tape.Tell(RecordKind.KillSwitchPublished);
    }

    private void OnDenied(in RiskDenied e)
    {
        _tape.Fields.Clear().UInt128(e.ClientOrderId.Value).Text(e.StrategyId.Value).Byte((byte)e.Decision.Code).Int32(e.Instrument.Index).Bool(e.IsModify).Int64(e.Time.Value);
        _tape.Tell(RecordKind.DeniedPublished);
    }
}
