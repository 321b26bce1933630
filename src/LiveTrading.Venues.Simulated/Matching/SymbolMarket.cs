using LiveTrading.Model;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Accounts;

namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>
/// A symbol's matching on a recording: users' orders against what the recording displays and trades, and against each other.
/// </summary>
/// <remarks>
/// <para>Takers fill against <see cref="MarketDepth"/>. A resting order fills from recorded trades through its price; from
/// trades at its price by the other side once the quantity displayed ahead of it when it came has traded; and as maker when
/// the opposite best crosses it. All users together never get more than a trade or a displayed level had.</para>
/// <para>Cancellations inside the recorded queue do not move a user's order forward: only trades do, so the simulation is
/// never kinder than the market was.</para>
/// <para>Thread: the venue's loop. Deterministic: no clock, no chance. Market data allocates only where an order fills.</para>
/// </remarks>
internal sealed class SymbolMarket(SymbolRules rules, VenueLedger ledger)
{
    private readonly RestingOrders _bids = new(OrderSide.Buy);
    private readonly RestingOrders _asks = new(OrderSide.Sell);
    private readonly List<VenueOrder> _triggers = [];
    private readonly MatchPlan _plan = new();
    private bool _triggering;

    public SymbolRules Rules { get; } = rules;

    public string Symbol => Rules.Symbol.Symbol;

    public MarketDepth Depth { get; } = new();

    /// <summary>The last traded price, times 10^8; 0 before any.</summary>
    public long LastPrice { get; private set; }

    /// <summary>What happened since it was last cleared, in order.</summary>
    public List<ExecutionReport> Reports { get; } = [];

    public int OpenOrderCount => _bids.Count + _asks.Count + _triggers.Count;

    /// <summary>Checks a ticket as placing it would, without placing it.</summary>
    public VenueError? Check(VenueAccount account, OrderTicket ticket)
    {
        if (account.FindOrder(Symbol, ticket.ClientOrderId) is { IsOpen: true })
            return VenueError.DuplicateOrder;
        if (Rules.Check(ticket, LastPrice) is { } filter)
            return filter;
        if (account.OpenOrders(Symbol) >= Rules.Symbol.MaxOpenOrders)
            return VenueError.Filter("MAX_NUM_ORDERS");
        var probe = new VenueOrder(account, ticket, 0, 0);
        if (probe.HasTrigger)
        {
            if (CountTriggers(account) >= Rules.Symbol.MaxTriggerOrders)
                return VenueError.Filter("MAX_NUM_ALGO_ORDERS");
            if (LastPrice != 0 && IsTriggered(probe, LastPrice))
                return VenueError.WouldTrigger;
        }

        if (ticket.Type == VenueOrderType.LimitMaker && WouldTake(probe))
            return VenueError.WouldTake;
        long free = account.Balance(probe.IsBuy ? Rules.Symbol.QuoteAsset : Rules.Symbol.BaseAsset).Free;
        return Needed(probe) > free ? VenueError.InsufficientBalance : null;
    }

    /// <summary>Places an order; what follows from it at once is in <see cref="Reports"/>.</summary>
    /// <returns>Null when accepted.</returns>
    public VenueError? Place(VenueAccount account, OrderTicket ticket, long nowMs, out VenueOrder? order)
    {
        order = null;
        if (Check(account, ticket) is { } error)
            return error;
        order = new VenueOrder(account, ticket, ledger.NextOrderId(), nowMs);
        if (order.QuoteQuantity != 0)
        {
            // The quantity of an order by quote amount is what that amount buys or fetches now.
            _plan.Make(Depth, order.IsBuy ? _asks : _bids, Rules, order, long.MaxValue, order.QuoteQuantity);
            if (_plan.Quantity == 0)
            {
                order = null;
                return VenueError.Rejected("Order book liquidity is less than symbol minimum quantity.");
            }

            if (!order.IsBuy && _plan.Quantity > account.Balance(Rules.Symbol.BaseAsset).Free)
            {
                order = null;
                return VenueError.InsufficientBalance;
            }

            order.Quantity = _plan.Quantity;
        }

        account.Add(order);
        account.UpdateTimeMs = nowMs;
        if (order.HasTrigger)
        {
            Lock(order, Needed(order));
            _triggers.Add(order);
            Report(order, ExecutionKind.New, nowMs);
            return null;
        }

        order.WorkingTimeMs = nowMs;
        if (!order.IsMarket)
            Lock(order, Needed(order));
        Work(order, nowMs);
        RunTriggers(nowMs);
        return null;
    }

