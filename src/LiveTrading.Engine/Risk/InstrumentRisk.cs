using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// One instrument as the rules need it: its venue's rules and our limits turned into integers once, and what open orders may
/// still do. Quantities in units of 10^-8, values in units of 10^-16. Made anew when the venue changes its rules.
/// </summary>
internal sealed class InstrumentRisk
{
    private const decimal LargestMultiplier = 1_000_000m;

    public InstrumentRisk(InstrumentHandle handle) => Handle = handle;

    public InstrumentHandle Handle { get; }

    /// <summary>What a person or the engine ordered.</summary>
    public TradingState Ordered;

    /// <summary>Balances and own trades differ, and nobody has accepted it.</summary>
    public bool Differs;

    /// <summary>What rules: the more severe of the two.</summary>
    public TradingState State => Differs && Ordered == TradingState.Active ? TradingState.Reducing : Ordered;

    // Venue's rules.
    public Instrument? Instrument;
    public uint OrderTypes;
    public Int128 MinNotional;
    public Int128 MaxNotional;
    public long BuyDownRaw;
    public long BuyUpRaw;
    public long SellDownRaw;
    public long SellUpRaw;

    // Our limits.
    public long RateRaw;
    public Int128 MaxOrderNotional;
    public Int128 MaxPositionNotional;
    public long MaxOrderQuantityRaw;
    public Int128 MaxPositionUnits;
    public long MaxDeviationRaw;

    // Where money comes from.
    public VenueRisk? Venue;
    public CurrencyRisk? Base;
    public CurrencyRisk? Quote;

    // What open orders may still do.
    public Int128 BuyLeaves;
    public Int128 SellLeaves;
    public Int128 ExternalBuyLeaves;
    public Int128 ExternalSellLeaves;
    public int OpenOrders;
    public int ExternalOrders;

    /// <summary>Last good price, for valuing what is held while there is none: the offer, else the last fill's, else a working order's.</summary>
    public long MarkRaw;

    /// <summary>Value at the worst case as contained in the engine's gross exposure, in the risk currency.</summary>
    public Int128 Gross;

    public void Load(Instrument instrument, VenueRisk? venue, RiskOptions options)
    {
        Instrument = instrument;
        Venue = venue;
        Base = venue?.Currency(instrument.BaseCurrency);
        Quote = venue?.Currency(instrument.QuoteCurrency);
        OrderTypes = VenueRisk.MaskOf(instrument.OrderTypes);
        MinNotional = WideAmount.Ceiling(instrument.MinNotional);
        MaxNotional = WideAmount.Floor(instrument.MaxNotional);
        BuyDownRaw = Multiplier(instrument.BuyPriceMultiplierDown);
        BuyUpRaw = Multiplier(instrument.BuyPriceMultiplierUp);
        SellDownRaw = Multiplier(instrument.SellPriceMultiplierDown);
        SellUpRaw = Multiplier(instrument.SellPriceMultiplierUp);

        RateRaw = string.Equals(instrument.QuoteCurrency, options.Currency, StringComparison.Ordinal)
            ? FixedPoint.One
            : options.ConversionRates.TryGetValue(instrument.QuoteCurrency, out decimal rate) ? FixedPoint.FromDecimal(rate) : 0;
        options.Instruments.TryGetValue(instrument.Id.ToString(), out InstrumentRiskLimits? limits);
        MaxOrderNotional = WideAmount.Floor(limits?.MaxOrderNotional ?? options.MaxOrderNotional);
        MaxPositionNotional = WideAmount.Floor(limits?.MaxPositionNotional ?? options.MaxPositionNotional);
        MaxOrderQuantityRaw = Units(limits?.MaxOrderQuantity);
        MaxPositionUnits = Units(limits?.MaxPositionQuantity);
        MaxDeviationRaw = (long)decimal.Floor((limits?.MaxPriceDeviation ?? options.MaxPriceDeviation) * FixedPoint.One);
    }

    /// <summary>Largest |position| that the position and all working and unknown orders could come to.</summary>
    public Int128 WorstUnits(Position? position, Int128 buyLeaves, Int128 sellLeaves)
    {
        Int128 held = position is null ? 0 : position.Sign * position.CeilingUnits;
        Int128 longest = held + buyLeaves + ExternalBuyLeaves;
        Int128 shortest = sellLeaves + ExternalSellLeaves - held;
        Int128 worst = longest > shortest ? longest : shortest;
        return worst > 0 ? worst : 0;
    }

    private static long Multiplier(decimal multiplier) => (long)(Math.Min(multiplier, LargestMultiplier) * FixedPoint.One);

    // 0 is "no rule"; a limit below the smallest unit must not become one.
    private static long Units(decimal? limit) =>
        limit is not { } value ? 0 : (long)Math.Clamp(decimal.Floor(value * FixedPoint.One), 1m, long.MaxValue);
}
