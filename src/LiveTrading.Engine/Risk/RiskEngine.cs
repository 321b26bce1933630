using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// Says before every order and every change whether it may go, and fails closed: what it does not know it denies. Cancels and
/// queries never come here: they always pass. Loop thread. A check is O(1) and allocates nothing; of losses it uses an
/// evaluation no older than <see cref="RiskOptions.LossEvaluationInterval"/>, which costs time in the number of positions.
/// </summary>
/// <remarks>
/// The caller reports each change of an order through <see cref="OnOrderChanged"/> before it asks again. Numbers saturate
/// instead of overflowing, far above every limit.
/// </remarks>
public sealed class RiskEngine
{
    /// <summary>Orders of this owner flatten after a kill switch. While it is engaged, and reduce-only, they are free of our own limits of size, rate and price band, and pass when trading is halted; venue rules, money and the reducing rule hold.</summary>
    public static readonly StrategyId KillSwitchOwner = new("KILL-SWITCH");

    private readonly Cache _cache;
    private readonly Portfolio _portfolio;
    private readonly IEngineClock _clock;
    private readonly RiskOptions _options;
    private readonly OrderRules _rules;
    private readonly ExposureBook _exposures;
    private readonly LossGuard _losses;
    private readonly Publisher<RiskDenied> _denied;
    private readonly Publisher<TradingStateChange> _states;
    private readonly Publisher<LossLimitReached> _limits;
    private readonly Publisher<RiskBaselines> _baselines;
    private readonly List<LossLimitReached> _reached = [];
    private readonly List<VenueRisk> _venues = [];
    private readonly RiskState _state;
    private readonly Publisher<AlertEvent> _alerts;
    private RiskBaselines? _published;
    private RiskCounters _counters;