    /// <summary>Ends an open order; its client order id becomes the cancel's.</summary>
    public void Cancel(VenueOrder order, string cancelId, long nowMs)
    {
        string original = order.ClientOrderId;
        order.Account.Rename(order, cancelId);
        Close(order, VenueOrderState.Canceled, ExpiryReason.None, nowMs);
        Reports.Add(new ExecutionReport(order, ExecutionKind.Canceled, ledger.NextExecutionId(), nowMs) { OriginalClientOrderId = original });
    }

    /// <summary>Makes an open order smaller where it stands in line.</summary>
    /// <param name="order">Open, with a price.</param>
    /// <param name="quantity">Below its quantity; at or below what has executed: it expires.</param>
    /// <param name="clientOrderId">Its new id.</param>
    /// <param name="nowMs">Now.</param>
    public long Amend(VenueOrder order, long quantity, string clientOrderId, long nowMs)
    {
        string original = order.ClientOrderId;
        if (clientOrderId != original)
            order.Account.Rename(order, clientOrderId);
        order.Amendments++;
        order.UpdateTimeMs = nowMs;
        long executionId = ledger.NextExecutionId();
        if (quantity <= order.Executed)
        {
            Close(order, VenueOrderState.Expired, ExpiryReason.AmendedBelowExecuted, nowMs);
            Reports.Add(new ExecutionReport(order, ExecutionKind.Expired, executionId, nowMs) { OriginalClientOrderId = original });
            return executionId;
        }

        order.Quantity = quantity;
        Unlock(order, order.Locked - Needed(order));
        Reports.Add(new ExecutionReport(order, ExecutionKind.Replaced, executionId, nowMs) { OriginalClientOrderId = original, IsOnBook = order.IsWorking });
        return executionId;
    }

    /// <summary>A recorded trade: fills what rests, then triggers stops.</summary>
    /// <param name="price">Its price.</param>
    /// <param name="quantity">Its quantity.</param>
    /// <param name="buyerIsMaker">True when the seller took.</param>
    /// <param name="nowMs">Now.</param>
    public void OnTrade(long price, long quantity, bool buyerIsMaker, long nowMs)
    {
        LastPrice = price;
        if (_bids.Count > 0)
            FillFromTrade(_bids, price, quantity, sameSideRested: buyerIsMaker, nowMs);
        if (_asks.Count > 0)
            FillFromTrade(_asks, price, quantity, sameSideRested: !buyerIsMaker, nowMs);
        RunTriggers(nowMs);
    }

    /// <summary>The displayed depth or its top changed: fills what the opposite best crosses.</summary>
    public void OnDepthChanged(long nowMs)
    {
        if (_bids.Count > 0)
            FillCrossed(_bids, OrderSide.Sell, nowMs);
        if (_asks.Count > 0)
            FillCrossed(_asks, OrderSide.Buy, nowMs);
        RunTriggers(nowMs);
    }

    private void FillFromTrade(RestingOrders resting, long price, long quantity, bool sameSideRested, long nowMs)
    {
        long left = quantity;
        for (int rank = 0; rank < resting.Count;)
        {
            VenueOrder order = resting[rank];
            bool through = order.IsBuy ? price < order.Price : price > order.Price;
            if (!through && (order.Price != price || !sameSideRested))
                return;
            long share = Rules.ToGrid(left);
            if (!through)
            {
                // Every order at this price waits for its own queue; what users ahead already got of this trade is gone from left.
                long queue = Math.Min(order.QueueAhead, left);
                order.QueueAhead -= queue;
                share = Rules.ToGrid(left - queue);
            }

            long fill = Math.Min(share, order.Leaves);
            if (fill > 0)
            {
                left -= fill;
                FillMaker(order, order.Price, fill, nowMs);
            }

            if (order.IsOpen)
                rank++;
        }
    }

    private void FillCrossed(RestingOrders resting, OrderSide opposite, long nowMs)
    {
        while (resting.Count > 0)
        {
            VenueOrder order = resting[0];
            MarketDepth.LevelCursor level = Depth.Levels(opposite);
            long available = 0;
            while (available == 0 && level.MoveNext() && (order.IsBuy ? level.Price <= order.Price : level.Price >= order.Price))
                available = Rules.ToGrid(level.Available);
            if (available == 0)
                return;
            long fill = Math.Min(available, order.Leaves);
            Depth.Take(opposite, level.Price, fill);
            FillMaker(order, order.Price, fill, nowMs);
        }
    }

    private void FillMaker(VenueOrder order, long price, long quantity, long nowMs) =>
        ApplyFill(order, price, quantity, ledger.NextTradeId(), isMaker: true, againstMarket: true, nowMs);

