using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>What the rules share: trading states and instruments.</summary>
internal sealed class RiskState
{
    private readonly Dictionary<StrategyId, TradingState> _strategies = [];
    private readonly HashSet<StrategyId> _killed = [];
    private readonly Dictionary<StrategyId, StrategyRisk> _limits = [];
    private InstrumentRisk?[] _instruments = [];

    public RiskState(RiskOptions options)
    {
        foreach ((string strategy, StrategyRiskLimits limits) in options.Strategies)
            _limits.Add(new StrategyId(strategy), new StrategyRisk(limits));
    }

    public TradingState Engine;
    public bool IsKilled;

    /// <summary>Sum of <see cref="InstrumentRisk.Gross"/>.</summary>
    public Int128 Gross;

    /// <summary>By handle; null where an instrument was never looked at.</summary>
    public ReadOnlySpan<InstrumentRisk?> Instruments => _instruments;

    public InstrumentRisk? Find(InstrumentHandle handle) =>
        (uint)handle.Index < (uint)_instruments.Length ? _instruments[handle.Index] : null;

    public InstrumentRisk Add(InstrumentHandle handle)
    {
        if (handle.Index >= _instruments.Length)
            Array.Resize(ref _instruments, Math.Max(handle.Index + 1, _instruments.Length * 2));
        return _instruments[handle.Index] = new InstrumentRisk(handle);
    }

    /// <summary>The strategy's own limits; null when it has none. Looks nothing up as long as no strategy has any.</summary>
    public StrategyRisk? LimitsOf(StrategyId strategy) =>
        _limits.Count > 0 && strategy.Value is not null && _limits.TryGetValue(strategy, out StrategyRisk? limits) ? limits : null;

    /// <summary>What rules a strategy: its state, or its kill switch where that is more severe.</summary>
    public TradingState OfStrategy(StrategyId strategy)
    {
        TradingState ordered = _strategies.Count > 0 && strategy.Value is not null && _strategies.TryGetValue(strategy, out TradingState state) ? state : TradingState.Active;
        return ordered == TradingState.Active && IsStrategyKilled(strategy) ? TradingState.Reducing : ordered;
    }

    public bool IsStrategyKilled(StrategyId strategy) => _killed.Count > 0 && strategy.Value is not null && _killed.Contains(strategy);

    public void SetStrategyKilled(StrategyId strategy, bool killed)
    {
        if (killed)
            _killed.Add(strategy);
        else
            _killed.Remove(strategy);
    }

    /// <summary>An order by which the engaged kill switch closes the position: it passes where others are held back. See <see cref="RiskEngine.KillSwitchOwner"/>.</summary>
    public bool IsExempt(Order order) => IsKilled && order.ReduceOnly && order.StrategyId == RiskEngine.KillSwitchOwner;

    // Only strategies that are not active are kept, so that a check looks nothing up as long as all are.
    public void SetStrategy(StrategyId strategy, TradingState state)
    {
        if (state == TradingState.Active)
            _strategies.Remove(strategy);
        else
            _strategies[strategy] = state;
    }
}
