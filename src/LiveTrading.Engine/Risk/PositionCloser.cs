using System.Globalization;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>Closes the engine's own positions with price-bounded IOC orders no larger than min(position, free, the venue's largest order). What cannot be sold is dust and stays.</summary>
internal sealed class PositionCloser(Portfolio portfolio, Cache cache, IOrderEntry orders, decimal priceBand)
{
    /// <summary>True when a position is held that an order could make smaller.</summary>
    public bool HasClosable
    {
        get
        {
            foreach (Position position in portfolio.PositionList)
            {
                if (!position.IsFlat && !IsDust(position))
                    return true;
            }

            return false;
        }
    }

    /// <summary>One closing order for each position.</summary>
    /// <returns>How many went out; those that were denied do not count.</returns>
    public int SendClosingOrders()
    {
        int sent = 0;
        foreach (Position position in portfolio.PositionList)
        {
            if (!position.IsFlat && TryMake(position, out OrderRequest request) && orders.Submit(RiskEngine.KillSwitchOwner, in request).State != OrderState.Denied)
                sent++;
        }

        return sent;
    }

    /// <summary>What is held, for people.</summary>
    public string DescribeLeft()
    {
        var left = new List<string>();
        foreach (Position position in portfolio.PositionList)
        {
            if (!position.IsFlat)
                left.Add(string.Create(CultureInfo.InvariantCulture, $"{position.SignedQuantity} {position.InstrumentId}{(IsDust(position) ? " (too small to sell)" : "")}"));
        }

        return left.Count == 0 ? "Nothing is held." : "Held: " + string.Join(", ", left) + ".";
    }

    private bool IsDust(Position position)
    {
        Instrument instrument = cache.Instrument(position.Instrument);
        long quantity = OnLot(instrument, Units(position));
        if (quantity <= 0 || quantity < instrument.MinQuantity.Raw)
            return true;
        long price = BestPrice(position) is > 0 and var best ? best : position.LastFillPrice.Raw;
        return WideAmount.Notional(quantity, price) < WideAmount.Ceiling(instrument.MinNotional);
    }

    private bool TryMake(Position position, out OrderRequest request)
    {
        request = default;
        Instrument instrument = cache.Instrument(position.Instrument);
        long price = BoundedPrice(instrument, position);
        if (price <= 0)
            return false;
        bool sells = position.Sign > 0;
        long quantity = Units(position);
        if (instrument.Kind == InstrumentKind.Spot)
            quantity = Math.Min(quantity, Affordable(instrument, sells, price));
        if (instrument.MaxQuantity.Raw > 0)
            quantity = Math.Min(quantity, instrument.MaxQuantity.Raw);
        if (instrument.MaxMarketQuantity.Raw > 0)
            quantity = Math.Min(quantity, instrument.MaxMarketQuantity.Raw);
        if (instrument.MaxNotional > 0m)
            quantity = Math.Min(quantity, LargestByValue(instrument, Math.Max(price, BestPrice(position))));
        quantity = OnLot(instrument, quantity);
        if (quantity <= 0)
            return false;
        request = OrderRequest.Limit(position.Instrument, sells ? OrderSide.Sell : OrderSide.Buy, new Quantity(quantity), new Price(price), TimeInForce.Ioc) with { ReduceOnly = true };
        return true;
    }

    private static long LargestByValue(Instrument instrument, long price)
    {
        Int128 units = WideAmount.Floor(instrument.MaxNotional) / price;
        return units > long.MaxValue ? long.MaxValue : (long)units;
    }

    private static long Units(Position position) => position.FloorUnits > long.MaxValue ? long.MaxValue : (long)position.FloorUnits;

    private static long OnLot(Instrument instrument, long quantity)
    {
        long lot = instrument.LotSize.Raw;
        return lot > 0 ? quantity - quantity % lot : quantity;
    }

    private long BestPrice(Position position)
    {
        if (!cache.HasQuote(position.Instrument))
            return 0;
        ref readonly QuoteTick quote = ref cache.Quote(position.Instrument);
        return position.Sign > 0 ? quote.BidPrice.Raw : quote.AskPrice.Raw;
    }

    // On the tick grid, on the side that trades less far from the market.
    private long BoundedPrice(Instrument instrument, Position position)
    {
        long best = BestPrice(position);
        if (best <= 0)
            return 0;
        bool sells = position.Sign > 0;
        decimal bounded = best * (sells ? 1m - priceBand : 1m + priceBand);
        if (bounded >= long.MaxValue)
            return best;
        long price = (long)bounded;
        long tick = instrument.TickSize.Raw;
        if (tick <= 0)
            return price;
        long rest = price % tick;
        return sells && rest != 0 ? price - rest + tick : price - rest;
    }

    private long Affordable(Instrument instrument, bool sells, long price)
    {
        AccountBalance? balance = portfolio.FindAccount(instrument.Id.Venue)?.Find(sells ? instrument.BaseCurrency : instrument.QuoteCurrency);
        if (balance is null || balance.SpendableFree <= 0)
            return 0;
        Int128 units = sells ? balance.SpendableFree / FixedPoint.One : balance.SpendableFree / price;
        return units > long.MaxValue ? long.MaxValue : (long)units;
    }
}
