using LiveTrading.Engine.Data;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Tests.Data;

/// <summary>A venue that remembers its book after every update, as plain sorted dictionaries.</summary>
internal sealed class ReferenceVenue(Random random)
{
    private readonly Dictionary<long, (SortedDictionary<long, long> Bids, SortedDictionary<long, long> Asks)> _history = [];
    private readonly SortedDictionary<long, long> _bids = new() { [99] = 1, [98] = 2 };
    private readonly SortedDictionary<long, long> _asks = new() { [101] = 1, [102] = 2 };
    private long _id = 100;

    public Difference Step()
    {
        Remember();
        long first = _id + 1;
        List<BookLevel> bids = [];
        List<BookLevel> asks = [];
        int changes = random.Next(1, 6);
        for (int i = 0; i < changes; i++)
        {
            _id++;
            bool isBid = random.Next(2) == 0;
            long price = isBid ? random.Next(50, 100) : random.Next(101, 150);
            long quantity = random.Next(4);
            (isBid ? bids : asks).Add(new BookLevel(new Price(price), new Quantity(quantity)));
            SortedDictionary<long, long> side = isBid ? _bids : _asks;
            if (quantity == 0)
                side.Remove(price);
            else
                side[price] = quantity;
        }

        Remember();
        return new Difference(first, _id, [.. bids], [.. asks]);
    }

    /// <summary>The book as it was so many updates ago.</summary>
    public (long Id, BookLevel[] Bids, BookLevel[] Asks) SnapshotAt(int updatesAgo)
    {
        long id = _history.Keys.OrderDescending().Skip(updatesAgo).FirstOrDefault(100);
        (SortedDictionary<long, long> bids, SortedDictionary<long, long> asks) = _history[id];
        return (id, [.. Levels(bids).Reverse()], [.. Levels(asks)]);
    }

    public int AssertEqualWhenValid(OrderBook book)
    {
        if (!book.IsValid)
            return 0;
        (SortedDictionary<long, long> bids, SortedDictionary<long, long> asks) = _history[book.LastUpdateId];
        var read = new BookLevel[book.Bids.Count];
        book.Bids.CopyTo(read);
        Assert.Equal(Levels(bids).Reverse(), read);
        read = new BookLevel[book.Asks.Count];
        book.Asks.CopyTo(read);
        Assert.Equal(Levels(asks), read);
        return 1;
    }

    private static IEnumerable<BookLevel> Levels(SortedDictionary<long, long> side) =>
        side.Select(l => new BookLevel(new Price(l.Key), new Quantity(l.Value)));

    private void Remember() => _history[_id] = (new SortedDictionary<long, long>(_bids), new SortedDictionary<long, long>(_asks));

    internal sealed record Difference(long First, long Last, BookLevel[] Bids, BookLevel[] Asks);
}