    /// <summary>A risk engine; trading is active until told otherwise.</summary>
    /// <exception cref="ArgumentException">An option is out of range; all problems are named.</exception>
    public RiskEngine(Cache cache, Portfolio portfolio, MessageBus bus, IEngineClock clock, RiskOptions options)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(portfolio);
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<string> problems = options.Validate("Risk");
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        _cache = cache;
        _portfolio = portfolio;
        _clock = clock;
        _options = options.Copy();
        _state = new RiskState(_options);
        _exposures = new ExposureBook((long)(_options.MarketOrderSlippage * FixedPoint.One), (long)decimal.Ceiling(_options.InitialMarginRate * FixedPoint.One));
        _losses = new LossGuard(cache, portfolio, _options);
        _rules = new OrderRules(cache, portfolio, clock, _options, _exposures, _losses, _state);
        _denied = bus.GetPublisher<RiskDenied>("risk.denied");
        _states = bus.GetPublisher<TradingStateChange>("risk.state");
        _limits = bus.GetPublisher<LossLimitReached>("risk.limit");
        _baselines = bus.GetPublisher<RiskBaselines>("risk.baselines");
        _alerts = bus.GetPublisher<AlertEvent>(SystemTopics.Alert);
    }

    /// <summary>The engine's trading state. With the kill switch engaged at least <see cref="Risk.TradingState.Reducing"/>.</summary>
    public TradingState TradingState => _state.IsKilled && _state.Engine == TradingState.Active ? TradingState.Reducing : _state.Engine;

    /// <summary>Why the state is what it is; empty at the start.</summary>
    public string TradingStateReason { get; private set; } = "";

    /// <summary>True while the kill switch is engaged.</summary>
    public bool IsKillSwitchEngaged => _state.IsKilled;

    /// <summary>What was done since the start.</summary>
    public RiskCounters Counters => _counters;

    /// <summary>Own orders that work or may work.</summary>
    public int OpenOrderCount => _exposures.Count;

    /// <summary>Value of all positions at the worst case of working and unknown orders, in the risk currency.</summary>
    public decimal GrossExposure => WideAmount.ToDecimal(_state.Gross);

    /// <summary>Profit, realised and unrealised, less commissions, as last evaluated, in the risk currency.</summary>
    public decimal CurrentPnl => _losses.CurrentPnl;

    /// <summary>Loss of the UTC day as last evaluated; negative for a profit.</summary>
    public decimal DailyLoss => _losses.DayStartPnl - _losses.CurrentPnl;

    /// <summary>Fall from the highest profit as last evaluated.</summary>
    public decimal CurrentDrawdown => _losses.PeakPnl - _losses.CurrentPnl;

    /// <summary>Makes a venue known: its account and what it can do. Without it every order there is denied. Naming it again replaces the capabilities.</summary>
    public void AddVenue(IExecutionClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        AddVenue(client.Venue, client.Account, client.Capabilities);
    }

    /// <summary>Makes a venue known: its account and what it can do. Without it every order there is denied. Naming it again replaces the capabilities.</summary>
    public void AddVenue(VenueId venue, AccountId account, ExecutionCapabilities capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        var risk = new VenueRisk(venue, _portfolio.AddAccount(venue, account), capabilities);
        int known = _venues.FindIndex(v => v.Venue == venue);
        if (known >= 0)
            _venues[known] = risk;
        else
            _venues.Add(risk);
        foreach (InstrumentRisk? instrument in _state.Instruments)
        {
            if (instrument is null || !_cache.Contains(instrument.Handle) || _cache.Instrument(instrument.Handle).Id.Venue != venue)
                continue;
            Load(instrument);
            _exposures.Rebind(instrument);
        }
    }

    /// <summary>Checks a new order before it is journaled. A denial is published on <c>risk.denied</c>.</summary>
    public RiskDecision CheckSubmit(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        _counters.SubmitChecks++;
        RiskDecision decision = Check(order, order.Price, order.Quantity, isModify: false);
        if (!decision.Allowed)
            Denied(order, in decision, isModify: false);
        return decision;
    }

    /// <summary>Checks a change of price or quantity, which counts with the larger of old and new until its outcome is known. A denial is published on <c>risk.denied</c>.</summary>
    /// <param name="order">The order as it stands.</param>
    /// <param name="price">New limit price; zero for an order that has none.</param>
    /// <param name="quantity">New whole quantity, what has traded included.</param>
    public RiskDecision CheckModify(Order order, Price price, Quantity quantity)
    {
        ArgumentNullException.ThrowIfNull(order);
        _counters.ModifyChecks++;
        RiskDecision decision = Check(order, price, quantity, isModify: true);
        if (!decision.Allowed)
            Denied(order, in decision, isModify: true);
        return decision;
    }

    /// <summary>Takes over what became of an order, after the event was applied to it and, for a fill, to the portfolio. Journal recovery uses <see cref="TrackOrder"/>.</summary>
    public void OnOrderChanged(Order order, in OrderEvent e)
    {
        ArgumentNullException.ThrowIfNull(order);
        long now = _clock.MonotonicNanos;
        if (e.Kind == OrderEventKind.Pending && !_state.IsExempt(order))
            _rules.CountOrder(order, now);
        else if (e.Kind == OrderEventKind.PendingModify)
            _rules.CountModify(order, now);
        bool modifies = e.Kind == OrderEventKind.PendingModify;
        Track(order, modifies ? e.Price.Raw : 0, modifies ? e.Quantity.Raw : 0);
    }

    /// <summary>Counts an order as it stands, without counting a request: for orders out of the journal and those taken back from the venue.</summary>
    public void TrackOrder(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        Track(order, 0, 0);
    }

    /// <summary>Replaces what is known of other people's open orders at a venue: counted in exposure, open orders and balances. From each complete list of open orders.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="orders">Orders that are not this engine's; empty when there are none.</param>
    public void SetExternalOrders(VenueId venue, IReadOnlyList<OrderStatusReport> orders)
    {
        ArgumentNullException.ThrowIfNull(orders);
        foreach (InstrumentRisk? instrument in _state.Instruments)
        {
            if (instrument?.Instrument is null || instrument.Instrument.Id.Venue != venue)
                continue;
            instrument.ExternalBuyLeaves = 0;
            instrument.ExternalSellLeaves = 0;
            instrument.ExternalOrders = 0;
        }

        foreach (VenueRisk known in _venues)
        {
            if (known.Venue != venue)
                continue;
            foreach (CurrencyRisk currency in known.Currencies)
                currency.External = 0;
        }

        foreach (OrderStatusReport order in orders)
        {
            if (Resolve(order.Instrument) is not { } instrument || order.Status is not (VenueOrderStatus.Open or VenueOrderStatus.PartiallyFilled))
                continue;
            _exposures.AddExternal(instrument, order);
        }

        foreach (InstrumentRisk? instrument in _state.Instruments)
        {
            if (instrument?.Instrument is not null && instrument.Instrument.Id.Venue == venue)
                _rules.RefreshGross(instrument);
        }
    }

    /// <summary>Sets the engine's trading state.</summary>
    /// <param name="state">From now on.</param>
    /// <param name="reason">Why, for people.</param>
    public void SetTradingState(TradingState state, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        TradingState previous = TradingState;
        _state.Engine = state;
        TradingStateReason = reason;
        _states.Publish(new TradingStateChange(TradingStateScope.Engine, "", previous, TradingState, reason, _clock.Now));
    }

    /// <summary>Sets the trading state of one instrument. A position difference keeps it at least <see cref="TradingState.Reducing"/> until it is accepted or explained.</summary>
    /// <exception cref="ArgumentException">No such instrument.</exception>
    public void SetInstrumentState(InstrumentHandle instrument, TradingState state, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        InstrumentRisk risk = Resolve(instrument) ?? throw new ArgumentException($"There is no instrument {instrument.Index}.", nameof(instrument));
        TradingState previous = risk.State;
        risk.Ordered = state;
        _states.Publish(new TradingStateChange(TradingStateScope.Instrument, risk.Instrument!.Id.ToString(), previous, risk.State, reason, _clock.Now));
    }

    /// <summary>The trading state of one instrument: what was set, or <see cref="TradingState.Reducing"/> for a position difference where that is more severe.</summary>
    public TradingState InstrumentState(InstrumentHandle instrument) => _state.Find(instrument)?.State ?? TradingState.Active;

    /// <summary>Sets the trading state of one strategy. Its kill switch keeps it at least <see cref="TradingState.Reducing"/> until that is released.</summary>
    public void SetStrategyState(StrategyId strategy, TradingState state, string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        TradingState previous = _state.OfStrategy(strategy);
        _state.SetStrategy(strategy, state);
        _states.Publish(new TradingStateChange(TradingStateScope.Strategy, strategy.Value, previous, _state.OfStrategy(strategy), reason, _clock.Now));
    }

    /// <summary>The trading state of one strategy: what was set, or <see cref="TradingState.Reducing"/> for its kill switch where that is more severe.</summary>
    public TradingState StrategyState(StrategyId strategy) => _state.OfStrategy(strategy);

    /// <summary>
    /// Values all positions now: rolls the UTC day, raises the highest profit, finds limits that are reached and publishes them on
    /// <c>risk.limit</c>. Changed baselines go out on <c>risk.baselines</c> to be stored. To be called about once a second; checks call it when it is due.
    /// </summary>
    public void EvaluateLosses()
    {
        _counters.LossEvaluations++;
        _losses.Evaluate(_clock.Now, _clock.MonotonicNanos, _reached);
        if (_losses.FeeRates.Untold is { } currency)
            TellUnvaluedFees(currency);
        _rules.LossesEvaluated(_clock.MonotonicNanos);
        foreach (InstrumentRisk? instrument in _state.Instruments)
        {
            if (instrument?.Instrument is not null)
                _rules.RefreshGross(instrument);
        }

        foreach (LossLimitReached limit in _reached)
        {
            _counters.LossLimitsReached++;
            _limits.Publish(in limit);
        }

        bool changed = !_losses.IsUnpriced && (_reached.Count > 0 || _losses.WasReset || _published is null || _published.Day != _losses.Day || _losses.PeakPnl - _published.PeakPnl >= _options.MaxDrawdown / 100m);
        _reached.Clear();
        if (changed)
            PublishBaselines();
    }

    /// <summary>A person lets trading go on after the day's loss limit: the loss is counted anew from now, or from the first moment at which losses can be told.</summary>
    public void ResetDailyLoss()
    {
        EvaluateLosses();
        _losses.ResetDailyLoss(_clock.Now);
        PublishBaselines();
    }

    /// <summary>A person lets trading go on after the drawdown limit: the fall is counted anew from now, or from the first moment at which losses can be told.</summary>
    public void ResetDrawdown()
    {
        EvaluateLosses();
        _losses.ResetDrawdown();
        PublishBaselines();
    }

    /// <summary>A person lets a strategy go on after its loss limit: its loss is counted anew from now, or from the first moment at which losses can be told.</summary>
    public void ResetStrategyLoss(StrategyId strategy)
    {
        EvaluateLosses();
        _losses.ResetStrategy(strategy);
        PublishBaselines();
    }

    /// <summary>A strategy's profit as last evaluated, in the risk currency.</summary>
    public decimal StrategyPnl(StrategyId strategy) => _losses.PnlOf(strategy);

    /// <summary>From where losses are counted, to be stored.</summary>
    public RiskBaselines ExportBaselines() => _losses.Export();

    /// <summary>Puts stored baselines back, after the portfolio was recovered and before trading.</summary>
    public void RestoreBaselines(RiskBaselines baselines)
    {
        ArgumentNullException.ThrowIfNull(baselines);
        _losses.Restore(baselines);
        _published = baselines;
        _rules.LossesOutdated();
    }

    /// <summary>Whether an order that passed before and counts already may still go out: states, positions and losses as they are now. Not published.</summary>
    internal RiskDecision CheckRelease(Order order)
    {
        if (Resolve(order.Instrument) is not { } instrument)
            return VenueRules.Deny(RiskCode.UnknownInstrument);
        if (_rules.LossesAreDue())
            EvaluateLosses();
        return _rules.CheckRelease(instrument, order);
    }

    internal bool HasPositionDifference(InstrumentHandle instrument) => _state.Find(instrument) is { Differs: true };

    /// <summary>An instrument's balances and own trades differ, or no longer do.</summary>
    internal void SetPositionDifference(InstrumentHandle instrument, bool differs, string reason)
    {
        if (Resolve(instrument) is not { } risk || risk.Differs == differs)
            return;
        TradingState previous = risk.State;
        risk.Differs = differs;
        _states.Publish(new TradingStateChange(TradingStateScope.Instrument, risk.Instrument!.Id.ToString(), previous, risk.State, reason, _clock.Now));
    }

    internal bool IsStrategyKilled(StrategyId strategy) => _state.IsStrategyKilled(strategy);

    internal void SetStrategyKillSwitch(StrategyId strategy, bool engaged, string reason)
    {
        TradingState previous = _state.OfStrategy(strategy);
        _state.SetStrategyKilled(strategy, engaged);
        _states.Publish(new TradingStateChange(TradingStateScope.Strategy, strategy.Value, previous, _state.OfStrategy(strategy), reason, _clock.Now));
    }

    internal void SetKillSwitch(bool engaged, string reason)
    {
        TradingState previous = TradingState;
        _state.IsKilled = engaged;
        TradingStateReason = reason;
        _states.Publish(new TradingStateChange(TradingStateScope.Engine, "", previous, TradingState, reason, _clock.Now));
    }

    private RiskDecision Check(Order order, Price price, Quantity quantity, bool isModify)
    {
        if (Resolve(order.Instrument) is not { } instrument)
            return VenueRules.Deny(RiskCode.UnknownInstrument);
        if (_rules.LossesAreDue())
            EvaluateLosses();
        return _rules.Check(instrument, order, price, quantity, isModify);
    }

    private void Track(Order order, long pendingPrice, long pendingQuantity)
    {
        if (Resolve(order.Instrument) is not { } instrument)
            throw new ArgumentException($"Order {order.ClientOrderId} is in an instrument that is not in the cache.", nameof(order));
        _rules.RefreshMark(instrument, order);
        _exposures.Update(instrument, _state.LimitsOf(order.StrategyId), order, pendingPrice, pendingQuantity);
        _rules.RefreshGross(instrument);
    }

    private InstrumentRisk? Resolve(InstrumentHandle handle)
    {
        InstrumentRisk? risk = _state.Find(handle);
        if (risk is not null && ReferenceEquals(risk.Instrument, _cache.Instrument(handle)))
            return risk;
        if (!_cache.Contains(handle))
            return null;
        risk ??= _state.Add(handle);
        Load(risk);
        return risk;
    }

    private void Load(InstrumentRisk risk)
    {
        Instrument instrument = _cache.Instrument(risk.Handle);
        risk.Load(instrument, _venues.Find(v => v.Venue == instrument.Id.Venue), _options);
    }

    private void Denied(Order order, in RiskDecision decision, bool isModify)
    {
        _counters.Denied++;
        _denied.Publish(new RiskDenied(order.ClientOrderId, order.StrategyId, order.Instrument, isModify, decision, _clock.Now));
    }

    private void TellUnvaluedFees(string currency)
    {
        _losses.FeeRates.Told();
        _alerts.Publish(new AlertEvent(
            AlertCode.FeesNotValued,
            $"Commissions are charged in {currency}, which no instrument values in {_options.Currency} (none with a price): losses cannot be told, only orders that reduce a position pass. Name a rate in ConversionRates, or subscribe to such an instrument.",
            ClientOrderId.None,
            InstrumentHandle.None,
            _clock.Now));
    }

    private void PublishBaselines()
    {
        _published = _losses.Export();
        _baselines.Publish(in _published);
    }
}