    /// <summary>Matches a working order and rests, expires or completes what is left.</summary>
    private void Work(VenueOrder order, long nowMs)
    {
        long quantity = order.Leaves;
        if (order.HasTrigger && order.IsMarket && !order.IsBuy)
            quantity = Math.Min(quantity, order.Locked);
        long budget = order.HasTrigger && order.IsMarket && order.IsBuy ? order.Account.Balance(Rules.Symbol.QuoteAsset).Free + order.Locked : long.MaxValue;
        _plan.Make(Depth, order.IsBuy ? _asks : _bids, Rules, order, quantity, budget);
        bool rests = !order.IsMarket && order.TimeInForce == VenueTimeInForce.Gtc;
        bool killed = !order.IsMarket && order.TimeInForce == VenueTimeInForce.Fok && _plan.Quantity < order.Leaves;
        Reports.Add(new ExecutionReport(order, ExecutionKind.New, ledger.NextExecutionId(), nowMs) { IsOnBook = true });
        if (order.IsMarket && order.Locked > 0)
            Unlock(order, order.Locked);
        if (killed)
        {
            Expire(order, ExpiryReason.UnfilledFokOrder, nowMs);
            return;
        }

        foreach (MatchPlan.Match match in _plan.Matches)
            Execute(order, match, nowMs);
        if (_plan.TakerExpires)
        {
            Close(order, VenueOrderState.ExpiredInMatch, ExpiryReason.None, nowMs);
            Reports.Add(new ExecutionReport(order, ExecutionKind.TradePrevention, ledger.NextExecutionId(), nowMs));
        }
        else if (order.Leaves > 0 && !rests)
        {
            ExpiryReason reason = !order.IsMarket ? ExpiryReason.UnfilledIocQuantity
                : budget != long.MaxValue && _plan.Cost > budget - (budget / 100) ? ExpiryReason.InsufficientBalance
                : ExpiryReason.InsufficientLiquidity;
            Expire(order, reason, nowMs);
        }
        else if (order.Leaves > 0)
        {
            order.QueueAhead = Depth.Available(order.Side, order.Price);
            (order.IsBuy ? _bids : _asks).Add(order);
        }
    }

    private void Execute(VenueOrder taker, MatchPlan.Match match, long nowMs)
    {
        if (match.Quantity == 0)
        {
            Close(match.Maker!, VenueOrderState.ExpiredInMatch, ExpiryReason.None, nowMs);
            Reports.Add(new ExecutionReport(match.Maker!, ExecutionKind.TradePrevention, ledger.NextExecutionId(), nowMs));
            return;
        }

        long tradeId = ledger.NextTradeId();
        if (match.Maker is null)
        {
            OrderSide opposite = taker.IsBuy ? OrderSide.Sell : OrderSide.Buy;
            Depth.Take(opposite, match.Price, match.Quantity);
            RestingOrders resting = taker.IsBuy ? _asks : _bids;
            for (int rank = 0; rank < resting.Count; rank++)
            {
                if (resting[rank].Price == match.Price)
                    resting[rank].QueueAhead = Math.Max(0, resting[rank].QueueAhead - match.Quantity);
            }
        }

        ApplyFill(taker, match.Price, match.Quantity, tradeId, isMaker: false, againstMarket: match.Maker is null, nowMs);
        if (match.Maker is { } maker)
        {
            LastPrice = match.Price;
            ApplyFill(maker, match.Price, match.Quantity, tradeId, isMaker: true, againstMarket: false, nowMs);
        }
    }

    private void ApplyFill(VenueOrder order, long price, long quantity, long tradeId, bool isMaker, bool againstMarket, long nowMs)
    {
        string baseAsset = Rules.Symbol.BaseAsset;
        string quoteAsset = Rules.Symbol.QuoteAsset;
        AssetBalance baseBalance = order.Account.Touch(baseAsset);
        AssetBalance quoteBalance = order.Account.Touch(quoteAsset);
        long notional = SymbolRules.Notional(price, quantity);
        long received = order.IsBuy ? quantity : notional;
        long fee = SymbolRules.Notional(received, isMaker ? order.Account.MakerFee : order.Account.TakerFee);
        if (order.IsBuy)
        {
            long released = order.IsMarket ? 0 : Math.Min(order.Locked, SymbolRules.Notional(order.Price, quantity));
            order.Locked -= released;
            quoteBalance.Locked -= released;
            quoteBalance.Free += released - notional;
            baseBalance.Free += quantity - fee;
        }
        else
        {
            long released = Math.Min(order.Locked, quantity);
            order.Locked -= released;
            baseBalance.Locked -= released;
            baseBalance.Free += released - quantity;
            quoteBalance.Free += notional - fee;
        }

        string feeAsset = order.IsBuy ? baseAsset : quoteAsset;
        ledger.Fee(feeAsset, fee);
        if (againstMarket)
        {
            ledger.Market(baseAsset, order.IsBuy ? -quantity : quantity);
            ledger.Market(quoteAsset, order.IsBuy ? notional : -notional);
        }

        order.Executed += quantity;
        order.CumulativeQuote += notional;
        order.UpdateTimeMs = nowMs;
        order.Account.UpdateTimeMs = nowMs;
        order.State = order.Leaves == 0 ? VenueOrderState.Filled : VenueOrderState.PartiallyFilled;
        ledger.FillCount++;
        var fill = new VenueFill(order, tradeId, price, quantity, notional, fee, feeAsset, nowMs, isMaker);
        order.Account.AddFill(fill);
        if (order.Leaves == 0)
            Close(order, VenueOrderState.Filled, ExpiryReason.None, nowMs);
        Reports.Add(new ExecutionReport(order, ExecutionKind.Trade, ledger.NextExecutionId(), nowMs) { Fill = fill, IsOnBook = isMaker && order.IsOpen });
    }

