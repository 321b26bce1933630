using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// Daily loss, drawdown and loss of each strategy. A limit that was reached stays reached: the day's until the day ends, the
/// others until a person resets them. Cost grows with the number of open positions; the engine bounds how often it runs.
/// </summary>
/// <remarks>
/// After a start a position may have no market price for a moment. What it is worth cannot be told then: the day is not begun,
/// no limit is reached and no peak set on a guess, and <see cref="IsUnpriced"/> holds orders back that would increase anything.
/// A price that does not come for as long as a price may be old is given up: the last own fill's stands in. Nothing stands in
/// for the worth of a commission: <see cref="HasUnvaluedFees"/> holds such orders back for as long as it is not known.
/// </remarks>
internal sealed class LossGuard
{
    private const long NanosPerDay = 86_400 * UnixNanos.PerSecond;

    private readonly Cache _cache;
    private readonly Portfolio _portfolio;
    private readonly RiskOptions _options;
    private readonly Dictionary<StrategyId, StrategyLoss> _strategies = [];
    private readonly FeeRates _feeRates;
    private readonly long _patienceNanos;
    private readonly HashSet<StrategyId> _strategiesToReset = [];
    private long _unpricedSince = -1;
    private bool _resetsDay;
    private bool _resetsDrawdown;

    public LossGuard(Cache cache, Portfolio portfolio, RiskOptions options)
    {
        _cache = cache;
        _portfolio = portfolio;
        _options = options;
        _feeRates = new FeeRates(cache, options);
        _patienceNanos = options.MaxMarketPriceAge.Ticks * TimeSpan.NanosecondsPerTick;
    }

    /// <summary>Values commissions in third currencies.</summary>
    public FeeRates FeeRates => _feeRates;

    /// <summary>Day of the last evaluation; −1 before the first.</summary>
    public long Day { get; private set; } = -1;

    public decimal CurrentPnl { get; private set; }

    public decimal DayStartPnl { get; private set; }

    public decimal PeakPnl { get; private set; }

    public bool DailyLossReached { get; private set; }

    public bool DrawdownReached { get; private set; }

    /// <summary>A position has no market price yet: losses cannot be told.</summary>
    public bool IsUnpriced { get; private set; }

    /// <summary>A commission was charged in a currency that nothing values: losses are greater than they look.</summary>
    public bool HasUnvaluedFees { get; private set; }

    /// <summary>The last evaluation carried out a reset that had to wait for a price.</summary>
    public bool WasReset { get; private set; }

    /// <summary>Why orders are held back while <see cref="IsUnpriced"/>: how long prices are waited for, and how long they were, in seconds.</summary>
    public RiskDecision Unpriced(long monotonicNanos) =>
        new(RiskCode.LossesUnknown, _patienceNanos / (decimal)UnixNanos.PerSecond, (monotonicNanos - _unpricedSince) / (decimal)UnixNanos.PerSecond);

    /// <summary>How many strategies have reached their limit.</summary>
    public int StrategiesReached { get; private set; }

    public RiskDecision DailyLoss => new(RiskCode.DailyLossLimit, _options.MaxDailyLoss, DayStartPnl - CurrentPnl);

    public RiskDecision Drawdown => new(RiskCode.DrawdownLimit, _options.MaxDrawdown, PeakPnl - CurrentPnl);

    public bool HasReached(StrategyId strategy) =>
        StrategiesReached > 0 && _strategies.TryGetValue(strategy, out StrategyLoss? loss) && loss.Reached;

    public RiskDecision LossOf(StrategyId strategy)
    {
        decimal lost = _strategies.TryGetValue(strategy, out StrategyLoss? loss) ? loss.StartPnl - loss.CurrentPnl : 0m;
        return new RiskDecision(RiskCode.StrategyLossLimit, LimitOf(strategy), lost);
    }

    public decimal PnlOf(StrategyId strategy) => _strategies.TryGetValue(strategy, out StrategyLoss? loss) ? loss.CurrentPnl : 0m;

