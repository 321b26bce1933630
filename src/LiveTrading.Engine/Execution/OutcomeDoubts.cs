using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>Orders and fills of which it is not certain what they are: who must be asked about them, and when "not found" may be concluded. Loop thread.</summary>
internal sealed class OutcomeDoubts(ExecutionEngine engine, Cache cache, OrderDesk desk)
{
    /// <summary>An order must be asked about.</summary>
    public void DoubtOrder(Order order)
    {
        if (engine.FindVenue(order.InstrumentId.Venue) is { HasClient: true } venue)
            desk.Doubt(order, venue);
    }

    /// <summary>The trade history of an instrument must be read.</summary>
    public void DoubtFills(InstrumentHandle instrument)
    {
        if (engine.FindVenue(cache.Instrument(instrument).Id.Venue) is { HasClient: true } venue)
            venue.Reconciler.RequestFills(instrument, "fills are in doubt");
    }

    /// <summary>Own orders that the venue has accepted and its list of open orders lacks: asked about one by one, never guessed.</summary>
    public int DoubtMissing(VenueExecution venue, HashSet<ClientOrderId> seen, long askedAt)
    {
        int missing = 0;
        foreach (Order order in cache.OpenOrders)
        {
            bool confirmed = order.State is OrderState.Accepted or OrderState.Triggered or OrderState.PartiallyFilled;
            if (!confirmed || order.InstrumentId.Venue != venue.Venue || order.UpdatedAt >= askedAt || seen.Contains(order.ClientOrderId))
                continue;
            missing++;
            desk.Doubt(order, venue);
        }

        return missing;
    }

    /// <summary>Orders that were not found often and long enough, and that neither the open orders nor the trade history of a run begun afterwards show: the conclusion is drawn.</summary>
    public void ConcludeNotFound(VenueExecution venue, long runStartedAt)
    {
        for (int i = desk.Watches.Count - 1; i >= 0; i--)
        {
            OrderWatch watch = desk.Watches[i];
            if (watch.Venue != venue || watch.ProofFrom > runStartedAt || watch.Order.IsClosed)
                continue;
            Order order = watch.Order;
            watch.ProofFrom = OrderWatch.Never;
            watch.IsInDoubt = false;
            watch.HeldFinal = null;
            if (order.State is OrderState.Pending or OrderState.Submitted)
            {
                engine.Alerts.Raise(AlertCode.OrderNotReceived, order, $"Order {order.ClientOrderId} never reached {venue.Venue}: not found {watch.NotFoundCount} times, neither open nor traded.");
                desk.Tell(order, OrderEventKind.Rejected, "not received: the venue does not know it");
            }
            else
            {
                engine.Alerts.Raise(AlertCode.OrderForgotten, order, $"{venue.Venue} no longer knows order {order.ClientOrderId}, which it had accepted: not found {watch.NotFoundCount} times, neither open nor traded.");
                desk.Tell(order, OrderEventKind.Canceled, "venue no longer knows it");
            }
        }
    }
}
