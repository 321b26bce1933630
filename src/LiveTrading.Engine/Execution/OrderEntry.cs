using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// What is asked for here: new orders, cancels, changes. Each passes the engine's own refusals, risk and the journal, in this
/// order, before the desk gives it to an adapter. Loop thread; inside a call that <see cref="OrderDesk.Enter"/> began.
/// </summary>
internal sealed class OrderEntry(ExecutionEngine engine, Cache cache, Portfolio portfolio, RiskEngine risk, OrderJournal journal, ClientOrderIdGenerator ids, OrderLedger ledger, OrderDesk desk, OrderHold hold, ExecutionOptions options)
{
    private static readonly string HoldFull = $"not sent: {OrderHold.Capacity} requests wait for the journal's disk already";

    private readonly long _sendDeadline = ExecutionOptions.Nanos(options.SendDeadline);

    public Order Submit(StrategyId strategy, in OrderRequest request, ClientOrderId parent)
    {
        Order order = Record(strategy, in request, parent);
        if (order.State == OrderState.Pending)
            Send(order);
        return order;
    }

    /// <summary>Records all that pass before the first is handed over.</summary>
    /// <returns>How many were not denied.</returns>
    public int SubmitBatch(StrategyId strategy, ReadOnlySpan<OrderRequest> requests, Span<Order> orders)
    {
        for (int i = 0; i < requests.Length; i++)
            orders[i] = Record(strategy, in requests[i], ClientOrderId.None);
        int passed = 0;
        foreach (Order order in orders[..requests.Length])
        {
            // Much may have happened while the others were recorded: what would no longer be sent alone is not sent here.
            if (order.State == OrderState.Pending && ReleaseRefusal(order, engine.FindVenue(order.InstrumentId.Venue)!) is { } refusal)
                desk.Tell(order, OrderEventKind.Denied, refusal);
            else if (order.State == OrderState.Pending)
                Send(order);
            if (order.State != OrderState.Denied)
                passed++;
        }

        return passed;
    }

    public bool Cancel(Order order, string? reason)
    {
        if (order.IsClosed || engine.FindVenue(order.InstrumentId.Venue) is not { HasClient: true } venue)
            return false;
        if (order.State == OrderState.Initialized)
            return false;
        if (order.CancelRequest == RequestState.None)
            desk.Cancel(order, venue, reason);
        else
            DropSecondLeg(order, venue);
        return true;
    }

    public bool CancelForGood(Order order, string reason)
    {
        bool asked = order.CancelRequest == RequestState.None && Cancel(order, reason);
        if (order.CancelRequest != RequestState.None && engine.FindVenue(order.InstrumentId.Venue) is { HasClient: true } venue)
        {
            desk.LetCancelStand(order, venue);
            DropSecondLeg(order, venue);
        }

        return asked;
    }

    /// <summary>The outstanding cancel may be the first leg of a change: whoever asks for a cancel now wants no second one.</summary>
    private void DropSecondLeg(Order order, VenueExecution venue) => desk.DropReplacement(desk.Watch(order, venue), "a cancel was asked for: no second leg");

    public bool IsProtective(Order order)
    {
        if (order.Type is not (OrderType.StopMarket or OrderType.StopLimit))
            return false;
        if (order.ReduceOnly)
            return true;
        decimal position = portfolio.EnginePosition(order.Instrument);
        return order.Side == OrderSide.Sell ? order.LeavesQuantity.AsDecimal <= position : order.LeavesQuantity.AsDecimal <= -position;
    }

    public bool Modify(Order order, Price price, Quantity quantity)
    {
        bool works = order.State is OrderState.Accepted or OrderState.Triggered or OrderState.PartiallyFilled;
        bool changes = price != order.Price || quantity != order.Quantity;
        if (!works || order.IsInFlight || !changes || quantity <= order.FilledQuantity || engine.IsShuttingDown || engine.FindVenue(order.InstrumentId.Venue) is not { HasClient: true } venue)
            return false;
        if (!risk.CheckModify(order, price, quantity).Allowed || !journal.IsWritable || hold.IsFull)
            return false;
        OrderEvent pending = EventOf(order, OrderEventKind.PendingModify, null) with { Price = price, Quantity = quantity };
        ledger.Apply(order, in pending);
        if (!journal.IsWritable)
        {
            desk.Tell(order, OrderEventKind.ModifyRejected, "not sent: the order journal cannot be written");
            return false;
        }

        if (order.ModifyRequest != RequestState.Queued)
            return false;

        // Who was told of the change may have sent orders meanwhile.
        if (hold.IsFull)
        {
            desk.Tell(order, OrderEventKind.ModifyRejected, HoldFull);
            return false;
        }

        bool onlyReduces = price == order.Price && quantity < order.Quantity;
        bool inPlace = venue.Client.Capabilities.ModifyInPlace || (venue.Client.Capabilities.ReduceQuantityInPlace && onlyReduces);
        if (inPlace && hold.IsNeeded)
            hold.Add(order, venue, RequestKind.Modify, price, quantity);
        else if (inPlace)
            desk.ModifyInPlace(order, venue, price, quantity);
        else
            desk.ModifyByReplacing(order, venue, price, quantity);
        return true;
    }

