using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Ports;

/// <summary>
/// Order entry and account of a venue, implemented by its adapter. All calls on the loop thread; nothing blocks. What becomes
/// of a request comes back through <see cref="IExecutionSink"/>, never during the call. Nothing is ever re-sent by the adapter.
/// </summary>
public interface IExecutionClient
{
    /// <summary>Which venue.</summary>
    VenueId Venue { get; }

    /// <summary>Which account.</summary>
    AccountId Account { get; }

    /// <summary>What the venue can do.</summary>
    ExecutionCapabilities Capabilities { get; }

    /// <summary>Connected, authenticated, user data subscribed: orders may be sent.</summary>
    bool IsReady { get; }

    /// <summary>How far the venue's clock is ahead of ours, nanoseconds, as the venue's own time route tells; 0 while unknown.</summary>
    long ClockSkewNanos => 0;

    /// <summary>Queues a new order for sending: it leaves with this turn's write, or never after <see cref="Order.SendDeadline"/>. Then <see cref="IExecutionSink.OnHandedOver"/> or <see cref="IExecutionSink.OnUnsent"/> comes.</summary>
    HandOver Submit(Order order);

    /// <summary>Queues a cancel. The cancel's own id is derived from the order's.</summary>
    HandOver Cancel(Order order);

    /// <summary>Queues a native change; only where <see cref="ExecutionCapabilities"/> allows it.</summary>
    HandOver Modify(Order order, Price price, Quantity quantity);

    /// <summary>Asks the venue about one order, by venue id where known, else by client id. Answer: <see cref="IExecutionSink.OnOrderQueried"/>.</summary>
    void QueryOrder(Order order);

    /// <summary>Asks for all open orders of the account. Answer: <see cref="IExecutionSink.OnOpenOrders"/>.</summary>
    void QueryOpenOrders(long requestId);

    /// <summary>Asks for own trades of an instrument since a moment (or after a trade id where the venue can). Answer: <see cref="IExecutionSink.OnFills"/>, complete or failed.</summary>
    void QueryFills(long requestId, InstrumentHandle instrument, UnixNanos since, TradeId afterTradeId);

    /// <summary>Asks for balances. Answer: <see cref="IExecutionSink.OnAccountQueried"/>.</summary>
    void QueryAccount(long requestId);
}
