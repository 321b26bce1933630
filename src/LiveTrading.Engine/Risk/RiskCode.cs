namespace LiveTrading.Engine.Risk;

/// <summary>Why an order or a change was denied. Numbers appear in logs, journals and dashboards: never renumber, never reuse.</summary>
public enum RiskCode : ushort
{
    /// <summary>Allowed.</summary>
    None = 0,

    /// <summary>Trading is halted.</summary>
    TradingHalted = 1,

    /// <summary>Trading is reducing and the order could increase the position.</summary>
    TradingReducing = 2,

    /// <summary>The kill switch is engaged and the order could increase the position.</summary>
    KillSwitchEngaged = 3,

    /// <summary>Trading in this instrument is halted here.</summary>
    InstrumentHalted = 4,

    /// <summary>Trading in this instrument is reducing and the order could increase the position.</summary>
    InstrumentReducing = 5,

    /// <summary>The strategy is halted.</summary>
    StrategyHalted = 6,

    /// <summary>The strategy is reducing and the order could increase the position.</summary>
    StrategyReducing = 7,

    /// <summary>The instrument is not in the cache.</summary>
    UnknownInstrument = 10,

    /// <summary>The venue takes no new orders in the instrument.</summary>
    InstrumentNotTrading = 11,

    /// <summary>No execution client stands for the instrument's venue.</summary>
    UnknownVenue = 12,

    /// <summary>The venue or the instrument does not take this order type.</summary>
    OrderTypeUnsupported = 13,

    /// <summary>The venue does not take this time in force.</summary>
    TimeInForceUnsupported = 14,

    /// <summary>The venue has no post-only orders, or this type cannot be post-only.</summary>
    PostOnlyUnsupported = 15,

    /// <summary>The order contradicts itself, such as a market order with a price.</summary>
    InconsistentOrder = 16,

    /// <summary>A limit order needs a price above zero.</summary>
    PriceNotPositive = 20,

    /// <summary>The price is not a multiple of the tick size.</summary>
    PriceOffTick = 21,

    /// <summary>The price is below the venue's lowest.</summary>
    PriceBelowMinimum = 22,

    /// <summary>The price is above the venue's highest.</summary>
    PriceAboveMaximum = 23,

    /// <summary>The trigger price is missing, off the tick grid or outside the venue's range.</summary>
    TriggerPriceInvalid = 24,

    /// <summary>There is no usable market price: no quote, one side empty, or crossed.</summary>
    NoMarketPrice = 25,

    /// <summary>The market price is too old, or its feed is lost or silent.</summary>
    MarketPriceStale = 26,

    /// <summary>The price is outside the venue's percent band.</summary>
    PriceOutsideVenueBand = 27,

    /// <summary>The price is too far from the market.</summary>
    PriceOutsideBand = 28,

    /// <summary>The post-only order would take liquidity.</summary>
    PostOnlyWouldCross = 29,

    /// <summary>The quantity must be above zero.</summary>
    QuantityNotPositive = 40,

    /// <summary>The quantity is not a multiple of the lot size.</summary>
    QuantityOffLot = 41,

    /// <summary>The quantity is below the venue's smallest order.</summary>
    QuantityBelowMinimum = 42,

    /// <summary>The quantity is above the venue's largest order.</summary>
    QuantityAboveMaximum = 43,

    /// <summary>Price times quantity is below the venue's minimum.</summary>
    NotionalBelowMinimum = 44,

    /// <summary>Price times quantity is above the venue's maximum.</summary>
    NotionalAboveMaximum = 45,

    /// <summary>A change must leave more than what has traded already.</summary>
    QuantityBelowFilled = 46,

    /// <summary>The order is final: there is nothing to change.</summary>
    OrderNotOpen = 47,

    /// <summary>The order is larger than our own limit for one order.</summary>
    OrderQuantityLimit = 60,

    /// <summary>The order's value is larger than our own limit for one order.</summary>
    OrderNotionalLimit = 61,

    /// <summary>The position could exceed our own limit in value.</summary>
    PositionNotionalLimit = 62,

    /// <summary>The position could exceed our own limit in quantity.</summary>
    PositionQuantityLimit = 63,

    /// <summary>The base balance could exceed the venue's largest position.</summary>
    VenuePositionLimit = 64,

    /// <summary>The sum of all positions at their worst could exceed our own limit.</summary>
    GrossExposureLimit = 65,

    /// <summary>Too many open orders in all.</summary>
    OpenOrdersLimit = 66,

    /// <summary>Too many open orders in this instrument.</summary>
    InstrumentOpenOrdersLimit = 67,

    /// <summary>Too many open orders in this instrument by the venue's rule.</summary>
    VenueOpenOrdersLimit = 68,

    /// <summary>The quote currency has no conversion rate into the risk currency.</summary>
    NoConversionRate = 69,

    /// <summary>Too many orders and changes in one second.</summary>
    OrderRatePerSecond = 80,

    /// <summary>Too many orders and changes in one minute.</summary>
    OrderRatePerMinute = 81,

    /// <summary>The same order was sent a moment ago.</summary>
    DuplicateOrder = 82,

    /// <summary>The venue's account is not known yet.</summary>
    NoAccount = 100,

    /// <summary>The free balance does not cover the order.</summary>
    InsufficientBalance = 101,

    /// <summary>The reduce-only order could increase the position.</summary>
    ReduceOnlyWouldIncrease = 102,

    /// <summary>The account's balances were last told too long ago.</summary>
    AccountStale = 103,

    /// <summary>The loss of the UTC day has reached its limit.</summary>
    DailyLossLimit = 120,

    /// <summary>The fall from the highest profit has reached its limit.</summary>
    DrawdownLimit = 121,

    /// <summary>The strategy's loss has reached its limit.</summary>
    StrategyLossLimit = 122,

    /// <summary>A position has no market price yet, so losses cannot be told.</summary>
    LossesUnknown = 123,

    /// <summary>A commission was charged in a currency that nothing values, so losses cannot be told.</summary>
    FeesNotValued = 124,

    /// <summary>The order's value is larger than the strategy's limit for one order.</summary>
    StrategyOrderNotionalLimit = 140,

    /// <summary>The strategy's own position could exceed its limit in value.</summary>
    StrategyPositionNotionalLimit = 141,

    /// <summary>The strategy has too many open orders.</summary>
    StrategyOpenOrdersLimit = 142,

    /// <summary>The strategy sent too many orders and changes in one second.</summary>
    StrategyOrderRatePerSecond = 143,

    /// <summary>The strategy sent too many orders and changes in one minute.</summary>
    StrategyOrderRatePerMinute = 144,
}
