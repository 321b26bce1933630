using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// One strategy that has limits of its own: the limits as integers, and what its open orders may still do. Strategies without
/// limits have none of this, and their checks cost nothing more. Loop thread; allocates only for an instrument met first.
/// </summary>
internal sealed class StrategyRisk
{
    private readonly SlidingRate? _perSecond;
    private readonly SlidingRate? _perMinute;
    private Int128[] _buyLeaves = [];
    private Int128[] _sellLeaves = [];

    public StrategyRisk(StrategyRiskLimits limits)
    {
        MaxOrderNotional = limits.MaxOrderNotional is { } order ? WideAmount.Floor(order) : WideAmount.Cap;
        MaxPositionNotional = limits.MaxPositionNotional is { } position ? WideAmount.Floor(position) : WideAmount.Cap;
        MaxOpenOrders = limits.MaxOpenOrders ?? int.MaxValue;
        if (limits.MaxOrdersPerSecond is { } second)
            _perSecond = new SlidingRate(second, UnixNanos.PerSecond);
        if (limits.MaxOrdersPerMinute is { } minute)
            _perMinute = new SlidingRate(minute, 60 * UnixNanos.PerSecond);
    }

    public Int128 MaxOrderNotional { get; }

    public Int128 MaxPositionNotional { get; }

    public int MaxOpenOrders { get; }

    public int OpenOrders { get; private set; }

    public Int128 Leaves(InstrumentHandle instrument, OrderSide side)
    {
        Int128[] leaves = side == OrderSide.Buy ? _buyLeaves : _sellLeaves;
        return (uint)instrument.Index < (uint)leaves.Length ? leaves[instrument.Index] : 0;
    }

    public void Add(InstrumentHandle instrument, OrderSide side, Int128 leaves)
    {
        OpenOrders++;
        Change(instrument, side, leaves);
    }

    public void Take(InstrumentHandle instrument, OrderSide side, Int128 leaves)
    {
        OpenOrders--;
        Change(instrument, side, -leaves);
    }

    public void Count(long nowNanos)
    {
        _perSecond?.Count(nowNanos);
        _perMinute?.Count(nowNanos);
    }

    public RiskDecision CheckRates(long nowNanos)
    {
        if (_perSecond is { } second && !second.HasRoom(nowNanos))
            return new RiskDecision(RiskCode.StrategyOrderRatePerSecond, second.Limit, second.Limit + 1);
        return _perMinute is { } minute && !minute.HasRoom(nowNanos)
            ? new RiskDecision(RiskCode.StrategyOrderRatePerMinute, minute.Limit, minute.Limit + 1)
            : RiskDecision.Pass;
    }

    private void Change(InstrumentHandle instrument, OrderSide side, Int128 leaves)
    {
        if (instrument.Index >= _buyLeaves.Length)
        {
            int length = Math.Max(instrument.Index + 1, _buyLeaves.Length * 2);
            Array.Resize(ref _buyLeaves, length);
            Array.Resize(ref _sellLeaves, length);
        }

        (side == OrderSide.Buy ? _buyLeaves : _sellLeaves)[instrument.Index] += leaves;
    }
}
