using System.Globalization;
using LiveTrading.Engine.Strategies;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// Limits of the risk engine. Every limit is on by default; amounts are in <see cref="Currency"/>. Read once when the engine
/// is made. The defaults fit an account of about 100,000 USDT.
/// </summary>
public sealed class RiskOptions
{
    /// <summary>Upper bound of every amount.</summary>
    public const decimal LargestAmount = 1_000_000_000_000m;

    /// <summary>Upper bound of a conversion rate.</summary>
    public const decimal LargestConversionRate = 1_000_000m;

    /// <summary>Currency that limits are in. Default <c>USDT</c>.</summary>
    public string Currency { get; set; } = "USDT";

    /// <summary>
    /// What one unit of a quote currency counts in <see cref="Currency"/>: above 0, up to 1,000,000, at most eight decimal places.
    /// An instrument whose quote currency is not listed is denied. <see cref="Currency"/> itself always counts 1. Default: USDC, FDUSD and USD count 1.
    /// </summary>
    public IDictionary<string, decimal> ConversionRates { get; set; } = new Dictionary<string, decimal>(StringComparer.Ordinal)
    {
        ["USDC"] = 1m,
        ["FDUSD"] = 1m,
        ["USD"] = 1m,
    };

    /// <summary>Most value of one order. Above 0, up to 10^12. Default 10,000.</summary>
    public decimal MaxOrderNotional { get; set; } = 10_000m;

    /// <summary>Most value of a position at the worst case of working and unknown orders. Above 0, up to 10^12. Default 50,000.</summary>
    public decimal MaxPositionNotional { get; set; } = 50_000m;

    /// <summary>Most value of all positions together at their worst. Above 0, up to 10^12. Default 100,000.</summary>
    public decimal MaxGrossExposure { get; set; } = 100_000m;

    /// <summary>Most open orders in all, working and unknown. 1 to 10,000. Default 200.</summary>
    public int MaxOpenOrders { get; set; } = 200;

    /// <summary>Most open orders in one instrument. 1 to 10,000. Default 100.</summary>
    public int MaxOpenOrdersPerInstrument { get; set; } = 100;

    /// <summary>Most orders and changes in any one second. 1 to 10,000. Default 20.</summary>
    public int MaxOrdersPerSecond { get; set; } = 20;

    /// <summary>Most orders and changes in any one minute. 1 to 100,000. Default 600.</summary>
    public int MaxOrdersPerMinute { get; set; } = 600;

