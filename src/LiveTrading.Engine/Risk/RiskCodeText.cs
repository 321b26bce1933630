namespace LiveTrading.Engine.Risk;

/// <summary>The sentence and the unit of each <see cref="RiskCode"/>; the table in <c>docs/risk-codes.md</c> is generated from here.</summary>
public static class RiskCodeText
{
    /// <summary>One sentence for people: what is wrong.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such code.</exception>
    public static string Sentence(RiskCode code) => code switch
    {
        RiskCode.None => "Allowed.",
        RiskCode.TradingHalted => "Trading is halted.",
        RiskCode.TradingReducing => "Trading is reducing: what works on this side, this order included, would exceed the position.",
        RiskCode.KillSwitchEngaged => "The kill switch is engaged: only orders that reduce the position pass.",
        RiskCode.InstrumentHalted => "Trading in this instrument is halted.",
        RiskCode.InstrumentReducing => "Trading in this instrument is reducing: what works on this side, this order included, would exceed the position.",
        RiskCode.StrategyHalted => "The strategy is halted.",
        RiskCode.StrategyReducing => "The strategy is reducing: what works on this side, this order included, would exceed the position.",
        RiskCode.UnknownInstrument => "The instrument is not known.",
        RiskCode.InstrumentNotTrading => "The venue takes no new orders in this instrument now.",
        RiskCode.UnknownVenue => "No execution client is registered for the instrument's venue.",
        RiskCode.OrderTypeUnsupported => "The venue does not take this order type here.",
        RiskCode.TimeInForceUnsupported => "The venue does not take this time in force.",
        RiskCode.PostOnlyUnsupported => "Post-only is possible for resting limit orders only, and the venue must know it.",
        RiskCode.InconsistentOrder => "The order contradicts itself: a market order has no price, an order that is no stop has no trigger price.",
        RiskCode.PriceNotPositive => "The price must be above zero.",
        RiskCode.PriceOffTick => "The price is not a multiple of the tick size.",
        RiskCode.PriceBelowMinimum => "The price is below the venue's lowest price.",
        RiskCode.PriceAboveMaximum => "The price is above the venue's highest price.",
        RiskCode.TriggerPriceInvalid => "The trigger price must be above zero, a multiple of the tick size and within the venue's prices.",
        RiskCode.NoMarketPrice => "There is no valid market price for the instrument.",
        RiskCode.MarketPriceStale => "The market price is too old, or its feed is lost or silent.",
        RiskCode.PriceOutsideVenueBand => "The price is outside the venue's percent band around the market.",
        RiskCode.PriceOutsideBand => "The price is too far from the market.",
        RiskCode.PostOnlyWouldCross => "The post-only order would trade at once.",
        RiskCode.QuantityNotPositive => "The quantity must be above zero.",
        RiskCode.QuantityOffLot => "The quantity is not a multiple of the lot size.",
        RiskCode.QuantityBelowMinimum => "The quantity is below the venue's smallest order.",
        RiskCode.QuantityAboveMaximum => "The quantity is above the venue's largest order.",
        RiskCode.NotionalBelowMinimum => "Price times quantity is below the venue's minimum.",
        RiskCode.NotionalAboveMaximum => "Price times quantity is above the venue's maximum.",
        RiskCode.QuantityBelowFilled => "The new quantity must be above what has traded already.",
        RiskCode.OrderNotOpen => "The order is final and cannot be changed.",
        RiskCode.OrderQuantityLimit => "The order is larger than the limit for one order.",
        RiskCode.OrderNotionalLimit => "The order's value is larger than the limit for one order.",
        RiskCode.PositionNotionalLimit => "With all working and unknown orders filled the position's value would exceed its limit.",
        RiskCode.PositionQuantityLimit => "With all working and unknown orders filled the position would exceed its limit.",
        RiskCode.VenuePositionLimit => "With all working buys filled the base balance would exceed the venue's limit.",
        RiskCode.GrossExposureLimit => "With all working and unknown orders filled the value of all positions would exceed its limit.",
        RiskCode.OpenOrdersLimit => "Too many orders are open.",
        RiskCode.InstrumentOpenOrdersLimit => "Too many orders are open in this instrument.",
        RiskCode.VenueOpenOrdersLimit => "Too many orders are open in this instrument by the venue's rule.",
        RiskCode.NoConversionRate => "The quote currency has no conversion rate into the risk currency.",
        RiskCode.OrderRatePerSecond => "Too many orders and changes within one second.",
        RiskCode.OrderRatePerMinute => "Too many orders and changes within one minute.",
        RiskCode.DuplicateOrder => "The same strategy sent the same order a moment ago.",
        RiskCode.NoAccount => "The account's balances are not known yet.",
        RiskCode.AccountStale => "The account's balances were last told too long ago.",
        RiskCode.InsufficientBalance => "The free balance, less what other orders hold or will hold, does not cover the order.",
        RiskCode.ReduceOnlyWouldIncrease => "The reduce-only order, with what works on its side, would exceed the position.",
        RiskCode.DailyLossLimit => "The loss of this UTC day has reached its limit: only orders that reduce the position pass.",
        RiskCode.DrawdownLimit => "The fall from the highest profit has reached its limit: only orders that reduce the position pass.",
        RiskCode.StrategyLossLimit => "The strategy's loss has reached its limit: only orders that reduce its position pass.",
        RiskCode.LossesUnknown => "A position has no market price yet, so losses cannot be told: only orders that reduce the position pass until it comes or was waited for long enough.",
        RiskCode.FeesNotValued => "A commission was charged in a currency that nothing values in the risk currency, so losses cannot be told: only orders that reduce the position pass until a price or a rate in ConversionRates does.",
        RiskCode.StrategyOrderNotionalLimit => "The order's value is larger than the strategy's limit for one order.",
        RiskCode.StrategyPositionNotionalLimit => "With all its working and unknown orders filled the value of the strategy's own position would exceed its limit.",
        RiskCode.StrategyOpenOrdersLimit => "Too many orders of the strategy are open.",
        RiskCode.StrategyOrderRatePerSecond => "Too many orders and changes of the strategy within one second.",
        RiskCode.StrategyOrderRatePerMinute => "Too many orders and changes of the strategy within one minute.",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No such risk code."),
    };