    private void Expire(VenueOrder order, ExpiryReason reason, long nowMs)
    {
        Close(order, VenueOrderState.Expired, reason, nowMs);
        Reports.Add(new ExecutionReport(order, ExecutionKind.Expired, ledger.NextExecutionId(), nowMs));
    }

    private void Close(VenueOrder order, VenueOrderState state, ExpiryReason reason, long nowMs)
    {
        order.State = state;
        order.Expiry = reason;
        order.UpdateTimeMs = nowMs;
        order.Account.UpdateTimeMs = nowMs;
        Unlock(order, order.Locked);
        (order.IsBuy ? _bids : _asks).Remove(order);
        _triggers.Remove(order);
        order.Account.OnClosed(order);
    }

    private void Report(VenueOrder order, ExecutionKind kind, long nowMs) =>
        Reports.Add(new ExecutionReport(order, kind, ledger.NextExecutionId(), nowMs));

    private void Lock(VenueOrder order, long amount)
    {
        AssetBalance balance = order.Account.Touch(order.IsBuy ? Rules.Symbol.QuoteAsset : Rules.Symbol.BaseAsset);
        balance.Free -= amount;
        balance.Locked += amount;
        order.Locked += amount;
    }

    private void Unlock(VenueOrder order, long amount)
    {
        if (amount != 0)
            Lock(order, -amount);
    }

    /// <summary>What the order needs of what it gives: quote for a buy, base for a sell.</summary>
    private long Needed(VenueOrder order)
    {
        if (!order.IsBuy)
            return order.Leaves;
        if (order.HasTrigger && order.IsMarket)
            return SymbolRules.Notional(order.StopPrice, order.Leaves);
        if (!order.IsMarket)
            return SymbolRules.Notional(order.Price, order.Leaves);
        if (order.QuoteQuantity != 0)
            return order.QuoteQuantity;
        _plan.Make(Depth, _asks, Rules, order, order.Leaves, long.MaxValue);
        return _plan.Cost;
    }

    private bool WouldTake(VenueOrder order)
    {
        RestingOrders others = order.IsBuy ? _asks : _bids;
        if (others.Count > 0 && (order.IsBuy ? others[0].Price <= order.Price : others[0].Price >= order.Price))
            return true;
        return Depth.TryTop(order.IsBuy ? OrderSide.Sell : OrderSide.Buy, out long top, out _) && (order.IsBuy ? top <= order.Price : top >= order.Price);
    }

    private int CountTriggers(VenueAccount account)
    {
        int count = 0;
        foreach (VenueOrder order in _triggers)
        {
            if (order.Account == account)
                count++;
        }

        return count;
    }

    private static bool IsTriggered(VenueOrder order, long lastPrice)
    {
        bool above = order.Type is VenueOrderType.StopLoss or VenueOrderType.StopLossLimit ? order.IsBuy : !order.IsBuy;
        return above ? lastPrice >= order.StopPrice : lastPrice <= order.StopPrice;
    }

    /// <summary>Sets off stops, oldest first, until the last price sets off no more. Every round ends one order, so it ends.</summary>
    private void RunTriggers(long nowMs)
    {
        if (_triggers.Count == 0 || LastPrice == 0 || _triggering)
            return;
        _triggering = true;
        for (int i = 0; i < _triggers.Count;)
        {
            VenueOrder order = _triggers[i];
            if (!IsTriggered(order, LastPrice))
            {
                i++;
                continue;
            }

            _triggers.RemoveAt(i);
            order.WorkingTimeMs = nowMs;
            order.UpdateTimeMs = nowMs;
            Work(order, nowMs);
            i = 0;
        }

        _triggering = false;
    }
}
