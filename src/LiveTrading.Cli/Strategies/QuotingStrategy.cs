using LiveTrading.Engine.Events;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Cli.Strategies;

/// <summary>
/// Quotes around the mid, driven by the clock: at every tick one post-only bid and one post-only offer stand at a distance from
/// the mid, moved against the inventory; a quote is replaced when it drifted too far.
/// </summary>
internal sealed class QuotingStrategy : Strategy
{
    private readonly StrategyParameter<decimal> _quantity;
    private readonly StrategyParameter<decimal> _distance;
    private readonly StrategyParameter<decimal> _tolerance;
    private readonly StrategyParameter<decimal> _maxInventory;
    private readonly string _instrumentName;
    private InstrumentHandle _instrument;
    private Order? _bid;
    private Order? _offer;
    private long _inventory;
    private long _notBefore;

    public QuotingStrategy(string instrument)
    {
        _instrumentName = instrument;
        _quantity = Parameters.Declare("Quantity", 0.005m, 0.00001m, 100m, "Base quantity of each quote.");
        _distance = Parameters.Declare("DistanceBps", 0.3m, 0m, 1000m, "Distance of each quote from the mid, in basis points.");
        _tolerance = Parameters.Declare("ToleranceBps", 0.4m, 0m, 1000m, "How far a quote may drift from where it should stand, in basis points.");
        _maxInventory = Parameters.Declare("MaxInventory", 0.03m, 0m, 1000m, "Base quantity beyond which the side that adds is not quoted.");
    }

    protected override void OnStart()
    {
        _instrument = FindInstrument(_instrumentName);
        SubscribeQuotes(_instrument);
    }

    protected override void OnTick(in TickEvent tick)
    {
        if (!Cache.HasQuote(_instrument))
            return;
        ref readonly QuoteTick quote = ref Cache.Quote(_instrument);
        if (quote.BidPrice.IsZero || quote.AskPrice.IsZero)
            return;
        decimal mid = (quote.BidPrice.AsDecimal + quote.AskPrice.AsDecimal) / 2;
        decimal lean = _maxInventory.Value == 0m ? 0m : FixedPoint.ToDecimal(_inventory) / _maxInventory.Value;
        decimal away = mid * _distance.Value / 10_000m;
        Refresh(OrderSide.Buy, ref _bid, Math.Min(mid - away - (away * lean), quote.BidPrice.AsDecimal), mid);
        Refresh(OrderSide.Sell, ref _offer, Math.Max(mid + away - (away * lean), quote.AskPrice.AsDecimal), mid);
    }

    protected override void OnOrder(Order order, in OrderEvent e)
    {
        if (e.Kind == OrderEventKind.Filled)
            _inventory += order.Side == OrderSide.Buy ? e.LastQuantity.Raw : -e.LastQuantity.Raw;
        if (!order.IsClosed)
            return;
        if (order.State == OrderState.Denied)
            _notBefore = Clock.MonotonicNanos + UnixNanos.PerSecond;
        if (ReferenceEquals(order, _bid))
            _bid = null;
        else if (ReferenceEquals(order, _offer))
            _offer = null;
    }

    private void Refresh(OrderSide side, ref Order? working, decimal wanted, decimal mid)
    {
        long inventory = side == OrderSide.Buy ? _inventory : -_inventory;
        bool full = FixedPoint.ToDecimal(inventory) + _quantity.Value > _maxInventory.Value;
        if (working is { } order)
        {
            // One request at a time: while a cancel is under way the order is left alone.
            if ((full || Math.Abs(order.Price.AsDecimal - wanted) > mid * _tolerance.Value / 10_000m) && order.CancelRequest == RequestState.None)
                Cancel(order);
            return;
        }

        if (full || Clock.MonotonicNanos < _notBefore)
            return;
        Instrument instrument = Cache.Instrument(_instrument);
        decimal tick = instrument.TickSize.IsZero ? 0.00000001m : instrument.TickSize.AsDecimal;
        decimal price = side == OrderSide.Buy ? Math.Floor(wanted / tick) * tick : Math.Ceiling(wanted / tick) * tick;
        Order placed = Submit(OrderRequest.Limit(_instrument, side, Quantity.Of(_quantity.Value), Price.Of(price), postOnly: true));
        working = placed.IsClosed ? null : placed;
    }
}
