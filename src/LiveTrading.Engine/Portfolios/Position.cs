using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Portfolios;

/// <summary>
/// The netted position that own fills made in one instrument: of the whole engine or of one strategy. Loop thread; allocates
/// nothing after the first fill in a currency; every step is O(1).
/// </summary>
/// <remarks>
/// Average cost. Amounts are exact decimals; the only rounding is the cost taken out by a partial close, to
/// <see cref="CostDecimals"/> places, and what it cuts off stays in the cost of the rest. So at any mark
/// <c>RealizedPnl + UnrealizedPnl(mark) = CashFlow + SignedQuantity · mark</c> holds exactly, where to the cash flow a
/// commission charged in the base currency counts as base sold at the price of its fill.
/// </remarks>
public sealed class Position
{
    /// <summary>Decimal places of costs: those of a price times a quantity.</summary>
    public const int CostDecimals = 16;

    private readonly string _baseCurrency;
    private readonly string _quoteCurrency;
    private readonly Dictionary<string, decimal> _fees = new(StringComparer.Ordinal);

    internal Position(InstrumentHandle instrument, InstrumentId instrumentId, string baseCurrency, string quoteCurrency)
    {
        Instrument = instrument;
        InstrumentId = instrumentId;
        _baseCurrency = baseCurrency;
        _quoteCurrency = quoteCurrency;
    }

    /// <summary>The cache's handle of the instrument.</summary>
    public InstrumentHandle Instrument { get; }

    /// <summary>Symbol and venue.</summary>
    public InstrumentId InstrumentId { get; }

    /// <summary>Currency of prices, costs and profit.</summary>
    public string QuoteCurrency => _quoteCurrency;

    /// <summary>Signed sum of own fills less commission charged in the base currency: above zero long, below zero short.</summary>
    public decimal SignedQuantity { get; private set; }

    /// <summary>What the open position cost, signed like it: quantity times average price, in the quote currency.</summary>
    public decimal OpenCost { get; private set; }

    /// <summary>Average price of the open position; 0 when flat.</summary>
    public decimal AveragePrice => SignedQuantity == 0m ? 0m : OpenCost / SignedQuantity;

    /// <summary>Profit of what was closed, before commissions, in the quote currency.</summary>
    public decimal RealizedPnl { get; private set; }

    /// <summary>Commissions in the quote currency, those charged in the base currency valued at the price of their fill; those in a third currency are only in <see cref="Fees"/>; loss limits value them at the price of the moment.</summary>
    public decimal QuoteFees { get; private set; }

    /// <summary>Commissions by the currency they were charged in; rebates count negative.</summary>
    public IReadOnlyDictionary<string, decimal> Fees => _fees;

    /// <summary>Commissions in currencies that the instrument does not trade.</summary>
    internal List<(string Currency, decimal Amount)> OtherFees { get; } = [];

    /// <summary>Base quantity bought.</summary>
    public decimal BoughtQuantity { get; private set; }

    /// <summary>Base quantity sold.</summary>
    public decimal SoldQuantity { get; private set; }

    /// <summary>Price times quantity of all fills.</summary>
    public decimal TradedNotional { get; private set; }

    /// <summary>What sales brought less what purchases cost, commissions left out, in the quote currency.</summary>
    public decimal CashFlow { get; private set; }

    /// <summary>Own trades, those the venue took back not counted.</summary>
    public long FillCount { get; private set; }

    /// <summary>Price of the last fill; zero before the first.</summary>
    public Price LastFillPrice { get; private set; }

    /// <summary>True when nothing is held.</summary>
    public bool IsFlat => SignedQuantity == 0m;

    /// <summary>|position| in units of 10^-8, rounded up: for limits.</summary>
    internal Int128 CeilingUnits { get; private set; }

    /// <summary>|position| in units of 10^-8, rounded down: for what may be closed.</summary>
    internal Int128 FloorUnits { get; private set; }

    internal int Sign { get; private set; }

    /// <summary>Profit the open position would have at a price, in the quote currency.</summary>
    public decimal UnrealizedPnl(Price mark) => SignedQuantity * mark.AsDecimal - OpenCost;

    /// <summary>Realised and unrealised profit less <see cref="QuoteFees"/>.</summary>
    public decimal NetPnl(Price mark) => RealizedPnl + UnrealizedPnl(mark) - QuoteFees;

