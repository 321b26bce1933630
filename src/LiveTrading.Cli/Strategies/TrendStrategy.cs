using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Cli.Strategies;

/// <summary>
/// Follows the trend, driven by events: a fast and a slow exponential average of the mid price over quotes. Fast above slow by
/// a band: long one quantity; below: short one. Orders are immediate-or-cancel with a bounded price.
/// </summary>
internal sealed class TrendStrategy : Strategy
{
    private readonly StrategyParameter<decimal> _quantity;
    private readonly StrategyParameter<int> _fast;
    private readonly StrategyParameter<int> _slow;
    private readonly StrategyParameter<decimal> _band;
    private readonly StrategyParameter<decimal> _slippage;
    private readonly string _instrumentName;
    private InstrumentHandle _instrument;
    private Quantity _lot;
    private Order? _working;
    private long _position;
    private double _fastAverage;
    private double _slowAverage;
    private long _quotes;
    private long _notBefore;

    public TrendStrategy(string instrument)
    {
        _instrumentName = instrument;
        _quantity = Parameters.Declare("Quantity", 0.01m, 0.00001m, 100m, "Base quantity of the position.");
        _fast = Parameters.Declare("Fast", 150, 2, 100_000, "Quotes of the fast average.");
        _slow = Parameters.Declare("Slow", 600, 3, 1_000_000, "Quotes of the slow average.");
        _band = Parameters.Declare("BandBps", 0.2m, 0m, 1000m, "How far the fast average must leave the slow one, in basis points.");
        _slippage = Parameters.Declare("SlippageBps", 2m, 0m, 100m, "How far beyond the best price an order may trade, in basis points.");
    }

    protected override string? CheckParameters() => _fast.Value < _slow.Value ? null : "Fast must be below Slow.";

    protected override void OnStart()
    {
        _instrument = FindInstrument(_instrumentName);
        _lot = Cache.Instrument(_instrument).LotSize;
        SubscribeQuotes(_instrument);
    }

    protected override void OnQuote(in QuoteTick quote)
    {
        // Averages are indicators, not money: binary floating point is what they are for.
        double mid = (quote.BidPrice.Raw + quote.AskPrice.Raw) * 0.5;
        if (_quotes++ == 0)
        {
            _fastAverage = _slowAverage = mid;
            return;
        }

        _fastAverage += (mid - _fastAverage) * 2 / (_fast.Value + 1);
        _slowAverage += (mid - _slowAverage) * 2 / (_slow.Value + 1);
        if (_quotes < _slow.Value || _working is not null || Clock.MonotonicNanos < _notBefore)
            return;

        double distance = (_fastAverage / _slowAverage - 1) * 10_000;
        double band = (double)_band.Value;
        long one = Quantity.Of(_quantity.Value).Raw;
        long wanted = distance > band ? one : distance < -band ? -one : _position;
        if (wanted != _position)
            MoveTo(wanted, in quote);
    }

    protected override void OnOrder(Order order, in OrderEvent e)
    {
        if (e.Kind == OrderEventKind.Filled)
            _position += order.Side == OrderSide.Buy ? e.LastQuantity.Raw : -e.LastQuantity.Raw;
        if (!order.IsClosed || !ReferenceEquals(order, _working))
            return;
        _working = null;
        if (order.State is OrderState.Denied or OrderState.Rejected)
            _notBefore = Clock.MonotonicNanos + UnixNanos.PerSecond;
    }

    private void MoveTo(long wanted, in QuoteTick quote)
    {
        long difference = Math.Abs(wanted - _position);
        difference -= _lot.IsZero ? 0 : difference % _lot.Raw;
        if (difference == 0)
            return;
        OrderSide side = wanted > _position ? OrderSide.Buy : OrderSide.Sell;
        Instrument instrument = Cache.Instrument(_instrument);
        long best = side == OrderSide.Buy ? quote.AskPrice.Raw : quote.BidPrice.Raw;
        long room = (long)(best * (_slippage.Value / 10_000m));
        long price = side == OrderSide.Buy ? best + room : best - room;
        if (!instrument.TickSize.IsZero)
            price -= price % instrument.TickSize.Raw;
        Order order = Submit(OrderRequest.Limit(_instrument, side, new Quantity(difference), new Price(price), TimeInForce.Ioc));
        if (order.IsClosed)
            _notBefore = Clock.MonotonicNanos + UnixNanos.PerSecond;
        else
            _working = order;
    }
}
