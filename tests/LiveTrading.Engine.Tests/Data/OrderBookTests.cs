using CsCheck;
using LiveTrading.Engine.Data;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Tests.Data;

public sealed class OrderBookTests
{
    private static BookLevel Level(decimal price, decimal quantity) => DataRig.Level(price, quantity);

    [Fact]
    public void Any_sequence_of_changes_equals_a_sorted_dictionary()
    {
        Gen<(bool IsBid, int Price, int Quantity)[]> changes =
            Gen.Select(Gen.Bool, Gen.Int[1, 400], Gen.Int[-2, 5], (isBid, price, quantity) => (isBid, price, Math.Max(quantity, 0))).Array[0, 3_000];

        changes.Sample(
            steps =>
            {
                var bids = new BookSide(isBid: true, 1_000);
                var asks = new BookSide(isBid: false, 1_000);
                var bidModel = new SortedDictionary<int, int>(Comparer<int>.Create((a, b) => b.CompareTo(a)));
                var askModel = new SortedDictionary<int, int>();
                foreach ((bool isBid, int price, int quantity) in steps)
                {
                    SortedDictionary<int, int> model = isBid ? bidModel : askModel;
                    Assert.True((isBid ? bids : asks).Set(new Price(price), new Quantity(quantity)));
                    if (quantity == 0)
                        model.Remove(price);
                    else
                        model[price] = quantity;
                }

                AssertSame(bidModel, bids);
                AssertSame(askModel, asks);
            },
            iter: 300);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Wide_books_that_grow_and_shrink_equal_a_sorted_dictionary(int seed)
    {
        var random = new Random(seed);
        var side = new BookSide(isBid: seed % 2 == 0, 100_000);
        var model = seed % 2 == 0 ? new SortedDictionary<int, int>(Comparer<int>.Create((a, b) => b.CompareTo(a))) : [];
        for (int round = 0; round < 6; round++)
        {
            for (int i = 0; i < 10_000; i++)
            {
                int price = random.Next(1, 20_000);
                int quantity = random.Next(100) < (round % 2 == 0 ? 10 : 85) ? 0 : random.Next(1, 1_000);
                side.Set(new Price(price), new Quantity(quantity));
                if (quantity == 0)
                    model.Remove(price);
                else
                    model[price] = quantity;
            }

            AssertSame(model, side);
        }

        foreach (int price in model.Keys.ToArray())
            side.Set(new Price(price), Quantity.Zero);
        Assert.Equal(0, side.Count);
        Assert.Equal(default, side.Best);
        Assert.True(side.Set(new Price(5), new Quantity(7)));
        Assert.Equal(new BookLevel(new Price(5), new Quantity(7)), side.Best);
    }

    [Fact]
    public void Many_chunks_that_stay_nearly_empty_do_not_use_up_the_arena()
    {
        var side = new BookSide(isBid: false, 1_000_000);
        for (int round = 0; round < 20; round++)
        {
            for (int i = 1; i <= 6_400; i++)
                side.Set(new Price(i), new Quantity(1));
            for (int i = 1; i <= 6_400; i++)
            {
                if (i % 40 != 0)
                    side.Set(new Price(i), Quantity.Zero);
            }

            Assert.Equal(160, side.Count);
            Assert.InRange(side.ChunkCount, 1, 20);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_largest_price_is_a_level_like_any_other(bool isBid)
    {
        var side = new BookSide(isBid, 1_000_000);
        var largest = new Price(long.MaxValue);
        for (int levels = 0; levels < 200; levels++)
        {
            side.Clear();
            for (int i = 1; i <= levels; i++)
                side.Set(new Price(i * 10), new Quantity(i));
            side.Set(largest, new Quantity(7));
            side.Set(largest, new Quantity(8));

            Assert.Equal(levels + 1, side.Count);
            Assert.Equal(new Quantity(8), side.QuantityAt(largest));
            Assert.Equal(Quantity.Zero, side.QuantityAt(new Price(5)));
            Assert.Equal(new BookLevel(largest, new Quantity(8)), side[isBid ? 0 : levels]);

            side.Set(largest, Quantity.Zero);
            Assert.Equal(levels, side.Count);
            Assert.Equal(Quantity.Zero, side.QuantityAt(largest));
        }
    }

    [Fact]
    public void Levels_are_read_by_index_enumeration_and_copy_alike()
    {
        var book = new OrderBook(new InstrumentHandle(0), 1_000);
        BookLevel[] bids = [.. Enumerable.Range(0, 300).Select(i => Level(1_000 - i, i + 1))];
        Assert.Equal(BookInvalidReason.None, book.Load(default, bids, []));

        List<BookLevel> enumerated = [];
        foreach (BookLevel level in book.Bids)
            enumerated.Add(level);
        var copied = new BookLevel[20];

        Assert.Equal(bids, enumerated);
        Assert.Equal(bids, Enumerable.Range(0, 300).Select(i => book.Bids[i]));
        Assert.Equal(20, book.Bids.CopyTo(copied));
        Assert.Equal(bids[..20], copied);
        Assert.Throws<ArgumentOutOfRangeException>(() => book.Bids[300]);
        Assert.Throws<ArgumentOutOfRangeException>(() => book.Bids[-1]);
    }

    [Fact]
    public void Load_takes_levels_in_any_order()
    {
        var book = new OrderBook(new InstrumentHandle(0), 1_000);
        int[] prices = [.. Enumerable.Range(1, 500)];
        new Random(7).Shuffle(prices);

        book.Load(default, [.. prices.Select(p => Level(p, 1))], []);

        Assert.Equal(Enumerable.Range(1, 500).Reverse().Select(p => (decimal)p), Enumerable.Range(0, 500).Select(i => book.Bids[i].Price.AsDecimal));
    }

    [Fact]
    public void QuantityAt_knows_exactly_the_levels_there_are()
    {
        var book = new OrderBook(new InstrumentHandle(0), 1_000);
        book.Load(default, [Level(99, 3)], [Level(101, 4)]);

        Assert.Equal(Quantity.Of(3), book.Bids.QuantityAt(Price.Of(99)));
        Assert.Equal(Quantity.Of(4), book.Asks.QuantityAt(Price.Of(101)));
        Assert.Equal(Quantity.Zero, book.Bids.QuantityAt(Price.Of(98)));
        Assert.Equal(Quantity.Zero, book.Bids.QuantityAt(Price.Of(100)));
        Assert.Equal(Quantity.Zero, book.Asks.QuantityAt(Price.Of(99)));
    }

    [Fact]
    public void TryGetBest_is_false_without_both_sides_or_when_not_valid()
    {
        var book = new OrderBook(new InstrumentHandle(0), 1_000);
        book.Load(default, [Level(99, 1)], []);
        book.MarkValid();
        Assert.False(book.TryGetBest(out _, out _));

        book.Load(default, [Level(99, 1)], [Level(101, 1)]);
        Assert.True(book.TryGetBest(out BookLevel bid, out BookLevel ask));
        Assert.Equal((99m, 101m), (bid.Price.AsDecimal, ask.Price.AsDecimal));

        book.Invalidate(BookInvalidReason.Gap);
        Assert.False(book.TryGetBest(out _, out _));
        Assert.Equal(0, book.Bids.Count + book.Asks.Count);
    }

    [Fact]
    public void Changes_in_a_steady_state_allocate_nothing()
    {
        var book = new OrderBook(new InstrumentHandle(0), 100_000);
        book.Load(default, [.. Enumerable.Range(0, 1_000).Select(i => Level(10_000 - i, 1))], [.. Enumerable.Range(0, 1_000).Select(i => Level(10_001 + i, 1))]);
        var random = new Random(1);
        BookLevel[][] bids = [.. Enumerable.Range(0, 64).Select(_ => Changes(random, 9_000, 10_001))];
        BookLevel[][] asks = [.. Enumerable.Range(0, 64).Select(_ => Changes(random, 10_001, 11_000))];
        for (int i = 0; i < 640; i++)
            book.Apply(default, bids[i % 64], asks[i % 64]);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 6_400; i++)
            book.Apply(default, bids[i % 64], asks[i % 64]);
        long top = 0;
        foreach (BookLevel level in book.Bids)
            top += level.Quantity.Raw;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.True(top > 0);
    }

    private static BookLevel[] Changes(Random random, int low, int high) =>
        [.. Enumerable.Range(0, 40).Select(_ => Level(random.Next(low, high), random.Next(3)))];

    private static void AssertSame(SortedDictionary<int, int> model, BookSide side)
    {
        Assert.Equal(model.Count, side.Count);
        var levels = new BookLevel[model.Count + 1];
        Assert.Equal(model.Count, side.CopyTo(levels));
        Assert.Equal(model.Select(l => new BookLevel(new Price(l.Key), new Quantity(l.Value))), levels[..model.Count]);
        if (model.Count > 0)
        {
            Assert.Equal(levels[0], side.Best);
            Assert.Equal(levels[model.Count / 2], side[model.Count / 2]);
            Assert.Equal(levels[model.Count / 2].Quantity, side.QuantityAt(levels[model.Count / 2].Price));
        }
    }
}