    internal void Apply(OrderSide side, Price price, Quantity quantity)
    {
        decimal amount = quantity.AsDecimal;
        if (side == OrderSide.Buy)
            BoughtQuantity += amount;
        else
            SoldQuantity += amount;
        FillCount++;
        decimal notional = quantity.Notional(price);
        TradedNotional += notional;
        CashFlow += side == OrderSide.Buy ? -notional : notional;
        LastFillPrice = price;
        Move(side == OrderSide.Buy ? amount : -amount, price.AsDecimal);
    }

    internal void Reverse(OrderSide side, Price price, Quantity quantity)
    {
        decimal amount = quantity.AsDecimal;
        if (side == OrderSide.Buy)
            BoughtQuantity -= amount;
        else
            SoldQuantity -= amount;
        FillCount--;
        decimal notional = quantity.Notional(price);
        TradedNotional -= notional;
        CashFlow -= side == OrderSide.Buy ? -notional : notional;
        Move(side == OrderSide.Buy ? -amount : amount, price.AsDecimal);
    }

    internal void ApplyCommission(decimal commission, string currency, Price price)
    {
        if (commission == 0m)
            return;
        _fees.TryGetValue(currency, out decimal sum);
        _fees[currency] = sum + commission;
        if (string.Equals(currency, _baseCurrency, StringComparison.Ordinal))
        {
            QuoteFees += commission * price.AsDecimal;
            Move(-commission, price.AsDecimal);
        }
        else if (string.Equals(currency, _quoteCurrency, StringComparison.Ordinal))
        {
            QuoteFees += commission;
        }
        else
        {
            AddOtherFee(currency, commission);
        }
    }

    internal void Restore(PositionSnapshot snapshot)
    {
        OpenCost = snapshot.OpenCost;
        RealizedPnl = snapshot.RealizedPnl;
        QuoteFees = snapshot.QuoteFees;
        BoughtQuantity = snapshot.BoughtQuantity;
        SoldQuantity = snapshot.SoldQuantity;
        TradedNotional = snapshot.TradedNotional;
        CashFlow = snapshot.CashFlow;
        FillCount = snapshot.FillCount;
        LastFillPrice = snapshot.LastFillPrice;
        _fees.Clear();
        OtherFees.Clear();
        foreach ((string currency, decimal amount) in snapshot.Fees)
        {
            _fees[currency] = amount;
            if (!string.Equals(currency, _baseCurrency, StringComparison.Ordinal) && !string.Equals(currency, _quoteCurrency, StringComparison.Ordinal))
                AddOtherFee(currency, amount);
        }

        SetQuantity(snapshot.SignedQuantity);
    }

    internal PositionSnapshot Export(StrategyId? strategy) => new()
    {
        InstrumentId = InstrumentId,
        StrategyId = strategy,
        SignedQuantity = SignedQuantity,
        OpenCost = OpenCost,
        RealizedPnl = RealizedPnl,
        QuoteFees = QuoteFees,
        Fees = new Dictionary<string, decimal>(_fees, StringComparer.Ordinal),
        BoughtQuantity = BoughtQuantity,
        SoldQuantity = SoldQuantity,
        TradedNotional = TradedNotional,
        CashFlow = CashFlow,
        FillCount = FillCount,
        LastFillPrice = LastFillPrice,
    };

    private void AddOtherFee(string currency, decimal amount)
    {
        for (int i = 0; i < OtherFees.Count; i++)
        {
            if (!string.Equals(OtherFees[i].Currency, currency, StringComparison.Ordinal))
                continue;
            OtherFees[i] = (currency, OtherFees[i].Amount + amount);
            return;
        }

        OtherFees.Add((currency, amount));
    }

    private void Move(decimal signed, decimal price)
    {
        decimal held = SignedQuantity;
        if (held == 0m || held > 0m == signed > 0m)
        {
            OpenCost += signed * price;
            SetQuantity(held + signed);
            return;
        }

        decimal closing = Math.Abs(signed) < Math.Abs(held) ? signed : -held;
        decimal cost = closing == -held ? OpenCost : decimal.Round(OpenCost / held * -closing, CostDecimals);
        RealizedPnl += -closing * price - cost;
        decimal opening = signed - closing;
        OpenCost = OpenCost - cost + opening * price;
        SetQuantity(held + signed);
    }

    private void SetQuantity(decimal quantity)
    {
        SignedQuantity = quantity;
        Sign = Math.Sign(quantity);
        decimal units = Math.Abs(quantity) * FixedPoint.One;
        CeilingUnits = (Int128)decimal.Ceiling(units);
        FloorUnits = (Int128)decimal.Floor(units);
    }
}
