using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

/// <summary>
/// A venue that keeps its own truth (orders, trades, balances) and tells of it only what a test lets it tell. Queries answer
/// out of the truth, after the call, unless told to fail or to stay silent.
/// </summary>
internal sealed class FakeVenue : IExecutionClient
{
    private readonly IEngineClock _clock;
    private readonly Queue<Action> _answers = new();
    private ulong _nextOrder = 1000;
    private ulong _nextTrade = 1;

    public FakeVenue(IEngineClock clock) => _clock = clock;

    public IExecutionSink Sink { get; set; } = null!;

    public InstrumentHandle Instrument { get; set; }

    public VenueId Venue => new("TEST");

    public AccountId Account => new("TEST-spot");

    public ExecutionCapabilities Capabilities { get; set; } = new()
    {
        OrderTypes = [OrderType.Market, OrderType.Limit, OrderType.StopMarket, OrderType.StopLimit],
        TimesInForce = [TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Fok],
        PostOnly = true,
        NotFoundHorizonNanos = 10 * UnixNanos.PerSecond,
    };

    public bool IsReady { get; set; } = true;

    /// <summary>Everything the engine asked to be sent, in order.</summary>
    public List<(RequestKind Kind, ClientOrderId Order)> Sent { get; } = [];

    public int OrderQueries { get; private set; }

    /// <summary>Questions about orders of which only the venue's id is known.</summary>
    public int OwnerQueries { get; private set; }

    public int OpenOrderQueries { get; private set; }

    public int FillQueries { get; private set; }

    /// <summary>From when on trades were asked for last.</summary>
    public UnixNanos FillsSince { get; private set; }

    public HandOver NextSubmit { get; set; }

    public HandOver NextCancel { get; set; }

    public HandOver NextModify { get; set; }

    public (Price Price, Quantity Quantity) LastModify { get; private set; }

    /// <summary>Runs while a submit is given to the adapter: the moment of the hand-over.</summary>
    public Action<Order>? OnSubmit { get; set; }

    public bool FailOrderQueries { get; set; }

    public bool FailOpenOrders { get; set; }

    public bool FailFills { get; set; }

    public bool FailAccount { get; set; }

    public bool IsSilent { get; set; }

    /// <summary>Seconds after which answers come; needs <see cref="Timers"/>.</summary>
    public double AnswerDelay { get; set; }

    public IEngineTimers? Timers { get; set; }

    /// <summary>Number of the latest question for open orders, balances or trades.</summary>
    public long LastRequestId { get; private set; }

    public Dictionary<ClientOrderId, VenueOrder> Orders { get; } = [];

    public List<OrderStatusReport> ForeignOrders { get; } = [];

    public List<FillReport> Trades { get; } = [];

    /// <summary>Orders of others that have traded.</summary>
    public HashSet<VenueOrderId> ForeignTraded { get; } = [];

    /// <summary>How far the venue's clock is off; its reports carry its time.</summary>
    public long ClockSkewNanos { get; set; }

    private UnixNanos VenueNow => new(_clock.Now.Value + ClockSkewNanos);

    public Dictionary<string, decimal> Balances { get; } = new() { ["USDT"] = 1_000_000m, ["BTC"] = 10m };

    public int SubmitsSent => Sent.Count(s => s.Kind == RequestKind.Submit);

    public int CancelsSent => Sent.Count(s => s.Kind == RequestKind.Cancel);

    public HandOver Submit(Order order)
    {
        OnSubmit?.Invoke(order);
        if (NextSubmit == HandOver.Queued)
            Sent.Add((RequestKind.Submit, order.ClientOrderId));
        return NextSubmit;
    }

    public HandOver Cancel(Order order)
    {
        if (NextCancel == HandOver.Queued)
            Sent.Add((RequestKind.Cancel, order.ClientOrderId));
        return NextCancel;
    }

    public HandOver Modify(Order order, Price price, Quantity quantity)
    {
        LastModify = (price, quantity);
        if (NextModify == HandOver.Queued)
            Sent.Add((RequestKind.Modify, order.ClientOrderId));
        return NextModify;
    }

