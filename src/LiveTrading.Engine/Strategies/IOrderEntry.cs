using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Strategies;

/// <summary>Where strategies and controls place, cancel and change orders: the execution engine. Loop thread only; a refusal is an event, never an exception.</summary>
public interface IOrderEntry
{
    /// <summary>Orders that one batch may have.</summary>
    const int MaxBatch = 256;

    /// <summary>Places an order.</summary>
    /// <returns>The order, possibly already <see cref="OrderState.Denied"/>.</returns>
    Order Submit(StrategyId strategy, in OrderRequest request);

    /// <summary>
    /// Places several orders together: each passes the risk check in turn, those before it counted as working; all that pass are
    /// recorded before the first is handed over; then each goes its own way. That some pass and others not is normal.
    /// </summary>
    /// <param name="strategy">Whose.</param>
    /// <param name="requests">At most <see cref="MaxBatch"/>.</param>
    /// <param name="orders">Gets the orders in the requests' order, possibly already <see cref="OrderState.Denied"/>; at least as long.</param>
    /// <returns>How many were not denied.</returns>
    /// <exception cref="ArgumentException">Too many requests, or too little room for the orders. Nothing was placed.</exception>
    int SubmitBatch(StrategyId strategy, ReadOnlySpan<OrderRequest> requests, Span<Order> orders);

    /// <summary>Asks for the cancel of several orders, sent together; each has its own outcome.</summary>
    /// <returns>How many have something to cancel.</returns>
    int CancelBatch(ReadOnlySpan<Order> orders);

    /// <summary>Asks for an order's cancel.</summary>
    /// <returns>False when there is nothing to cancel: it is closed.</returns>
    bool Cancel(Order order);

    /// <summary>Asks for an order's cancel on behalf of one who will not look again, as when a strategy stops: a cancel that turns out not to have been received is followed by another.</summary>
    /// <param name="order">Which.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <returns>True when a cancel is asked for now; false when one is outstanding already or there is nothing to cancel.</returns>
    bool CancelForGood(Order order, string reason);

    /// <summary>Asks for the cancel of own open orders, sent together, as <see cref="CancelForGood"/> does.</summary>
    /// <param name="strategy">Only this strategy's; null: all strategies'.</param>
    /// <param name="instrument">Only of this instrument; null: of all.</param>
    /// <param name="reason">Why, for the record.</param>
    /// <returns>How many cancels were asked for.</returns>
    int CancelAll(StrategyId? strategy, InstrumentHandle? instrument, string reason);

    /// <summary>Asks for a change of price and whole quantity.</summary>
    /// <returns>False when it cannot be asked: the order is closed, or a request on it is outstanding, or it was denied.</returns>
    bool Modify(Order order, Price price, Quantity quantity);
}
