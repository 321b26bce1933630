using System.Runtime.CompilerServices;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// The rules in the order in which they are asked: states, venue, market, own limits, money, losses, rates. The first that
/// fails answers. Loop thread; no allocation.
/// </summary>
internal sealed class OrderRules
{
    private readonly Cache _cache;
    private readonly Portfolio _portfolio;
    private readonly IEngineClock _clock;
    private readonly ExposureBook _exposures;
    private readonly LossGuard _losses;
    private readonly RiskState _state;
    private readonly SlidingRate _perSecond;
    private readonly SlidingRate _perMinute;
    private readonly DuplicateWindow _duplicates;
    private readonly long _maxPriceAgeNanos;
    private readonly long _maxAccountAgeNanos;
    private readonly long _lossIntervalNanos;
    private readonly Int128 _maxGross;
    private readonly int _maxOpenOrders;
    private readonly int _maxOpenOrdersPerInstrument;
    private long _lossesEvaluatedAt;
    private long _lossesVersion = -1;

    public OrderRules(Cache cache, Portfolio portfolio, IEngineClock clock, RiskOptions options, ExposureBook exposures, LossGuard losses, RiskState state)
    {
        _cache = cache;
        _portfolio = portfolio;
        _clock = clock;
        _exposures = exposures;
        _losses = losses;
        _state = state;
        _perSecond = new SlidingRate(options.MaxOrdersPerSecond, UnixNanos.PerSecond);
        _perMinute = new SlidingRate(options.MaxOrdersPerMinute, 60 * UnixNanos.PerSecond);
        _duplicates = new DuplicateWindow(Nanos(options.DuplicateWindow), options.MaxOrdersPerMinute);
        _maxPriceAgeNanos = Nanos(options.MaxMarketPriceAge);
        _maxAccountAgeNanos = Nanos(options.MaxAccountAge);
        _lossIntervalNanos = Nanos(options.LossEvaluationInterval);
        _maxGross = WideAmount.Floor(options.MaxGrossExposure);
        _maxOpenOrders = options.MaxOpenOrders;
        _maxOpenOrdersPerInstrument = options.MaxOpenOrdersPerInstrument;
    }

    /// <summary>True when an evaluation must come before the next check.</summary>
    public bool LossesAreDue() => _lossesVersion != _portfolio.Version || _clock.MonotonicNanos - _lossesEvaluatedAt > _lossIntervalNanos;

    public void LossesEvaluated(long nowNanos)
    {
        _lossesEvaluatedAt = nowNanos;
        _lossesVersion = _portfolio.Version;
    }

    public void LossesOutdated() => _lossesVersion = -1;

    public void CountOrder(Order order, long nowNanos)
    {
        _perSecond.Count(nowNanos);
        _perMinute.Count(nowNanos);
        _duplicates.Add(order, nowNanos);
        _state.LimitsOf(order.StrategyId)?.Count(nowNanos);
    }

    public void CountModify(Order order, long nowNanos)
    {
        _perSecond.Count(nowNanos);
        _perMinute.Count(nowNanos);
        _state.LimitsOf(order.StrategyId)?.Count(nowNanos);
    }

    /// <summary>Keeps the price at which the instrument is valued while there is no market price.</summary>
    public void RefreshMark(InstrumentRisk risk, Order order)
    {
        if (_cache.HasQuote(risk.Handle) && _cache.Quote(risk.Handle).AskPrice.Raw > 0)
            risk.MarkRaw = _cache.Quote(risk.Handle).AskPrice.Raw;
        else if (risk.MarkRaw == 0)
            risk.MarkRaw = order.Price.Raw > 0 ? order.Price.Raw : order.TriggerPrice.Raw;
    }