    /// <summary>Values everything. What is reached for the first time is added to <paramref name="reached"/>.</summary>
    public void Evaluate(UnixNanos now, long monotonicNanos, List<LossLimitReached> reached)
    {
        WasReset = false;
        HasUnvaluedFees = false;
        decimal total = 0m;
        bool priced = true;
        foreach (Position position in _portfolio.PositionList)
        {
            total += Value(position);
            priced &= position.IsFlat || MarketPriceOf(position).Raw > 0;
        }

        CurrentPnl = total;
        if (priced)
            _unpricedSince = -1;
        else if (_unpricedSince < 0)
            _unpricedSince = monotonicNanos;
        IsUnpriced = !priced && monotonicNanos - _unpricedSince <= _patienceNanos;
        if (IsUnpriced)
            return;

        long day = now.Value / NanosPerDay;
        if (Day < 0)
        {
            Day = day;
        }
        else if (day > Day)
        {
            Day = day;
            DayStartPnl = total;
            DailyLossReached = false;
        }

        PeakPnl = Math.Max(PeakPnl, total);
        CarryOutResets(now);
        if (!DailyLossReached && DayStartPnl - total >= _options.MaxDailyLoss)
        {
            DailyLossReached = true;
            reached.Add(new LossLimitReached(DailyLoss, default, now));
        }

        if (!DrawdownReached && PeakPnl - total >= _options.MaxDrawdown)
        {
            DrawdownReached = true;
            reached.Add(new LossLimitReached(Drawdown, default, now));
        }

        foreach (StrategyPortfolio strategy in _portfolio.StrategyList)
            EvaluateStrategy(strategy, now, reached);

        // Strategies without a position have none that could not be valued.
        foreach (StrategyId strategy in _strategiesToReset)
            ResetStrategy(strategy);
        _strategiesToReset.Clear();
    }

    /// <summary>Counts the day's loss anew. While losses cannot be told it waits for the evaluation that can: a guess would become the baseline.</summary>
    public void ResetDailyLoss(UnixNanos now)
    {
        _resetsDay = IsUnpriced;
        if (IsUnpriced)
            return;
        DailyLossReached = false;
        DayStartPnl = CurrentPnl;

        // Also after a clock that was far ahead and has come back.
        Day = now.Value / NanosPerDay;
    }

    /// <summary>Counts the fall anew; waits as <see cref="ResetDailyLoss"/>.</summary>
    public void ResetDrawdown()
    {
        _resetsDrawdown = IsUnpriced;
        if (IsUnpriced)
            return;
        DrawdownReached = false;
        PeakPnl = CurrentPnl;
    }

    /// <summary>Counts a strategy's loss anew; waits as <see cref="ResetDailyLoss"/>.</summary>
    public void ResetStrategy(StrategyId strategy)
    {
        if (IsUnpriced)
        {
            _strategiesToReset.Add(strategy);
            return;
        }

        if (!_strategies.TryGetValue(strategy, out StrategyLoss? loss))
            return;
        if (loss.Reached)
            StrategiesReached--;
        loss.Reached = false;
        loss.StartPnl = loss.CurrentPnl;
    }

    public RiskBaselines Export()
    {
        var strategies = new List<StrategyLossBaseline>();
        foreach ((StrategyId id, StrategyLoss loss) in _strategies)
        {
            if (loss.StartPnl != 0m || loss.Reached)
                strategies.Add(new StrategyLossBaseline(id, loss.StartPnl, loss.Reached));
        }

        return new RiskBaselines
        {
            Day = Day,
            DayStartPnl = DayStartPnl,
            PeakPnl = PeakPnl,
            DailyLossReached = DailyLossReached,
            DrawdownReached = DrawdownReached,
            Strategies = strategies,
        };
    }

