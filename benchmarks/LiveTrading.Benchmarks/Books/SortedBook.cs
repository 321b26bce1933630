namespace LiveTrading.Benchmarks.Books;

/// <summary>The plain .NET order book: a sorted dictionary a side, decimals.</summary>
internal sealed class SortedBook
{
    public SortedDictionary<decimal, decimal> Bids { get; } = new(Comparer<decimal>.Create((a, b) => b.CompareTo(a)));

    public SortedDictionary<decimal, decimal> Asks { get; } = [];

    public long LastUpdateId { get; set; }

    /// <summary>Sets a level, or removes it with quantity zero.</summary>
    public static void Set(SortedDictionary<decimal, decimal> side, decimal price, decimal quantity)
    {
        if (quantity == 0)
            side.Remove(price);
        else
            side[price] = quantity;
    }

    /// <summary>Highest bid and lowest offer.</summary>
    public (decimal Bid, decimal Ask) Best()
    {
        decimal bid = 0, ask = 0;
        foreach (KeyValuePair<decimal, decimal> level in Bids)
        {
            bid = level.Key;
            break;
        }

        foreach (KeyValuePair<decimal, decimal> level in Asks)
        {
            ask = level.Key;
            break;
        }

        return (bid, ask);
    }
}
