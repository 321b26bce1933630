using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Model.Instruments;

/// <summary>
/// What can be traded and within which grid and bounds. Immutable; when a venue changes its rules a new object takes the
/// place of the old one in the cache under the same <see cref="Id"/>.
/// </summary>
public sealed record Instrument
{
    /// <summary>Symbol and venue.</summary>
    public required InstrumentId Id { get; init; }

    /// <summary>What is bought and sold, such as <c>BTC</c>.</summary>
    public required string BaseCurrency { get; init; }

    /// <summary>What prices are in, such as <c>USDT</c>.</summary>
    public required string QuoteCurrency { get; init; }

    /// <summary>Spot pair or perpetual.</summary>
    public InstrumentKind Kind { get; init; } = InstrumentKind.Spot;

    /// <summary>Whether new orders are taken now.</summary>
    public InstrumentStatus Status { get; init; } = InstrumentStatus.Trading;

    /// <summary>Prices are multiples of this; zero: no rule.</summary>
    public Price TickSize { get; init; }

    /// <summary>Lowest price; zero: no rule.</summary>
    public Price MinPrice { get; init; }

    /// <summary>Highest price; zero: no rule.</summary>
    public Price MaxPrice { get; init; }

    /// <summary>Quantities are multiples of this; zero: no rule.</summary>
    public Quantity LotSize { get; init; }

    /// <summary>Smallest order; zero: no rule.</summary>
    public Quantity MinQuantity { get; init; }

    /// <summary>Largest order; zero: no rule.</summary>
    public Quantity MaxQuantity { get; init; }

    /// <summary>Market orders are multiples of this; zero: only <see cref="LotSize"/> holds.</summary>
    public Quantity MarketLotSize { get; init; }

    /// <summary>Largest market order; zero: no rule of its own.</summary>
    public Quantity MaxMarketQuantity { get; init; }

    /// <summary>Smallest price times quantity; zero: no rule.</summary>
    public decimal MinNotional { get; init; }

    /// <summary>Largest price times quantity; zero: no rule.</summary>
    public decimal MaxNotional { get; init; }

    /// <summary>Whether <see cref="MinNotional"/> holds for market orders too.</summary>
    public bool MinNotionalAppliesToMarket { get; init; }

    /// <summary>Whether <see cref="MaxNotional"/> holds for market orders too.</summary>
    public bool MaxNotionalAppliesToMarket { get; init; }

    /// <summary>Lowest buy price as a multiple of the venue's reference price; zero: no rule.</summary>
    public decimal BuyPriceMultiplierDown { get; init; }

    /// <summary>Highest buy price as a multiple of the venue's reference price; zero: no rule.</summary>
    public decimal BuyPriceMultiplierUp { get; init; }

    /// <summary>Lowest sell price as a multiple of the venue's reference price; zero: no rule.</summary>
    public decimal SellPriceMultiplierDown { get; init; }

    /// <summary>Highest sell price as a multiple of the venue's reference price; zero: no rule.</summary>
    public decimal SellPriceMultiplierUp { get; init; }

    /// <summary>Most open orders of one account; zero: no rule.</summary>
    public int MaxOpenOrders { get; init; }

    /// <summary>Largest long base position incl. open buys; zero: no rule.</summary>
    public Quantity MaxPosition { get; init; }

    /// <summary>Order types the venue takes here.</summary>
    public IReadOnlyList<OrderType> OrderTypes { get; init; } = [OrderType.Market, OrderType.Limit];
}
