using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Recording;

/// <summary>A venue's order entry as the core uses it, on the tape.</summary>
internal sealed class CoreExecutionClient(SessionTape tape, int number, VenueId venue, AccountId account, ExecutionCapabilities capabilities, IExecutionClient? inner) : IExecutionClient
{
    private readonly int _ready = tape.NextReading();
    private readonly int _skew = tape.NextReading();

    public VenueId Venue => venue;

    public AccountId Account => account;

    public ExecutionCapabilities Capabilities => capabilities;

    public bool IsReady => tape.Read(_ready, inner is { IsReady: true } ? 1 : 0) == 1;

    public long ClockSkewNanos => tape.Read(_skew, inner?.ClockSkewNanos ?? 0);

    public HandOver Submit(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        tape.Fields.Clear().Int32(number).Write(order);
        tape.Tell(RecordKind.Submit);
        return Answer(inner?.Submit(order));
    }

    public HandOver Cancel(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        tape.Fields.Clear().Int32(number).Write(order);
        tape.Tell(RecordKind.Cancel);
        return Answer(inner?.Cancel(order));
    }

    public HandOver Modify(Order order, Price price, Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(order);
        tape.Fields.Clear().Int32(number).Int64(quantity.Raw).Int64(price.Raw).Write(order);
        tape.Tell(RecordKind.Modify);
        return Answer(inner?.Modify(order, price, quantity));
    }

    public void QueryOrder(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        tape.Fields.Clear().Int32(number).Write(order);
        tape.Tell(RecordKind.QueryOrder);
        inner?.QueryOrder(order);
        tape.Return(0);
    }

    public void QueryOpenOrders(long requestId)
    {
        tape.Fields.Clear().Int32(number).Int64(requestId);
        tape.Tell(RecordKind.QueryOpenOrders);
        inner?.QueryOpenOrders(requestId);
        tape.Return(0);
    }

    public void QueryFills(long requestId, InstrumentHandle instrument, UnixNanos since, TradeId afterTradeId)
    {
        tape.Fields.Clear().Int32(number).Int64(requestId).Int32(instrument.Index).Int64(since.Value).UInt128(afterTradeId.Value);
        tape.Tell(RecordKind.QueryFills);
        inner?.QueryFills(requestId, instrument, since, afterTradeId);
        tape.Return(0);
    }

    public void QueryAccount(long requestId)
    {
        tape.Fields.Clear().Int32(number).Int64(requestId);
        tape.Tell(RecordKind.QueryAccount);
        inner?.QueryAccount(requestId);
        tape.Return(0);
    }

    private HandOver Answer(HandOver? actual) => (HandOver)tape.Return((long)(actual ?? HandOver.NotReady));
}
