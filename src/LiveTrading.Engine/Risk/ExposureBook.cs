using System.Runtime.InteropServices;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// All own orders that work or may work, at the worst case of their outcomes: an order of unknown fate counts like a working
/// one, a change under way counts with the larger of old and new. O(1) for each change; allocates only when more orders are
/// open than ever before.
/// </summary>
internal sealed class ExposureBook(long slippageRaw, long marginRateRaw)
{
    private readonly Dictionary<UInt128, OrderExposure> _orders = new(256);

    /// <summary>Own open orders.</summary>
    public int Count => _orders.Count;

    public bool Contains(Order order) => _orders.ContainsKey(KeyOf(order));

    /// <summary>What the order counts now; false when it counts nothing.</summary>
    public bool TryGet(Order order, out OrderExposure exposure) => _orders.TryGetValue(KeyOf(order), out exposure);

    /// <summary>Counts the order as it stands now, in place of what it counted before.</summary>
    public void Update(InstrumentRisk instrument, StrategyRisk? strategy, Order order, long pendingPrice, long pendingQuantity)
    {
        UInt128 key = KeyOf(order);
        if (order.IsClosed || order.State == OrderState.Initialized)
        {
            if (_orders.Remove(key, out OrderExposure closed))
                Take(in closed);
            return;
        }

        ref OrderExposure exposure = ref CollectionsMarshal.GetValueRefOrAddDefault(_orders, key, out bool known);
        if (known)
            Take(in exposure);
        if (order.ModifyRequest == RequestState.None)
        {
            exposure.PendingPrice = 0;
            exposure.PendingQuantity = 0;
        }
        else if (pendingQuantity > 0)
        {
            exposure.PendingPrice = pendingPrice;
            exposure.PendingQuantity = pendingQuantity;
        }

        exposure.Instrument = instrument;
        exposure.Strategy = strategy;
        exposure.Side = order.Side;
        exposure.Unconfirmed = order.State is OrderState.Pending or OrderState.Submitted or OrderState.Emulated;
        long quantity = Math.Max(order.Quantity.Raw, exposure.PendingQuantity);
        exposure.Leaves = Math.Max(0, quantity - order.FilledQuantity.Raw);
        long price = WorstPrice(order.Type, order.Side, order.Price.Raw, order.TriggerPrice.Raw, instrument.MarkRaw, instrument.MarkRaw);
        exposure.ValuePrice = order.Type == OrderType.Market && exposure.ValuePrice > 0 ? exposure.ValuePrice : Math.Max(price, exposure.PendingPrice);
        exposure.Currency = CurrencyOf(instrument, order.Side);
        exposure.Reserved = Reservation(instrument, order.Side, exposure.Leaves, exposure.ValuePrice);
        Add(in exposure);
    }

    /// <summary>Counts the instrument's orders anew after its venue became known or changed.</summary>
    public void Rebind(InstrumentRisk instrument)
    {
        foreach (UInt128 key in _orders.Keys)
        {
            ref OrderExposure exposure = ref CollectionsMarshal.GetValueRefOrNullRef(_orders, key);
            if (exposure.Instrument != instrument)
                continue;
            Take(in exposure);
            exposure.Currency = CurrencyOf(instrument, exposure.Side);
            Add(in exposure);
        }
    }

    /// <summary>Counts an order of somebody else.</summary>
    public void AddExternal(InstrumentRisk instrument, OrderStatusReport order)
    {
        Int128 leaves = Math.Max(0, order.Quantity.Raw - order.FilledQuantity.Raw);
        if (order.Side == OrderSide.Buy)
            instrument.ExternalBuyLeaves += leaves;
        else
            instrument.ExternalSellLeaves += leaves;
        instrument.ExternalOrders++;
        long price = WorstPrice(order.Type, order.Side, order.Price.Raw, order.TriggerPrice.Raw, instrument.MarkRaw, instrument.MarkRaw);
        if (CurrencyOf(instrument, order.Side) is { } currency)
            currency.External += Reservation(instrument, order.Side, leaves, price);
    }

    /// <summary>The price at which an order is valued so that no outcome costs more, raw; 0 when there is none.</summary>
    public long WorstPrice(OrderType type, OrderSide side, long price, long triggerPrice, long bid, long ask)
    {
        bool buys = side == OrderSide.Buy;
        return type switch
        {
            OrderType.Market => buys ? Slipped(ask) : bid,
            OrderType.StopMarket => buys ? Slipped(Math.Max(triggerPrice, ask)) : Math.Max(triggerPrice, bid),
            _ => buys ? price : Math.Max(price, bid),
        };
    }

    /// <summary>What an order holds of the currency it pays with.</summary>
    public Int128 Reservation(InstrumentRisk instrument, OrderSide side, Int128 leaves, long valuePrice)
    {
        if (instrument.Instrument!.Kind == InstrumentKind.Spot)
        {
            if (side == OrderSide.Sell)
                return WideAmount.OfQuantity(leaves);
            return valuePrice == 0 && leaves > 0 ? WideAmount.Cap : WideAmount.Notional(leaves, valuePrice);
        }

        Int128 notional = valuePrice == 0 && leaves > 0 ? WideAmount.Cap : WideAmount.Notional(leaves, valuePrice);
        return WideAmount.Convert(notional, marginRateRaw);
    }

    /// <summary>The currency an order pays with.</summary>
    public static CurrencyRisk? CurrencyOf(InstrumentRisk instrument, OrderSide side) =>
        side == OrderSide.Sell && instrument.Instrument!.Kind == InstrumentKind.Spot ? instrument.Base : instrument.Quote;

    private static UInt128 KeyOf(Order order) => order.ClientOrderId.IsNone ? order.VenueOrderId.Value : order.ClientOrderId.Value;

    private static void Add(in OrderExposure exposure)
    {
        InstrumentRisk instrument = exposure.Instrument;
        if (exposure.Side == OrderSide.Buy)
            instrument.BuyLeaves += exposure.Leaves;
        else
            instrument.SellLeaves += exposure.Leaves;
        instrument.OpenOrders++;
        exposure.Strategy?.Add(instrument.Handle, exposure.Side, exposure.Leaves);
        if (exposure.Currency is not { } currency)
            return;
        currency.Reserved += exposure.Reserved;
        if (exposure.Unconfirmed)
            currency.Unconfirmed += exposure.Reserved;
    }

    private static void Take(in OrderExposure exposure)
    {
        InstrumentRisk instrument = exposure.Instrument;
        if (exposure.Side == OrderSide.Buy)
            instrument.BuyLeaves -= exposure.Leaves;
        else
            instrument.SellLeaves -= exposure.Leaves;
        instrument.OpenOrders--;
        exposure.Strategy?.Take(instrument.Handle, exposure.Side, exposure.Leaves);
        if (exposure.Currency is not { } currency)
            return;
        currency.Reserved -= exposure.Reserved;
        if (exposure.Unconfirmed)
            currency.Unconfirmed -= exposure.Reserved;
    }

    private long Slipped(long price)
    {
        if (price <= 0)
            return 0;
        Int128 slipped = (Int128)price + ((Int128)price * slippageRaw / FixedPoint.One) + 1;
        return slipped > long.MaxValue ? long.MaxValue : (long)slipped;
    }
}
