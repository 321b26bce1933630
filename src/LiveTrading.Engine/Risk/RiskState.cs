using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Risk;

/// <summary>What the rules share: trading states and instruments.</summary>
internal sealed class RiskState
{
    private readonly Dictionary<StrategyId, TradingState> _strategies = [];
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

    public TradingState OfStrategy(StrategyId strategy) =>
        _strategies.Count > 0 && strategy.Value is not null && _strategies.TryGetValue(strategy, out TradingState state) ? state : TradingState.Active;

    // Only strategies that are not active are kept, so that a check looks nothing up as long as all are.
    public void SetStrategy(StrategyId strategy, TradingState state)
    {
        if (state == TradingState.Active)
            _strategies.Remove(strategy);
        else
            _strategies[strategy] = state;
    }
}
