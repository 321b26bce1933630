using LiveTrading.Model;

namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>A symbol's filters in fixed point, with the venue's exact refusals.</summary>
internal sealed class SymbolRules(SimulatedSymbol symbol)
{
    private readonly long _tick = Raw(symbol.TickSize);
    private readonly long _minPrice = Raw(symbol.MinPrice);
    private readonly long _maxPrice = Raw(symbol.MaxPrice);
    private readonly long _minQuantity = Raw(symbol.MinQuantity);
    private readonly long _maxQuantity = Raw(symbol.MaxQuantity);
    private readonly long _maxMarketQuantity = Raw(symbol.MaxMarketQuantity);
    private readonly long _minNotional = Raw(symbol.MinNotional);
    private readonly long _maxNotional = Raw(symbol.MaxNotional);
    private readonly long _multiplierUp = Raw(symbol.PriceMultiplierUp);
    private readonly long _multiplierDown = Raw(symbol.PriceMultiplierDown);

    public SimulatedSymbol Symbol { get; } = symbol;

    public long Step { get; } = Raw(symbol.StepSize);

    /// <summary>Price times quantity, all times 10^8; saturates, so that an absurd product meets a limit instead of wrapping.</summary>
    public static long Notional(long price, long quantity)
    {
        Int128 product = (Int128)price * quantity / FixedPoint.One;
        return product > long.MaxValue ? long.MaxValue : (long)product;
    }

    /// <summary>Rounds down to the quantity grid.</summary>
    public long ToGrid(long quantity) => quantity - (quantity % Step);

    /// <summary>PRICE_FILTER for a price or a trigger.</summary>
    public VenueError? CheckPrice(long price) =>
        price < _minPrice || price > _maxPrice || price % _tick != 0 ? VenueError.Filter("PRICE_FILTER") : null;

    /// <summary>LOT_SIZE.</summary>
    public VenueError? CheckQuantity(long quantity) =>
        quantity < _minQuantity || quantity > _maxQuantity || quantity % Step != 0 ? VenueError.Filter("LOT_SIZE") : null;

    /// <summary>Every filter that concerns the ticket alone.</summary>
    /// <param name="ticket">The order.</param>
    /// <param name="reference">The last price; 0 when there is none yet, then what needs it is not checked.</param>
    public VenueError? Check(OrderTicket ticket, long reference)
    {
        bool market = ticket.Type is VenueOrderType.Market or VenueOrderType.StopLoss or VenueOrderType.TakeProfit;
        if (!market)
        {
            VenueError? price = CheckPrice(ticket.Price);
            if (price is not null)
                return price;
            if (reference > 0 && (ticket.Price > Notional(reference, _multiplierUp) || ticket.Price < Notional(reference, _multiplierDown)))
                return VenueError.Filter("PERCENT_PRICE_BY_SIDE");
        }

        if (ticket.StopPrice != 0 && CheckPrice(ticket.StopPrice) is { } stop)
            return stop;
        if (ticket.QuoteQuantity != 0)
            return ticket.QuoteQuantity < _minNotional ? VenueError.Filter("NOTIONAL") : null;
        VenueError? quantity = CheckQuantity(ticket.Quantity);
        if (quantity is not null)
            return quantity;
        if (market && ticket.Quantity > _maxMarketQuantity)
            return VenueError.Filter("MARKET_LOT_SIZE");
        long at = market ? reference : ticket.Price;
        if (at == 0)
            return null;
        long notional = Notional(at, ticket.Quantity);
        return notional < _minNotional || (!market && notional > _maxNotional) ? VenueError.Filter("NOTIONAL") : null;
    }

    private static long Raw(decimal value) => FixedPoint.FromDecimal(value);
}
