using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// What venues tell of orders: whose an event, a trade or a report is, and the own orders that are taken back because the
/// journal does not know them. Loop thread; an event of a known order is O(1) and allocates nothing.
/// </summary>
internal sealed class ReportIntake(ExecutionEngine engine, Cache cache, Portfolio portfolio, ClientOrderIdGenerator ids, FillRegister fills, OrderLedger ledger, OrderDesk desk, OrderEntry entry, ForeignTrades foreign)
{
    /// <summary>An order of ours by its id. An unknown id is counted: an adapter speaks of what it was never given.</summary>
    public Order? FindOwn(ClientOrderId id)
    {
        Order? order = cache.FindOrder(id);
        if (order is null)
            ledger.Counters.IllegalEvents++;
        return order;
    }

    public void TakeOrderEvent(VenueExecution venue, in OrderEvent e)
    {
        Order? order = Find(e.ClientOrderId, e.Instrument, e.VenueOrderId);
        if (e.Kind == OrderEventKind.Filled && !e.FromReconciliation)
            venue.Reconciler.OnStreamFill(new FillIdentity(order?.Instrument ?? e.Instrument, e.VenueOrderId.IsNone && order is not null ? order.VenueOrderId : e.VenueOrderId, e.TradeId));
        if (order is null)
        {
            TakeOrphan(venue, in e);
            return;
        }

        OrderEvent known = e with { ClientOrderId = order.ClientOrderId, Instrument = order.Instrument, ReceivedTime = engine.Clock.Now };
        ledger.Apply(order, in known);
        if (e.VenueFilledQuantity > order.FilledQuantity && cache.FindOrder(order.ClientOrderId) is not null)
            NoteVenueFilled(venue, order, e.VenueFilledQuantity);
    }

    /// <summary>A trade out of the history.</summary>
    public TradeOwner TakeFillReport(VenueExecution venue, FillReport fill)
    {
        Order? order = Find(fill.ClientOrderId, fill.Instrument, fill.VenueOrderId);
        var e = new OrderEvent
        {
            Kind = OrderEventKind.Filled,
            ClientOrderId = order?.ClientOrderId ?? fill.ClientOrderId,
            VenueOrderId = fill.VenueOrderId,
            Instrument = fill.Instrument,
            Side = fill.Side,
            TradeId = fill.TradeId,
            LastPrice = fill.Price,
            LastQuantity = fill.Quantity,
            Commission = fill.Commission,
            CommissionCurrency = fill.CommissionCurrency,
            Liquidity = fill.Liquidity,
            Reason = "out of the trade history",
            FromReconciliation = true,
            EventTime = fill.EventTime,
            ReceivedTime = engine.Clock.Now,
        };
        if (order is not null)
            return ledger.Apply(order, in e) ? TradeOwner.OwnAndNew : TradeOwner.Own;

        // An own order may have left memory; its fills are known by their identity.
        if (fills.Judge(new FillIdentity(e.Instrument, e.VenueOrderId, e.TradeId), in e) != FillNovelty.New)
            return TradeOwner.Own;
        // Of before the first start: whosever it is, the baseline contains it.
        if (portfolio.IsInBaseline(fill.Instrument, fill.EventTime))
            return TradeOwner.Foreign;
        if (IsOwn(fill.ClientOrderId))
        {
            TakeOrphan(venue, in e);
            return TradeOwner.OwnAndNew;
        }

        return fill.ClientOrderId.IsNone && !foreign.KnowsOrder(fill.Instrument, fill.VenueOrderId) ? TradeOwner.Unclear : TakeForeign(fill);
    }

    /// <summary>The venue was asked about the order of trades whose owner the history did not tell.</summary>
    public void TakeOwner(VenueExecution venue, OrderStatusReport report)
    {
        if (FindOrAdopt(venue, report, out _) is { } order)
            venue.Interpreter.Interpret(order, report, venue);
        else
            foreign.NoteOrder(report.Instrument, report.VenueOrderId);
    }

    /// <summary>An open order of others.</summary>
    public void NoteForeign(OrderStatusReport report) => foreign.NoteOrder(report.Instrument, report.VenueOrderId);

    /// <summary>The order a venue's report speaks of, taken back when it is ours and not known; null for another's.</summary>
    public Order? FindOrAdopt(VenueExecution venue, OrderStatusReport report, out bool adopted)
    {
        adopted = false;
        if (Find(report.ClientOrderId, report.Instrument, report.VenueOrderId) is { } known)
            return known;
        if (!IsOwn(report.ClientOrderId) || !cache.Contains(report.Instrument))
            return null;
        adopted = true;
        return Adopt(venue, entry.NewOrder(report.ClientOrderId, report.Instrument, ExecutionEngine.RecoveredOrders, new OrderRequest
        {
            Instrument = report.Instrument,
            Side = report.Side,
            Type = report.Type,
            Quantity = report.Quantity,
            Price = report.Price,
            TriggerPrice = report.TriggerPrice,
            TimeInForce = report.TimeInForce,
            PostOnly = report.PostOnly,
        }, ClientOrderId.None));
    }

