using System.Runtime.CompilerServices;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>What the venue would refuse by itself: status, capabilities, grids and bounds. Pure, allocation-free.</summary>
internal static class VenueRules
{
    /// <summary>Rules that need no market price.</summary>
    public static RiskDecision CheckForm(InstrumentRisk risk, Order order, Price price, Quantity quantity)
    {
        Instrument instrument = risk.Instrument!;
        VenueRisk venue = risk.Venue!;
        if (instrument.Status != InstrumentStatus.Trading)
            return Deny(RiskCode.InstrumentNotTrading);
        if (!venue.Takes(order.Type) || (risk.OrderTypes & (1u << (int)order.Type)) == 0)
            return Deny(RiskCode.OrderTypeUnsupported);
        bool limit = order.Type is OrderType.Limit or OrderType.StopLimit;
        bool stop = order.Type is OrderType.StopMarket or OrderType.StopLimit;
        if (limit && !venue.Takes(order.TimeInForce))
            return Deny(RiskCode.TimeInForceUnsupported);
        if (order.PostOnly && (!venue.PostOnly || order.Type != OrderType.Limit || order.TimeInForce is TimeInForce.Ioc or TimeInForce.Fok))
            return Deny(RiskCode.PostOnlyUnsupported);
        if ((!limit && !price.IsZero) || (!stop && !order.TriggerPrice.IsZero))
            return Deny(RiskCode.InconsistentOrder);

        if (limit)
        {
            RiskDecision priced = CheckPrice(instrument, price);
            if (!priced.Allowed)
                return priced;
        }

        if (stop && !CheckPrice(instrument, order.TriggerPrice).Allowed)
            return Deny(RiskCode.TriggerPriceInvalid, instrument.TickSize.Raw, order.TriggerPrice.Raw);
        return CheckQuantity(instrument, order.Type, quantity);
    }

    /// <summary>Rules that depend on the price at which the order would trade.</summary>
    /// <param name="risk">The instrument.</param>
    /// <param name="order">The order.</param>
    /// <param name="quantity">Its quantity.</param>
    /// <param name="lowPrice">The price that gives the least value, raw.</param>
    /// <param name="highPrice">The price that gives the most value, raw.</param>
    public static RiskDecision CheckNotional(InstrumentRisk risk, Order order, Quantity quantity, long lowPrice, long highPrice)
    {
        bool market = order.Type is OrderType.Market or OrderType.StopMarket;
        if (risk.MinNotional > 0 && (!market || risk.Instrument!.MinNotionalAppliesToMarket))
        {
            Int128 least = WideAmount.Notional(quantity.Raw, lowPrice);
            if (least < risk.MinNotional)
                return DenyAmount(RiskCode.NotionalBelowMinimum, risk.MinNotional, least);
        }

        if (risk.MaxNotional > 0 && (!market || risk.Instrument!.MaxNotionalAppliesToMarket))
        {
            Int128 most = WideAmount.Notional(quantity.Raw, highPrice);
            if (most > risk.MaxNotional)
                return DenyAmount(RiskCode.NotionalAboveMaximum, risk.MaxNotional, most);
        }

        return RiskDecision.Pass;
    }

    /// <summary>The venue's percent band; the middle of the market stands in for the venue's own reference price, which it does not publish.</summary>
    public static RiskDecision CheckBand(InstrumentRisk risk, OrderSide side, long price, long bid, long ask)
    {
        long down = side == OrderSide.Buy ? risk.BuyDownRaw : risk.SellDownRaw;
        long up = side == OrderSide.Buy ? risk.BuyUpRaw : risk.SellUpRaw;
        if (down == 0 && up == 0)
            return RiskDecision.Pass;
        Int128 scaled = (Int128)price * (2 * FixedPoint.One);
        Int128 doubleMiddle = (Int128)bid + ask;
        if (down > 0 && scaled < doubleMiddle * down)
            return Deny(RiskCode.PriceOutsideVenueBand, Saturated(doubleMiddle * down / (2 * FixedPoint.One)), price);
        if (up > 0 && scaled > doubleMiddle * up)
            return Deny(RiskCode.PriceOutsideVenueBand, Saturated(doubleMiddle * up / (2 * FixedPoint.One)), price);
        return RiskDecision.Pass;
    }

    /// <summary>A denial without numbers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static RiskDecision Deny(RiskCode code) => new(code, 0m, 0m);

    /// <summary>A denial with raw prices or quantities.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static RiskDecision Deny(RiskCode code, long limitRaw, long actualRaw) =>
        new(code, FixedPoint.ToDecimal(limitRaw), FixedPoint.ToDecimal(actualRaw));

    /// <summary>A denial with amounts in units of 10^-16.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static RiskDecision DenyAmount(RiskCode code, Int128 limit, Int128 actual) =>
        new(code, WideAmount.ToDecimal(limit), WideAmount.ToDecimal(actual));

    /// <summary>A denial with sums of quantities in units of 10^-8.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static RiskDecision DenyUnits(RiskCode code, Int128 limit, Int128 actual) => Deny(code, Saturated(limit), Saturated(actual));

    private static RiskDecision CheckPrice(Instrument instrument, Price price)
    {
        if (price.Raw <= 0)
            return Deny(RiskCode.PriceNotPositive, 0, price.Raw);
        if (instrument.TickSize.Raw > 0 && price.Raw % instrument.TickSize.Raw != 0)
            return Deny(RiskCode.PriceOffTick, instrument.TickSize.Raw, price.Raw);
        if (instrument.MinPrice.Raw > 0 && price < instrument.MinPrice)
            return Deny(RiskCode.PriceBelowMinimum, instrument.MinPrice.Raw, price.Raw);
        if (instrument.MaxPrice.Raw > 0 && price > instrument.MaxPrice)
            return Deny(RiskCode.PriceAboveMaximum, instrument.MaxPrice.Raw, price.Raw);
        return RiskDecision.Pass;
    }

    private static RiskDecision CheckQuantity(Instrument instrument, OrderType type, Quantity quantity)
    {
        if (quantity.Raw <= 0)
            return Deny(RiskCode.QuantityNotPositive, 0, quantity.Raw);
        bool market = type is OrderType.Market or OrderType.StopMarket;
        if (instrument.LotSize.Raw > 0 && quantity.Raw % instrument.LotSize.Raw != 0)
            return Deny(RiskCode.QuantityOffLot, instrument.LotSize.Raw, quantity.Raw);
        if (market && instrument.MarketLotSize.Raw > 0 && quantity.Raw % instrument.MarketLotSize.Raw != 0)
            return Deny(RiskCode.QuantityOffLot, instrument.MarketLotSize.Raw, quantity.Raw);
        if (instrument.MinQuantity.Raw > 0 && quantity < instrument.MinQuantity)
            return Deny(RiskCode.QuantityBelowMinimum, instrument.MinQuantity.Raw, quantity.Raw);
        if (instrument.MaxQuantity.Raw > 0 && quantity > instrument.MaxQuantity)
            return Deny(RiskCode.QuantityAboveMaximum, instrument.MaxQuantity.Raw, quantity.Raw);
        if (market && instrument.MaxMarketQuantity.Raw > 0 && quantity > instrument.MaxMarketQuantity)
            return Deny(RiskCode.QuantityAboveMaximum, instrument.MaxMarketQuantity.Raw, quantity.Raw);
        return RiskDecision.Pass;
    }

    private static long Saturated(Int128 value) => value > long.MaxValue ? long.MaxValue : value < -long.MaxValue ? -long.MaxValue : (long)value;
}
