using LiveTrading.Engine.Ports;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Simulation.Harness;

/// <summary>Between the execution engine and the adapter: passes everything on; who derives from it changes what it is about.</summary>
internal class ClientFilter(IExecutionClient inner) : IExecutionClient
{
    public VenueId Venue => inner.Venue;

    public AccountId Account => inner.Account;

    public ExecutionCapabilities Capabilities => inner.Capabilities;

    public bool IsReady => inner.IsReady;

    public long ClockSkewNanos => inner.ClockSkewNanos;

    protected IExecutionClient Inner => inner;

    public virtual HandOver Submit(Order order) => inner.Submit(order);

    public virtual HandOver Cancel(Order order) => inner.Cancel(order);

    public virtual HandOver Modify(Order order, Price price, Quantity quantity) => inner.Modify(order, price, quantity);

    public virtual void QueryOrder(Order order) => inner.QueryOrder(order);

    public virtual void QueryOpenOrders(long requestId) => inner.QueryOpenOrders(requestId);

    public virtual void QueryFills(long requestId, InstrumentHandle instrument, UnixNanos since, TradeId afterTradeId) => inner.QueryFills(requestId, instrument, since, afterTradeId);

    public virtual void QueryAccount(long requestId) => inner.QueryAccount(requestId);
}