    /// <summary>The unit of limit and actual value; empty where the rule has none.</summary>
    public static string Unit(RiskCode code) => code switch
    {
        RiskCode.TradingReducing or RiskCode.KillSwitchEngaged or RiskCode.InstrumentReducing or RiskCode.StrategyReducing or RiskCode.ReduceOnlyWouldIncrease
            or RiskCode.QuantityNotPositive or RiskCode.QuantityOffLot or RiskCode.QuantityBelowMinimum or RiskCode.QuantityAboveMaximum or RiskCode.QuantityBelowFilled
            or RiskCode.OrderQuantityLimit or RiskCode.PositionQuantityLimit or RiskCode.VenuePositionLimit => "base",
        RiskCode.PriceNotPositive or RiskCode.PriceOffTick or RiskCode.PriceBelowMinimum or RiskCode.PriceAboveMaximum or RiskCode.TriggerPriceInvalid
            or RiskCode.PriceOutsideVenueBand or RiskCode.PriceOutsideBand or RiskCode.PostOnlyWouldCross
            or RiskCode.NotionalBelowMinimum or RiskCode.NotionalAboveMaximum => "quote",
        RiskCode.OrderNotionalLimit or RiskCode.PositionNotionalLimit or RiskCode.GrossExposureLimit
            or RiskCode.DailyLossLimit or RiskCode.DrawdownLimit or RiskCode.StrategyLossLimit or RiskCode.StrategyOrderNotionalLimit or RiskCode.StrategyPositionNotionalLimit => "risk currency",
        RiskCode.InsufficientBalance => "currency to be paid",
        RiskCode.MarketPriceStale or RiskCode.AccountStale or RiskCode.LossesUnknown => "s",
        RiskCode.DuplicateOrder => "s since",
        RiskCode.OpenOrdersLimit or RiskCode.InstrumentOpenOrdersLimit or RiskCode.VenueOpenOrdersLimit
            or RiskCode.OrderRatePerSecond or RiskCode.OrderRatePerMinute
            or RiskCode.StrategyOpenOrdersLimit or RiskCode.StrategyOrderRatePerSecond or RiskCode.StrategyOrderRatePerMinute => "orders",
        _ => "",
    };
}