    /// <summary>Values the instrument's worst case anew within the gross exposure.</summary>
    public void RefreshGross(InstrumentRisk risk)
    {
        Position? position = _portfolio.FindPosition(risk.Handle);
        long mark = risk.MarkRaw;
        if (_cache.HasQuote(risk.Handle) && _cache.Quote(risk.Handle).AskPrice.Raw > 0)
            mark = risk.MarkRaw = _cache.Quote(risk.Handle).AskPrice.Raw;
        else if (mark == 0 && position is not null)
            mark = risk.MarkRaw = position.LastFillPrice.Raw;
        Int128 gross = Gross(risk, risk.WorstUnits(position, risk.BuyLeaves, risk.SellLeaves), mark);
        _state.Gross += gross - risk.Gross;
        risk.Gross = gross;
    }

    public RiskDecision Check(InstrumentRisk risk, Order order, Price price, Quantity quantity, bool isModify)
    {
        bool exempt = _state.IsExempt(order);
        TradingState strategyState = _state.OfStrategy(order.StrategyId);
        RiskDecision decision = CheckHalted(risk, strategyState, exempt);
        if (!decision.Allowed)
            return decision;
        if (risk.Venue is null)
            return VenueRules.Deny(RiskCode.UnknownVenue);
        if (!risk.Venue.Account.IsKnown)
            return VenueRules.Deny(RiskCode.NoAccount);
        long accountAge = _clock.MonotonicNanos - risk.Venue.Account.CompleteReportNanos;
        if (accountAge > _maxAccountAgeNanos)
            return StaleAccount(accountAge);
        if (isModify && order.IsClosed)
            return VenueRules.Deny(RiskCode.OrderNotOpen);

        decision = VenueRules.CheckForm(risk, order, price, quantity);
        if (!decision.Allowed)
            return decision;
        if (isModify && quantity <= order.FilledQuantity)
            return VenueRules.Deny(RiskCode.QuantityBelowFilled, order.FilledQuantity.Raw, quantity.Raw);
        if (risk.RateRaw == 0)
            return VenueRules.Deny(RiskCode.NoConversionRate);

        decision = MarketPrice(risk, out long bid, out long ask);
        if (!decision.Allowed)
            return decision;
        risk.MarkRaw = ask;
        if (order.Type is OrderType.Limit or OrderType.StopLimit)
        {
            decision = CheckPrice(risk, order, price.Raw, bid, ask, exempt);
            if (!decision.Allowed)
                return decision;
        }

        // A change counts with the larger of old and new, and in place of the order as it is counted now.
        OrderExposure counted = default;
        if (isModify)
            _exposures.TryGet(order, out counted);
        long worstPrice = _exposures.WorstPrice(order.Type, order.Side, price.Raw, order.TriggerPrice.Raw, bid, ask);
        long leaves = quantity.Raw - (isModify ? order.FilledQuantity.Raw : 0);
        decision = VenueRules.CheckNotional(risk, order, quantity, LowestPrice(order, price.Raw, bid), worstPrice);
        if (!decision.Allowed)
            return decision;

        Int128 worstLeaves = leaves > counted.Leaves ? leaves : counted.Leaves;
        decision = CheckLimits(risk, order, quantity, worstLeaves, counted.Leaves, Math.Max(worstPrice, counted.ValuePrice), ask, isModify, exempt);
        if (!decision.Allowed)
            return decision;
        StrategyRisk? strategy = _state.LimitsOf(order.StrategyId);
        if (strategy is not null)
        {
            decision = CheckStrategyLimits(risk, strategy, order, quantity, worstLeaves - counted.Leaves, Math.Max(worstPrice, counted.ValuePrice), ask, isModify);
            if (!decision.Allowed)
                return decision;
        }

        bool reduces = Reduces(risk, order.Side, worstLeaves, counted.Leaves);
        decision = CheckIncrease(risk, order, worstLeaves, counted.Leaves, reduces, strategyState);
        if (!decision.Allowed)
            return decision;
        decision = CheckMoney(risk, order, worstLeaves, Math.Max(worstPrice, counted.ValuePrice), counted.Reserved, reduces);
        if (!decision.Allowed)
            return decision;
        return exempt ? RiskDecision.Pass : CheckRates(order, strategy, isModify);
    }