    public void Restore(RiskBaselines baselines)
    {
        Day = baselines.Day;
        DayStartPnl = baselines.DayStartPnl;
        PeakPnl = baselines.PeakPnl;
        DailyLossReached = baselines.DailyLossReached;
        DrawdownReached = baselines.DrawdownReached;
        _strategies.Clear();
        StrategiesReached = 0;
        foreach (StrategyLossBaseline strategy in baselines.Strategies)
        {
            _strategies[strategy.StrategyId] = new StrategyLoss { StartPnl = strategy.StartPnl, CurrentPnl = strategy.StartPnl, Reached = strategy.LossReached };
            if (strategy.LossReached)
                StrategiesReached++;
        }
    }

    private void CarryOutResets(UnixNanos now)
    {
        WasReset = _resetsDay || _resetsDrawdown || _strategiesToReset.Count > 0;
        if (_resetsDay)
            ResetDailyLoss(now);
        if (_resetsDrawdown)
            ResetDrawdown();
    }

    private void EvaluateStrategy(StrategyPortfolio strategy, UnixNanos now, List<LossLimitReached> reached)
    {
        if (!_strategies.TryGetValue(strategy.StrategyId, out StrategyLoss? loss))
        {
            loss = new StrategyLoss();
            _strategies.Add(strategy.StrategyId, loss);
        }

        decimal total = 0m;
        foreach (Position position in strategy.PositionList)
            total += Value(position);
        loss.CurrentPnl = total;
        if (_strategiesToReset.Remove(strategy.StrategyId))
            ResetStrategy(strategy.StrategyId);
        if (loss.Reached || loss.StartPnl - total < LimitOf(strategy.StrategyId))
            return;
        loss.Reached = true;
        StrategiesReached++;
        reached.Add(new LossLimitReached(LossOf(strategy.StrategyId), strategy.StrategyId, now));
    }

    private decimal LimitOf(StrategyId strategy) =>
        strategy.Value is not null && _options.Strategies.TryGetValue(strategy.Value, out StrategyRiskLimits? limits) && limits.MaxLoss is { } limit ? limit : _options.MaxStrategyLoss;

    // A long position is worth the bid, a short one the offer; without either the price of the last own fill stands in, which was
    // the market's when it was made.
    private decimal Value(Position position)
    {
        decimal pnl = position.RealizedPnl - position.QuoteFees;
        if (!position.IsFlat)
            pnl += position.UnrealizedPnl(MarkOf(position));
        // Without a rate nothing can be traded there; such a position can only come from before the rate was taken out.
        if (!string.Equals(position.QuoteCurrency, _options.Currency, StringComparison.Ordinal) && _options.ConversionRates.TryGetValue(position.QuoteCurrency, out decimal rate))
            pnl *= rate;
        return pnl - OtherFees(position);
    }

    /// <summary>Commissions in currencies that the instrument does not trade, such as BNB. What nothing values is left out, said, and holds increasing orders back.</summary>
    private decimal OtherFees(Position position)
    {
        decimal sum = 0m;
        foreach ((string currency, decimal amount) in position.OtherFees)
        {
            if (_feeRates.TryFind(currency, out decimal rate))
                sum += amount * rate;
            else if (amount != 0m)
                HasUnvaluedFees = true;
        }

        return sum;
    }

    private Price MarkOf(Position position) => MarketPriceOf(position) is { Raw: > 0 } price ? price : position.LastFillPrice;

    // However old: what was the market's last price is nearer to the truth than that of a fill before it.
    private Price MarketPriceOf(Position position)
    {
        if (_cache.HasQuote(position.Instrument))
        {
            ref readonly QuoteTick quote = ref _cache.Quote(position.Instrument);
            Price price = position.Sign > 0 ? quote.BidPrice : quote.AskPrice;
            if (price.Raw > 0)
                return price;
        }

        return _cache.Book(position.Instrument).TryGetBest(out BookLevel bid, out BookLevel ask)
            ? position.Sign > 0 ? bid.Price : ask.Price
            : Price.Zero;
    }

    private sealed class StrategyLoss
    {
        public decimal StartPnl;
        public decimal CurrentPnl;
        public bool Reached;
    }
}
