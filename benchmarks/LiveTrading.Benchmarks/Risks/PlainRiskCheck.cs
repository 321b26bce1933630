using LiveTrading.Model.Orders;

namespace LiveTrading.Benchmarks.Risks;

/// <summary>The rules as they are plainly written: decimals, dictionaries by name, sums over the open orders by LINQ.</summary>
internal sealed class PlainRiskCheck
{
    public Dictionary<string, PlainInstrument> Instruments { get; } = [];

    public Dictionary<string, (decimal Bid, decimal Ask)> Quotes { get; } = [];

    public Dictionary<string, decimal> Balances { get; } = [];

    public Dictionary<string, decimal> Positions { get; } = [];

    public List<PlainOrder> OpenOrders { get; } = [];

    public Queue<long> Sent { get; } = [];

    /// <summary>Null when the order may go, else why not.</summary>
    public string? Check(PlainOrder order, long nowNanos)
    {
        if (!Instruments.TryGetValue(order.Instrument, out PlainInstrument? instrument))
            return "unknown instrument";
        if (order.Price % instrument.TickSize != 0 || order.Price < instrument.MinPrice || order.Price > instrument.MaxPrice)
            return "price";
        if (order.Quantity % instrument.LotSize != 0 || order.Quantity < instrument.MinQuantity || order.Quantity > instrument.MaxQuantity)
            return "quantity";
        decimal notional = order.Price * order.Quantity;
        if (notional < instrument.MinNotional || notional > instrument.MaxNotional || notional > 10_000m)
            return "notional";
        if (!Quotes.TryGetValue(order.Instrument, out (decimal Bid, decimal Ask) quote))
            return "no price";
        decimal middle = (quote.Bid + quote.Ask) / 2;
        if (Math.Abs(order.Price - middle) / middle > 0.05m)
            return "price band";
        if (order.Side == OrderSide.Buy ? order.Price >= quote.Ask : order.Price <= quote.Bid)
            return "crosses";
        decimal position = Positions.GetValueOrDefault(order.Instrument);
        decimal working = OpenOrders.Where(o => o.Instrument == order.Instrument && o.Side == order.Side).Sum(o => o.Quantity);
        if ((Math.Abs(position) + working + order.Quantity) * middle > 1_000_000m)
            return "position";
        if (OpenOrders.Sum(o => o.Price * o.Quantity) + notional > 1_000_000m)
            return "exposure";
        if (OpenOrders.Count >= 200 || OpenOrders.Count(o => o.Instrument == order.Instrument) >= 100)
            return "open orders";
        if (Sent.Count(t => nowNanos - t < 1_000_000_000) >= 10_000)
            return "rate";
        if (OpenOrders.Any(o => o.SentAt > nowNanos - 100_000_000 && o == order))
            return "duplicate";
        decimal locked = OpenOrders.Where(o => o.Side == OrderSide.Buy).Sum(o => o.Price * o.Quantity);
        return Balances["USDT"] - locked < notional ? "balance" : null;
    }
}

/// <summary>What <see cref="PlainRiskCheck"/> knows of an instrument.</summary>
internal sealed record PlainInstrument(decimal TickSize, decimal MinPrice, decimal MaxPrice, decimal LotSize, decimal MinQuantity, decimal MaxQuantity, decimal MinNotional, decimal MaxNotional);

/// <summary>What <see cref="PlainRiskCheck"/> knows of an order.</summary>
internal sealed record PlainOrder(string Instrument, OrderSide Side, decimal Price, decimal Quantity, long SentAt);