    public void QueryOrder(Order order)
    {
        ClientOrderId id = order.ClientOrderId;
        if (id.IsNone)
        {
            QueryOwner(order.VenueOrderId);
            return;
        }

        OrderQueries++;
        bool fails = FailOrderQueries;
        Answer(() =>
        {
            if (fails)
                Sink.OnOrderQueried(id, QueryOutcome.Failed, null, "fails");
            else if (Orders.TryGetValue(id, out VenueOrder? known))
                Sink.OnOrderQueried(id, QueryOutcome.Found, known.ToReport(Instrument), "");
            else
                Sink.OnOrderQueried(id, QueryOutcome.NotFound, null, "-2013");
        });
    }

    private void QueryOwner(VenueOrderId id)
    {
        OwnerQueries++;
        bool fails = FailOrderQueries;
        Answer(() =>
        {
            if (fails)
                Sink.OnOrderQueried(ClientOrderId.None, QueryOutcome.Failed, null, "fails");
            else if (Orders.Values.FirstOrDefault(o => o.VenueOrderId == id) is { } own)
                Sink.OnOrderQueried(ClientOrderId.None, QueryOutcome.Found, own.ToReport(Instrument), "");
            else if (ForeignTraded.Contains(id))
                Sink.OnOrderQueried(ClientOrderId.None, QueryOutcome.Found, new OrderStatusReport { ClientOrderIdText = "web_1", VenueOrderId = id, Instrument = Instrument, Status = VenueOrderStatus.Filled }, "");
            else
                Sink.OnOrderQueried(ClientOrderId.None, QueryOutcome.NotFound, null, "-2013");
        });
    }

    public void QueryOpenOrders(long requestId)
    {
        OpenOrderQueries++;
        LastRequestId = requestId;
        bool fails = FailOpenOrders;
        Answer(() => Sink.OnOpenOrders(
            requestId,
            fails ? QueryOutcome.Failed : QueryOutcome.Found,
            fails ? [] : [.. Orders.Values.Where(o => o.IsOpen).Select(o => o.ToReport(Instrument)), .. ForeignOrders],
            fails ? "fails" : ""));
    }

    public void QueryFills(long requestId, InstrumentHandle instrument, UnixNanos since, TradeId afterTradeId)
    {
        FillQueries++;
        FillsSince = since;
        LastRequestId = requestId;
        bool fails = FailFills;
        Answer(() => Sink.OnFills(
            requestId,
            instrument,
            fails ? QueryOutcome.Failed : QueryOutcome.Found,
            fails ? [] : [.. Trades.Where(t => t.EventTime >= since && t.Instrument == instrument)],
            fails ? "fails" : ""));
    }

    public void QueryAccount(long requestId)
    {
        bool fails = FailAccount;
        Answer(() => Sink.OnAccountQueried(requestId, fails ? QueryOutcome.Failed : QueryOutcome.Found, fails ? null : Report(), fails ? "fails" : ""));
    }

    public AccountReport Report() => new()
    {
        Account = Account,
        Balances = [.. Balances.Select(b => new Balance(b.Key, b.Value, 0m))],
        IsComplete = true,
        EventTime = VenueNow,
        ReceivedTime = _clock.Now,
    };

    /// <summary>Lets the answers through that were asked for.</summary>
    public void Pump()
    {
        while (_answers.TryDequeue(out Action? answer))
            answer();
    }

    /// <summary>Lets one answer through.</summary>
    public void PumpOne()
    {
        if (_answers.TryDequeue(out Action? answer))
            answer();
    }

    /// <summary>The first byte went out.</summary>
    public void Send(Order order, RequestKind request = RequestKind.Submit) => Sink.OnHandedOver(order.ClientOrderId, request);

    /// <summary>The order reaches the matching engine; the engine hears of it or not.</summary>
    public VenueOrder Receive(Order order, bool tell = true)
    {
        var received = new VenueOrder(order.ClientOrderId, new VenueOrderId(_nextOrder++), order.Side, order.Type, order.Price, order.Quantity);
        Orders.Add(order.ClientOrderId, received);
        if (tell)
            Tell(order, OrderEventKind.Accepted);
        return received;
    }