    /// <summary>The rules that may have begun to hold since the order passed: halts, and what lets reducing orders alone pass. The order counts already.</summary>
    public RiskDecision CheckRelease(InstrumentRisk risk, Order order)
    {
        TradingState strategyState = _state.OfStrategy(order.StrategyId);
        RiskDecision decision = CheckHalted(risk, strategyState, _state.IsExempt(order));
        if (!decision.Allowed || !_exposures.TryGet(order, out OrderExposure counted))
            return decision;
        bool reduces = Reduces(risk, order.Side, counted.Leaves, counted.Leaves);
        return CheckIncrease(risk, order, counted.Leaves, counted.Leaves, reduces, strategyState);
    }

    private RiskDecision CheckHalted(InstrumentRisk risk, TradingState strategyState, bool exempt)
    {
        if (_state.Engine == TradingState.Halted && !exempt)
            return VenueRules.Deny(RiskCode.TradingHalted);
        if (risk.State == TradingState.Halted)
            return VenueRules.Deny(RiskCode.InstrumentHalted);
        return strategyState == TradingState.Halted ? VenueRules.Deny(RiskCode.StrategyHalted) : RiskDecision.Pass;
    }

    private RiskDecision CheckIncrease(InstrumentRisk risk, Order order, Int128 leaves, Int128 countedLeaves, bool reduces, TradingState strategyState)
    {
        if (!reduces || order.ReduceOnly)
        {
            RiskDecision decision = CheckReducing(risk, order, leaves, countedLeaves, reduces);
            if (!decision.Allowed)
                return decision;
        }

        return strategyState == TradingState.Reducing || _losses.HasReached(order.StrategyId)
            ? CheckStrategyReducing(order, leaves, strategyState)
            : RiskDecision.Pass;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private RiskDecision StaleAccount(long ageNanos) =>
        new(RiskCode.AccountStale, _maxAccountAgeNanos / (decimal)UnixNanos.PerSecond, ageNanos / (decimal)UnixNanos.PerSecond);

    private static long Nanos(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;

    private static Int128 Gross(InstrumentRisk risk, Int128 units, long priceRaw)
    {
        if (units == 0)
            return 0;
        // Unpriced is not worthless: it fills every limit until there is a price.
        return priceRaw <= 0 ? WideAmount.Cap : WideAmount.Convert(WideAmount.Notional(units, priceRaw), risk.RateRaw);
    }

    private static long LowestPrice(Order order, long price, long bid) => order.Type switch
    {
        OrderType.Market => bid,
        OrderType.StopMarket => order.TriggerPrice.Raw,
        _ => price,
    };

    private RiskDecision MarketPrice(InstrumentRisk risk, out long bid, out long ask)
    {
        long now = _clock.Now.Value;
        if (_cache.HasQuote(risk.Handle) && !_cache.IsStale(risk.Handle))
        {
            ref readonly QuoteTick quote = ref _cache.Quote(risk.Handle);
            bid = quote.BidPrice.Raw;
            ask = quote.AskPrice.Raw;
            if (bid > 0 && ask >= bid && IsFresh(now, quote.ReceivedTime.Value))
                return RiskDecision.Pass;
        }

        return BookPrice(risk, now, out bid, out ask);
    }

    private RiskDecision BookPrice(InstrumentRisk risk, long now, out long bid, out long ask)
    {
        OrderBook book = _cache.Book(risk.Handle);
        bool valid = book.TryGetBest(out BookLevel bestBid, out BookLevel bestAsk) && bestBid.Price.Raw > 0 && bestAsk.Price > bestBid.Price;
        bid = bestBid.Price.Raw;
        ask = bestAsk.Price.Raw;
        if (valid && !_cache.IsStale(risk.Handle) && IsFresh(now, book.ReceivedTime.Value))
            return RiskDecision.Pass;
        long latest = valid ? book.ReceivedTime.Value : 0;
        if (_cache.HasQuote(risk.Handle))
        {
            ref readonly QuoteTick quote = ref _cache.Quote(risk.Handle);
            if (quote.BidPrice.Raw > 0 && quote.AskPrice >= quote.BidPrice)
                latest = Math.Max(latest, quote.ReceivedTime.Value);
        }

        return latest == 0
            ? VenueRules.Deny(RiskCode.NoMarketPrice)
            : new RiskDecision(RiskCode.MarketPriceStale, _maxPriceAgeNanos / (decimal)UnixNanos.PerSecond, (now - latest) / (decimal)UnixNanos.PerSecond);
    }

    // A price from the future is as bad as an old one: the wall clock was set back and its age cannot be told.
    private bool IsFresh(long now, long receivedTime) => receivedTime > 0 && now - receivedTime <= _maxPriceAgeNanos && receivedTime - now <= _maxPriceAgeNanos;

    private static RiskDecision CheckPrice(InstrumentRisk risk, Order order, long price, long bid, long ask, bool exempt)
    {
        RiskDecision band = VenueRules.CheckBand(risk, order.Side, price, bid, ask);
        if (!band.Allowed)
            return band;

        // A stop's limit price is compared with its trigger: that is where the market will be.
        Int128 doubleMiddle = order.Type == OrderType.StopLimit ? (Int128)order.TriggerPrice.Raw * 2 : (Int128)bid + ask;
        Int128 distance = (Int128)price * 2 - doubleMiddle;
        if (distance < 0)
            distance = -distance;
        if (!exempt && distance * FixedPoint.One > doubleMiddle * risk.MaxDeviationRaw)
        {
            Int128 limit = (doubleMiddle + (price * (Int128)2 > doubleMiddle ? 1 : -1) * (doubleMiddle * risk.MaxDeviationRaw / FixedPoint.One)) / 2;
            return VenueRules.DenyUnits(RiskCode.PriceOutsideBand, limit, price);
        }

        if (order.PostOnly)
        {
            if (order.Side == OrderSide.Buy && price >= ask)
                return VenueRules.Deny(RiskCode.PostOnlyWouldCross, ask, price);
            if (order.Side == OrderSide.Sell && price <= bid)
                return VenueRules.Deny(RiskCode.PostOnlyWouldCross, bid, price);
        }

        return RiskDecision.Pass;
    }

    private RiskDecision CheckLimits(InstrumentRisk risk, Order order, Quantity quantity, Int128 leaves, Int128 countedLeaves, long worstPrice, long ask, bool isModify, bool exempt)
    {
        if (exempt)
            return RiskDecision.Pass;
        if (risk.MaxOrderQuantityRaw > 0 && quantity.Raw > risk.MaxOrderQuantityRaw)
            return VenueRules.Deny(RiskCode.OrderQuantityLimit, risk.MaxOrderQuantityRaw, quantity.Raw);
        Int128 value = WideAmount.Convert(WideAmount.Notional(quantity.Raw, worstPrice), risk.RateRaw);
        if (value > risk.MaxOrderNotional)
            return VenueRules.DenyAmount(RiskCode.OrderNotionalLimit, risk.MaxOrderNotional, value);

        if (!isModify)
        {
            if (_exposures.Count >= _maxOpenOrders)
                return new RiskDecision(RiskCode.OpenOrdersLimit, _maxOpenOrders, _exposures.Count + 1);
            if (risk.OpenOrders >= _maxOpenOrdersPerInstrument)
                return new RiskDecision(RiskCode.InstrumentOpenOrdersLimit, _maxOpenOrdersPerInstrument, risk.OpenOrders + 1);
            int venueLimit = risk.Instrument!.MaxOpenOrders;
            if (venueLimit > 0 && risk.OpenOrders + risk.ExternalOrders >= venueLimit)
                return new RiskDecision(RiskCode.VenueOpenOrdersLimit, venueLimit, risk.OpenOrders + risk.ExternalOrders + 1);
        }

        // The worst case on the order's own side; what it can only make smaller is not held against it.
        Position? position = _portfolio.FindPosition(risk.Handle);
        Int128 held = position is null ? 0 : position.Sign * position.CeilingUnits;
        bool buys = order.Side == OrderSide.Buy;
        Int128 added = leaves - countedLeaves;
        Int128 worst = buys
            ? held + risk.BuyLeaves + risk.ExternalBuyLeaves + added
            : risk.SellLeaves + risk.ExternalSellLeaves + added - held;
        if (risk.MaxPositionUnits > 0 && worst > risk.MaxPositionUnits)
            return VenueRules.DenyUnits(RiskCode.PositionQuantityLimit, risk.MaxPositionUnits, worst);
        long valuePrice = Math.Max(worstPrice, ask);
        Int128 worstValue = WideAmount.Convert(WideAmount.Notional(worst, valuePrice), risk.RateRaw);
        if (worstValue > risk.MaxPositionNotional)
            return VenueRules.DenyAmount(RiskCode.PositionNotionalLimit, risk.MaxPositionNotional, worstValue);
        if (buys && risk.Instrument!.MaxPosition.Raw > 0)
        {
            Int128 balance = WideAmount.Ceiling(risk.Base!.Balance.Total) + WideAmount.OfQuantity(risk.BuyLeaves + risk.ExternalBuyLeaves + added);
            if (balance > WideAmount.OfQuantity(risk.Instrument.MaxPosition.Raw))
                return VenueRules.DenyAmount(RiskCode.VenuePositionLimit, WideAmount.OfQuantity(risk.Instrument.MaxPosition.Raw), balance);
        }

        Int128 before = risk.WorstUnits(position, risk.BuyLeaves, risk.SellLeaves);
        if (worst <= before)
            return RiskDecision.Pass;
        Int128 gross = _state.Gross - risk.Gross + Gross(risk, worst, valuePrice);
        return gross > _maxGross ? VenueRules.DenyAmount(RiskCode.GrossExposureLimit, _maxGross, gross) : RiskDecision.Pass;
    }

    // As the engine's own limits, on the strategy's own position and orders: another strategy may hold the opposite.
    private RiskDecision CheckStrategyLimits(InstrumentRisk risk, StrategyRisk strategy, Order order, Quantity quantity, Int128 addedLeaves, long worstPrice, long ask, bool isModify)
    {
        Int128 value = WideAmount.Convert(WideAmount.Notional(quantity.Raw, worstPrice), risk.RateRaw);
        if (value > strategy.MaxOrderNotional)
            return VenueRules.DenyAmount(RiskCode.StrategyOrderNotionalLimit, strategy.MaxOrderNotional, value);
        if (!isModify && strategy.OpenOrders >= strategy.MaxOpenOrders)
            return new RiskDecision(RiskCode.StrategyOpenOrdersLimit, strategy.MaxOpenOrders, strategy.OpenOrders + 1);
        Position? position = _portfolio.FindStrategy(order.StrategyId)?.Find(order.Instrument);
        Int128 held = position is null ? 0 : position.Sign * position.CeilingUnits;
        Int128 worst = (order.Side == OrderSide.Buy ? held : -held) + strategy.Leaves(order.Instrument, order.Side) + addedLeaves;
        Int128 worstValue = WideAmount.Convert(WideAmount.Notional(worst, Math.Max(worstPrice, ask)), risk.RateRaw);
        return worstValue > strategy.MaxPositionNotional
            ? VenueRules.DenyAmount(RiskCode.StrategyPositionNotionalLimit, strategy.MaxPositionNotional, worstValue)
            : RiskDecision.Pass;
    }

    /// <summary>True when the position is at least the sum of what is left of all own orders on this side, this one included.</summary>
    private bool Reduces(InstrumentRisk risk, OrderSide side, Int128 leaves, Int128 countedLeaves) =>
        leaves - countedLeaves + (side == OrderSide.Buy ? risk.BuyLeaves : risk.SellLeaves) <= Reducible(risk, side);

    private Int128 Reducible(InstrumentRisk risk, OrderSide side)
    {
        Position? position = _portfolio.FindPosition(risk.Handle);
        return position is not null && position.Sign == (side == OrderSide.Sell ? 1 : -1) ? position.FloorUnits : 0;
    }

    private RiskDecision CheckReducing(InstrumentRisk risk, Order order, Int128 leaves, Int128 countedLeaves, bool reduces)
    {
        if (reduces)
            return RiskDecision.Pass;
        RiskCode code = order.ReduceOnly ? RiskCode.ReduceOnlyWouldIncrease
            : _state.IsKilled ? RiskCode.KillSwitchEngaged
            : _state.Engine == TradingState.Reducing ? RiskCode.TradingReducing
            : risk.State == TradingState.Reducing ? RiskCode.InstrumentReducing
            : RiskCode.None;
        if (code != RiskCode.None)
        {
            Int128 sum = leaves - countedLeaves + (order.Side == OrderSide.Buy ? risk.BuyLeaves : risk.SellLeaves);
            return VenueRules.DenyUnits(code, Reducible(risk, order.Side), sum);
        }

        if (_losses.DailyLossReached)
            return _losses.DailyLoss;
        if (_losses.DrawdownReached)
            return _losses.Drawdown;
        if (_losses.IsUnpriced)
            return _losses.Unpriced(_clock.MonotonicNanos);
        return _losses.HasUnvaluedFees ? VenueRules.Deny(RiskCode.FeesNotValued) : RiskDecision.Pass;
    }

    // The strategy's own position and orders count, not the engine's net: another strategy may hold the opposite. Not O(1), but
    // only for a strategy that is being wound down.
    private RiskDecision CheckStrategyReducing(Order order, Int128 leaves, TradingState strategyState)
    {
        Position? position = _portfolio.FindStrategy(order.StrategyId)?.Find(order.Instrument);
        Int128 reducible = position is not null && position.Sign == (order.Side == OrderSide.Sell ? 1 : -1) ? position.FloorUnits : 0;
        Int128 sum = leaves;
        foreach (Order open in _cache.OpenOrdersOf(order.StrategyId))
        {
            if (!ReferenceEquals(open, order) && open.Instrument == order.Instrument && open.Side == order.Side && _exposures.TryGet(open, out OrderExposure exposure))
                sum += exposure.Leaves;
        }

        if (sum <= reducible)
            return RiskDecision.Pass;
        return strategyState == TradingState.Reducing
            ? VenueRules.DenyUnits(RiskCode.StrategyReducing, reducible, sum)
            : _losses.LossOf(order.StrategyId);
    }

    private RiskDecision CheckMoney(InstrumentRisk risk, Order order, Int128 leaves, long worstPrice, Int128 countedReserved, bool reduces)
    {
        if (reduces && risk.Instrument!.Kind != InstrumentKind.Spot)
            return RiskDecision.Pass;
        CurrencyRisk currency = ExposureBook.CurrencyOf(risk, order.Side)!;
        Int128 needed = _exposures.Reservation(risk, order.Side, leaves, worstPrice) - countedReserved;
        if (needed <= 0)
            return RiskDecision.Pass;
        Int128 available = currency.Available;
        return needed > available ? VenueRules.DenyAmount(RiskCode.InsufficientBalance, available, needed) : RiskDecision.Pass;
    }

    private RiskDecision CheckRates(Order order, StrategyRisk? strategy, bool isModify)
    {
        long now = _clock.MonotonicNanos;
        if (!_perSecond.HasRoom(now))
            return new RiskDecision(RiskCode.OrderRatePerSecond, _perSecond.Limit, _perSecond.Limit + 1);
        if (!_perMinute.HasRoom(now))
            return new RiskDecision(RiskCode.OrderRatePerMinute, _perMinute.Limit, _perMinute.Limit + 1);
        if (strategy is not null)
        {
            RiskDecision own = strategy.CheckRates(now);
            if (!own.Allowed)
                return own;
        }

        if (isModify || !order.ParentId.IsNone)
            return RiskDecision.Pass;
        long age = _duplicates.Age(order, now);
        return age < 0
            ? RiskDecision.Pass
            : new RiskDecision(RiskCode.DuplicateOrder, _duplicates.WindowNanos / (decimal)UnixNanos.PerSecond, age / (decimal)UnixNanos.PerSecond);
    }
}
