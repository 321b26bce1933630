using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

/// <summary>A kill switch with an order desk, a reconciliation and a latch that do as the test says.</summary>
internal sealed class KillSwitchBench : IOrderEntry, IKillSwitchReconciler, IKillSwitchLatch
{
    public KillSwitchBench(KillSwitchOptions? options = null, RiskOptions? risk = null)
    {
        World = new RiskBench(risk);
        Timers = new ManualTimers(World.Clock);
        Switch = new KillSwitch(World.Risk, World.Portfolio, World.Cache, this, this, this, World.Bus, World.Clock, Timers, options ?? new KillSwitchOptions());
        World.Bus.Subscribe<KillSwitchEvent>("risk.kill_switch", (in KillSwitchEvent e) => Events.Add(e));
    }

    public RiskBench World { get; }

    public ManualTimers Timers { get; }

    public KillSwitch Switch { get; }

    public List<KillSwitchEvent> Events { get; } = [];

    public List<string> Calls { get; } = [];

    public List<Order> Submitted { get; } = [];

    /// <summary>What the venue does with a cancel: by default it takes it at once.</summary>
    public Action<Order>? OnCancel { get; set; }

    /// <summary>What the venue does with a closing order: by default it fills it wholly at its limit.</summary>
    public Action<Order>? OnSubmit { get; set; }

    public bool LatchWorks { get; set; } = true;

    public bool Settles { get; set; } = true;

    public int CancelAllCount { get; private set; }

    bool IKillSwitchReconciler.IsSettled => Settles;

    public IEnumerable<KillSwitchEventKind> Kinds => Events.Select(e => e.Kind);

    public Order Submit(StrategyId strategy, in OrderRequest request)
    {
        Order order = World.New(request.Side, request.Type, request.Price.AsDecimal, request.Quantity.AsDecimal, timeInForce: request.TimeInForce, reduceOnly: request.ReduceOnly, strategy: strategy, instrument: request.Instrument);
        RiskDecision decision = World.Check(order);
        if (!decision.Allowed)
        {
            order.State = OrderState.Denied;
            Calls.Add("denied " + decision.Code);
            return order;
        }

        Calls.Add("submit");
        Submitted.Add(order);
        World.Place(order);
        if (OnSubmit is { } submit)
        {
            submit(order);
        }
        else
        {
            World.Fill(order, order.Price.AsDecimal);
            World.Clock.Advance(TimeSpan.FromMilliseconds(1));
            World.Balances(100_000m, 1m);
        }

        return order;
    }

    public bool Cancel(Order order) => throw new NotSupportedException();

    public int SubmitBatch(StrategyId strategy, ReadOnlySpan<OrderRequest> requests, Span<Order> orders)
    {
        for (int i = 0; i < requests.Length; i++)
            orders[i] = Submit(strategy, in requests[i]);
        return requests.Length;
    }

    public int CancelBatch(ReadOnlySpan<Order> orders)
    {
        int count = 0;
        foreach (Order order in orders)
            count += Cancel(order) ? 1 : 0;
        return count;
    }

    public bool CancelForGood(Order order, string reason) => throw new NotSupportedException();

    public bool Modify(Order order, Price price, Quantity quantity) => throw new NotSupportedException();

    public int CancelAll(StrategyId? strategy, InstrumentHandle? instrument, string reason)
    {
        Assert.Null(instrument);
        if (strategy is not null)
            return CancelOf(strategy.Value);
        CancelAllCount++;
        Calls.Add("cancel");
        int count = 0;
        foreach (Order order in World.Cache.OpenOrders)
        {
            count++;
            if (OnCancel is { } cancel)
                cancel(order);
            else
                World.Cancel(order);
        }

        return count;
    }

    private int CancelOf(StrategyId strategy)
    {
        int count = 0;
        foreach (Order order in World.Cache.OpenOrdersOf(strategy))
        {
            count++;
            World.Cancel(order);
        }

        return count;
    }

    void IKillSwitchReconciler.Request(string reason) => Calls.Add("reconcile");

    bool IKillSwitchLatch.TryLatch(string reason, bool flatten, StrategyId strategy)
    {
        Calls.Add(strategy.Value is { } id ? "latch " + id : flatten ? "latch flatten" : "latch");
        return LatchWorks;
    }

    bool IKillSwitchLatch.TryRelease(string person, StrategyId strategy)
    {
        Calls.Add("release");
        return LatchWorks;
    }

    public void Advance(double seconds)
    {
        Timers.Advance(TimeSpan.FromSeconds(seconds));
        World.Requote();
    }
}