    public OrderEvent EventOf(Order order, OrderEventKind kind) => new()
    {
        Kind = kind,
        ClientOrderId = order.ClientOrderId,
        VenueOrderId = Orders.TryGetValue(order.ClientOrderId, out VenueOrder? known) ? known.VenueOrderId : VenueOrderId.None,
        Instrument = Instrument,
        Side = order.Side,
        Reason = kind == OrderEventKind.Rejected ? "-2010 refused" : null,
        EventTime = VenueNow,
        ReceivedTime = _clock.Now,
    };

    public void Tell(Order order, OrderEventKind kind) => Sink.OnOrderEvent(EventOf(order, kind));

    /// <summary>A trade at the venue; the returned event may be told now, later, often or never.</summary>
    public OrderEvent Trade(Order order, decimal quantity, decimal price, bool tell = true, decimal commission = 0m)
    {
        VenueOrder at = Orders[order.ClientOrderId];
        at.Filled += Quantity.Of(quantity);
        if (at.Filled >= at.Quantity)
            at.Status = VenueOrderStatus.Filled;
        else if (at.IsOpen)
            at.Status = VenueOrderStatus.PartiallyFilled;
        decimal sign = order.Side == OrderSide.Buy ? 1 : -1;
        Balances["BTC"] += sign * quantity;
        Balances["USDT"] -= sign * quantity * price + commission;
        OrderEvent e = EventOf(order, OrderEventKind.Filled) with
        {
            TradeId = new TradeId(_nextTrade++),
            LastPrice = Price.Of(price),
            LastQuantity = Quantity.Of(quantity),
            VenueFilledQuantity = at.Filled,
            Commission = commission,
            CommissionCurrency = "USDT",
        };
        Trades.Add(new FillReport
        {
            VenueOrderId = e.VenueOrderId,
            TradeId = e.TradeId,
            Instrument = Instrument,
            Side = order.Side,
            Price = e.LastPrice,
            Quantity = e.LastQuantity,
            Commission = commission,
            CommissionCurrency = "USDT",
            EventTime = VenueNow,
        });
        if (tell)
            Sink.OnOrderEvent(in e);
        return e;
    }

    /// <summary>Somebody else trades on the account: the stream tells of it, or only the history does.</summary>
    public OrderEvent TradeOfOthers(OrderSide side, decimal quantity, decimal price, ulong order, bool tell, decimal commission = 0m, string commissionCurrency = "USDT")
    {
        decimal sign = side == OrderSide.Buy ? 1 : -1;
        Balances["BTC"] += sign * quantity;
        Balances["USDT"] -= sign * quantity * price;
        Balances[commissionCurrency] = Balances.GetValueOrDefault(commissionCurrency) - commission;
        ForeignTraded.Add(new VenueOrderId(order));
        var trade = new FillReport
        {
            VenueOrderId = new VenueOrderId(order),
            TradeId = new TradeId(_nextTrade++),
            Instrument = Instrument,
            Side = side,
            Price = Price.Of(price),
            Quantity = Quantity.Of(quantity),
            Commission = commission,
            CommissionCurrency = commissionCurrency,
            EventTime = VenueNow,
        };
        Trades.Add(trade);
        var e = new OrderEvent
        {
            Kind = OrderEventKind.Filled,
            ClientOrderId = ClientOrderId.None,
            VenueOrderId = trade.VenueOrderId,
            Instrument = Instrument,
            Side = side,
            TradeId = trade.TradeId,
            LastPrice = trade.Price,
            LastQuantity = trade.Quantity,
            Commission = commission,
            CommissionCurrency = commissionCurrency,
            EventTime = VenueNow,
            ReceivedTime = _clock.Now,
        };
        if (tell)
            Sink.OnOrderEvent(in e);
        return e;
    }

    /// <summary>The cancel takes effect.</summary>
    public void CancelAtVenue(Order order, bool tell = true)
    {
        Orders[order.ClientOrderId].Status = VenueOrderStatus.Canceled;
        if (tell)
            Tell(order, OrderEventKind.Canceled);
    }

    private void Answer(Action answer)
    {
        if (IsSilent)
            return;
        if (AnswerDelay == 0)
            _answers.Enqueue(answer);
        else
            Timers!.Create(_ => answer()).Start((long)(AnswerDelay * UnixNanos.PerSecond));
    }
}