    private bool IsOwn(ClientOrderId id) => !id.IsNone && id.Instance == ids.Instance;

    private Order? Find(ClientOrderId id, InstrumentHandle instrument, VenueOrderId venueOrderId)
    {
        Order? order = id.IsNone ? null : cache.FindOrder(id);
        return order ?? (venueOrderId.IsNone ? null : cache.FindOrder(instrument, venueOrderId));
    }

    private TradeOwner TakeForeign(FillReport trade)
    {
        if (!foreign.Take(trade))
            return TradeOwner.Foreign;
        ledger.Counters.ForeignTrades++;
        return TradeOwner.ForeignAndNew;
    }

    /// <summary>An event of an order of others: its trades explain the balances.</summary>
    private void TakeForeign(in OrderEvent e)
    {
        ledger.Counters.ForeignEvents++;
        if (e.Kind != OrderEventKind.Filled || !cache.Contains(e.Instrument))
            return;
        TakeForeign(new FillReport
        {
            ClientOrderId = e.ClientOrderId,
            VenueOrderId = e.VenueOrderId,
            TradeId = e.TradeId,
            Instrument = e.Instrument,
            Side = e.Side,
            Price = e.LastPrice,
            Quantity = e.LastQuantity,
            Commission = e.Commission,
            CommissionCurrency = e.CommissionCurrency,
            Liquidity = e.Liquidity,
            EventTime = e.EventTime,
        });
    }

    /// <summary>An event of an order that is not in memory.</summary>
    private void TakeOrphan(VenueExecution venue, in OrderEvent e)
    {
        if (!IsOwn(e.ClientOrderId) || !cache.Contains(e.Instrument))
        {
            TakeForeign(in e);
            return;
        }

        // A fill of an order that has left memory is known by its identity; anything else of it came too late to matter.
        bool isFill = e.Kind == OrderEventKind.Filled && e.LastQuantity.Raw > 0 && e.LastPrice.Raw > 0 && !e.TradeId.IsNone;
        if (!isFill || fills.Judge(new FillIdentity(e.Instrument, e.VenueOrderId, e.TradeId), in e) != FillNovelty.New)
        {
            ledger.Counters.DuplicateEvents++;
            venue.Reconciler.Request("an event of an own order that is not in memory");
            return;
        }

        Quantity quantity = e.Quantity.IsZero ? e.LastQuantity : e.Quantity;
        Order order = Adopt(venue, entry.NewOrder(e.ClientOrderId, e.Instrument, ExecutionEngine.RecoveredOrders, new OrderRequest
        {
            Instrument = e.Instrument,
            Side = e.Side,
            Type = OrderType.Limit,
            Quantity = quantity,
            Price = e.LastPrice,
        }, ClientOrderId.None));
        ledger.Apply(order, in e);
        if (!order.IsClosed)
            desk.Doubt(order, venue);
    }

    /// <summary>Takes an own order back that the journal does not know.</summary>
    private Order Adopt(VenueExecution venue, Order order)
    {
        ledger.Counters.Adopted++;
        cache.AddOrder(order);
        venue.Reconciler.Include(order.Instrument);
        engine.Alerts.Raise(AlertCode.OrderAdopted, order, $"{venue.Venue} has order {order.ClientOrderId} of this instance, which the journal does not know: taken back.");
        var pending = new OrderEvent { Kind = OrderEventKind.Pending, ClientOrderId = order.ClientOrderId, Instrument = order.Instrument, Side = order.Side, Reason = "taken back", FromReconciliation = true, ReceivedTime = engine.Clock.Now };

        // Unlike a new order it exists whether or not it can be recorded.
        if (ledger.Open(order, in pending) != JournalWriteResult.Written)
            ledger.OpenUnrecorded(order, in pending);
        return order;
    }

    /// <summary>The stream says that more was filled than its fills so far: one was missed, or comes out of order. A second leg must not be sent before it is known.</summary>
    private void NoteVenueFilled(VenueExecution venue, Order order, Quantity filled)
    {
        if (desk.Watches.Find(order) is { } watch && filled > watch.VenueFilled)
            watch.VenueFilled = filled;
        venue.Reconciler.RequestFills(order.Instrument, "the stream speaks of a fill that has not come");
    }
}