    /// <summary>Second leg of a change: the first is canceled for certain and its fills are complete.</summary>
    public void SubmitReplacement(Order first, Price price, Quantity quantity) => Submit(first.StrategyId, new OrderRequest
    {
        Instrument = first.Instrument,
        Side = first.Side,
        Type = first.Type,
        Quantity = quantity,
        Price = price,
        TriggerPrice = first.TriggerPrice,
        TimeInForce = first.TimeInForce,
        PostOnly = first.PostOnly,
        ReduceOnly = first.ReduceOnly,
    }, first.ClientOrderId);

    /// <summary>An order that nothing has happened to yet.</summary>
    public Order NewOrder(ClientOrderId id, InstrumentHandle instrument, StrategyId strategy, in OrderRequest request, ClientOrderId parent) => new()
    {
        ClientOrderId = id,
        ParentId = parent,
        Instrument = instrument,
        InstrumentId = cache.Contains(instrument) ? cache.Instrument(instrument).Id : default,
        StrategyId = strategy,
        Side = request.Side,
        Type = request.Type,
        TimeInForce = request.TimeInForce,
        PostOnly = request.PostOnly,
        ReduceOnly = request.ReduceOnly,
        Price = request.Price,
        TriggerPrice = request.TriggerPrice,
        Quantity = request.Quantity,
        CreatedTime = engine.Clock.Now,
        UpdatedTime = engine.Clock.Now,
        SendDeadline = engine.Clock.Now + _sendDeadline,
    };

    /// <summary>Why a request that was held for the disk must not go out any more; null: it may.</summary>
    public string? ReleaseRefusal(Order order, VenueExecution venue)
    {
        if (Refusal(venue) is { } refusal)
            return refusal;
        RiskDecision decision = risk.CheckRelease(order);
        if (decision.Allowed)
            return null;
        return decision.Code is RiskCode.TradingHalted or RiskCode.InstrumentHalted or RiskCode.StrategyHalted
            ? "not sent: trading is halted"
            : "not sent: " + decision.Describe(order);
    }

    /// <summary>Checks an order and records it: pending from here on, unless denied.</summary>
    private Order Record(StrategyId strategy, in OrderRequest request, ClientOrderId parent)
    {
        Order order = NewOrder(ids.Next(), request.Instrument, strategy, in request, parent);
        if (!cache.Contains(request.Instrument))
            return Deny(order, "no such instrument");
        cache.AddOrder(order);
        VenueExecution? venue = engine.FindVenue(order.InstrumentId.Venue);
        if (Refusal(venue) is { } refusal)
            return Deny(order, refusal);
        RiskDecision decision = risk.CheckSubmit(order);
        if (!decision.Allowed)
            return Deny(order, decision.Describe(order));
        if (hold.IsFull)
            return Deny(order, HoldFull);
        JournalWriteResult recorded = ledger.Open(order, EventOf(order, OrderEventKind.Pending, null));
        if (recorded != JournalWriteResult.Written)
            return Deny(order, $"not sent: the order journal cannot be written ({recorded})");
        venue!.Reconciler.Include(order.Instrument);
        return order;
    }

    /// <summary>Gives a recorded order to the desk, by way of the disk where it must be there first.</summary>
    private void Send(Order order)
    {
        VenueExecution venue = engine.FindVenue(order.InstrumentId.Venue)!;

        // A subscriber may have canceled it meanwhile: nothing was sent, so it ends here.
        if (order.CancelRequest != RequestState.None)
            desk.Tell(order, OrderEventKind.Denied, "canceled before it was sent");
        else if (!hold.IsNeeded)
            desk.Submit(order, venue);
        else if (hold.IsFull)
            desk.Tell(order, OrderEventKind.Denied, HoldFull);
        else
            hold.Add(order, venue, RequestKind.Submit);
    }

    private string? Refusal(VenueExecution? venue)
    {
        if (engine.IsShuttingDown)
            return "not sent: the engine is stopping";
        if (venue is not { HasClient: true })
            return "not sent: the venue is not configured";
        if (!journal.IsWritable)
            return $"not sent: the order journal cannot be written ({journal.Result})";
        if (!venue.Client.IsReady)
            return "not sent: the venue is not ready";
        return venue.IsReconciled || options.AllowUnreconciledTrading ? null : "not sent: the venue is not reconciled yet";
    }

    private Order Deny(Order order, string reason)
    {
        ledger.DenyUnrecorded(order, EventOf(order, OrderEventKind.Denied, reason));
        return order;
    }

    private OrderEvent EventOf(Order order, OrderEventKind kind, string? reason) => new()
    {
        Kind = kind,
        ClientOrderId = order.ClientOrderId,
        VenueOrderId = order.VenueOrderId,
        Instrument = order.Instrument,
        Side = order.Side,
        Reason = reason,
        ReceivedTime = engine.Clock.Now,
    };
}