    /// <summary>Within this time the same order (strategy, instrument, side, type, price, quantity) counts as a duplicate. 0 (off) to 60 s. Default 100 ms.</summary>
    public TimeSpan DuplicateWindow { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>A market price older than this is not used. 1 ms to 1 h. Default 30 s.</summary>
    public TimeSpan MaxMarketPriceAge { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Balances last told completely longer ago than this are not used; every reconciliation tells them. 1 s to 2 days, above <c>Execution:ReconciliationInterval</c>. Default 10 min.</summary>
    public TimeSpan MaxAccountAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How far a limit price may lie from the middle of the market, as a fraction. Above 0, at most 1. Default 0.05 (5 %).</summary>
    public decimal MaxPriceDeviation { get; set; } = 0.05m;

    /// <summary>How far beyond the best price a market order is counted when its worst case is valued, as a fraction. 0 to 1. Default 0.01 (1 %).</summary>
    public decimal MarketOrderSlippage { get; set; } = 0.01m;

    /// <summary>Margin that a perpetual's order needs, as a fraction of its value. Above 0, at most 1. Default 1 (no leverage).</summary>
    public decimal InitialMarginRate { get; set; } = 1m;

    /// <summary>Most loss in one UTC day, realised and unrealised. Above 0, up to 10^12. Default 5,000.</summary>
    public decimal MaxDailyLoss { get; set; } = 5_000m;

    /// <summary>Most fall from the highest profit. Above 0, up to 10^12. Default 10,000.</summary>
    public decimal MaxDrawdown { get; set; } = 10_000m;

    /// <summary>Most loss of one strategy since its start or its last reset. Above 0, up to 10^12. Default 2,500.</summary>
    public decimal MaxStrategyLoss { get; set; } = 2_500m;

    /// <summary>Limits of single strategies, by strategy id; they hold beside those of the engine. Default empty.</summary>
    public IDictionary<string, StrategyRiskLimits> Strategies { get; set; } = new Dictionary<string, StrategyRiskLimits>(StringComparer.Ordinal);

    /// <summary>An order check uses a loss evaluation that is no older than this; after a fill it always makes a new one. 0 to 10 s. Default 100 ms.</summary>
    public TimeSpan LossEvaluationInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Limits of single instruments, by <c>SYMBOL.VENUE</c>. Default empty.</summary>
    public IDictionary<string, InstrumentRiskLimits> Instruments { get; set; } = new Dictionary<string, InstrumentRiskLimits>(StringComparer.Ordinal);

    /// <summary>A copy that later changes do not reach.</summary>
    internal RiskOptions Copy()
    {
        var copy = (RiskOptions)MemberwiseClone();
        copy.ConversionRates = new Dictionary<string, decimal>(ConversionRates, StringComparer.Ordinal);
        copy.Strategies = Strategies.ToDictionary(pair => pair.Key, pair => pair.Value.Copy(), StringComparer.Ordinal);
        copy.Instruments = Instruments.ToDictionary(pair => pair.Key, pair => pair.Value.Copy(), StringComparer.Ordinal);
        return copy;
    }

    /// <summary>Checks every value.</summary>
    /// <param name="path">Where these options stand in the configuration, such as <c>LiveTrading:Risk</c>; starts every problem.</param>
    /// <returns>All problems, each naming key, value and what is allowed; empty when all is well.</returns>
    public IReadOnlyList<string> Validate(string path)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(Currency))
            problems.Add($"{path}:{nameof(Currency)} is empty; allowed is a currency such as USDT.");
        Amount(nameof(MaxOrderNotional), MaxOrderNotional);
        Amount(nameof(MaxPositionNotional), MaxPositionNotional);
        Amount(nameof(MaxGrossExposure), MaxGrossExposure);
        Amount(nameof(MaxDailyLoss), MaxDailyLoss);
        Amount(nameof(MaxDrawdown), MaxDrawdown);
        Amount(nameof(MaxStrategyLoss), MaxStrategyLoss);
        Count(nameof(MaxOpenOrders), MaxOpenOrders, 10_000);
        Count(nameof(MaxOpenOrdersPerInstrument), MaxOpenOrdersPerInstrument, 10_000);
        Count(nameof(MaxOrdersPerSecond), MaxOrdersPerSecond, 10_000);
        Count(nameof(MaxOrdersPerMinute), MaxOrdersPerMinute, 100_000);
        Duration(nameof(DuplicateWindow), DuplicateWindow, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Duration(nameof(MaxMarketPriceAge), MaxMarketPriceAge, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Duration(nameof(MaxAccountAge), MaxAccountAge, TimeSpan.FromSeconds(1), TimeSpan.FromDays(2));
        Duration(nameof(LossEvaluationInterval), LossEvaluationInterval, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Fraction(nameof(MaxPriceDeviation), MaxPriceDeviation, zeroAllowed: false);
        Fraction(nameof(MarketOrderSlippage), MarketOrderSlippage, zeroAllowed: true);
        Fraction(nameof(InitialMarginRate), InitialMarginRate, zeroAllowed: false);
        if (ConversionRates is null)
            Missing(nameof(ConversionRates));
        else
            foreach ((string currency, decimal rate) in ConversionRates)
                if (rate is <= 0m or > LargestConversionRate || decimal.Round(rate, 8) != rate)
                    Problem($"{nameof(ConversionRates)}:{currency}", rate, "above 0, up to 1000000, at most eight decimal places");
        if (Strategies is null)
            Missing(nameof(Strategies));
        else
            foreach ((string strategy, StrategyRiskLimits limits) in Strategies)
                ValidateStrategy($"{nameof(Strategies)}:{strategy}", strategy, limits);
        if (Instruments is null)
            Missing(nameof(Instruments));
        else
            foreach ((string instrument, InstrumentRiskLimits limits) in Instruments)
                ValidateInstrument($"{nameof(Instruments)}:{instrument}", instrument, limits);
        return problems;

        void Problem(string key, object value, string allowed) =>
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{path}:{key} is {value}; allowed is {allowed}."));

        void Missing(string key) => problems.Add($"{path}:{key} is null; leave it out or give a map.");

        void Amount(string key, decimal value)
        {
            if (value is <= 0m or > LargestAmount)
                Problem(key, value, "above 0, up to 1000000000000");
        }

        void Count(string key, int value, int largest)
        {
            if (value < 1 || value > largest)
                Problem(key, value, string.Create(CultureInfo.InvariantCulture, $"1 to {largest}"));
        }

        void Duration(string key, TimeSpan value, TimeSpan smallest, TimeSpan largest)
        {
            if (value < smallest || value > largest)
                Problem(key, value, string.Create(CultureInfo.InvariantCulture, $"{smallest} to {largest}"));
        }

        void Fraction(string key, decimal value, bool zeroAllowed)
        {
            if (value > 1m || value < 0m || (value == 0m && !zeroAllowed))
                Problem(key, value, zeroAllowed ? "0 to 1" : "above 0, at most 1");
        }

        void ValidateStrategy(string key, string strategy, StrategyRiskLimits? limits)
        {
            if (!StrategyHost.IsValidName(strategy))
                problems.Add($"{path}:{key} is not a strategy's id; allowed are 1 to 32 letters, digits, '-' or '_'.");
            if (limits is null)
            {
                Missing(key);
                return;
            }

            if (limits.MaxLoss is { } loss)
                Amount($"{key}:{nameof(limits.MaxLoss)}", loss);
            if (limits.MaxOrderNotional is { } orderNotional)
                Amount($"{key}:{nameof(limits.MaxOrderNotional)}", orderNotional);
            if (limits.MaxPositionNotional is { } positionNotional)
                Amount($"{key}:{nameof(limits.MaxPositionNotional)}", positionNotional);
            if (limits.MaxOpenOrders is { } open)
                Count($"{key}:{nameof(limits.MaxOpenOrders)}", open, 10_000);
            if (limits.MaxOrdersPerSecond is { } second)
                Count($"{key}:{nameof(limits.MaxOrdersPerSecond)}", second, 10_000);
            if (limits.MaxOrdersPerMinute is { } minute)
                Count($"{key}:{nameof(limits.MaxOrdersPerMinute)}", minute, 100_000);
        }

        void ValidateInstrument(string key, string instrument, InstrumentRiskLimits? limits)
        {
            if (!Model.Identifiers.InstrumentId.TryParse(instrument, out _))
                problems.Add($"{path}:{key} is not an instrument; allowed is SYMBOL.VENUE such as BTCUSDT.BINANCE.");
            if (limits is null)
            {
                Missing(key);
                return;
            }

            if (limits.MaxOrderQuantity is { } orderQuantity)
                Amount($"{key}:{nameof(limits.MaxOrderQuantity)}", orderQuantity);
            if (limits.MaxPositionQuantity is { } positionQuantity)
                Amount($"{key}:{nameof(limits.MaxPositionQuantity)}", positionQuantity);
            if (limits.MaxOrderNotional is { } orderNotional)
                Amount($"{key}:{nameof(limits.MaxOrderNotional)}", orderNotional);
            if (limits.MaxPositionNotional is { } positionNotional)
                Amount($"{key}:{nameof(limits.MaxPositionNotional)}", positionNotional);
            if (limits.MaxPriceDeviation is { } deviation)
                Fraction($"{key}:{nameof(limits.MaxPriceDeviation)}", deviation, zeroAllowed: false);
        }
    }
}
