using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Recordings;
using LiveTrading.Engine.Data;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Venues.Simulated.Capture;

namespace LiveTrading.Benchmarks.Books;

/// <summary>Changing levels of an order book, in messages of twenty as a venue sends them, best bid and offer read after each.</summary>
internal sealed class BookBenchmarks : IBenchmarkGroup
{
    private const int LevelsPerMessage = 10;
    private const int MessagesPerCycle = 512;
    private const long Tick = 1_000_000;
    private const long Middle = 6_170_000_000_000;

    public string Name => "book";

    public IEnumerable<Row> Measure(int rounds)
    {
        foreach (int levels in (int[])[10, 100, 1_000, 10_000])
        {
            Target target = levels == 1_000 ? new Target(12, "≤ 50 ns", 50) : new Target(12, "growth ≤ log n");
            yield return Rows($"a level, {levels:N0} a side, anywhere", target, Full(levels), Random(levels)).Measure(rounds);
        }

        yield return Rows("a level, the recording", new Target(12, "as the market moves"), RecordedSnapshot(), RecordedChanges()).Measure(rounds);
    }

    private static Contest Rows(string name, Target target, LevelChange start, LevelChange[] changes)
    {
        OrderBook ours = new(new InstrumentHandle(0), 1_000_000);
        BenchmarkException.Require(ours.Load(Update(1), start.Bids, start.Asks) == BookInvalidReason.None, $"{name}: the book did not load.");
        SortedBook theirs = new();
        (decimal Price, decimal Quantity)[][] bids = [.. changes.Select(c => Decimals(c.Bids))];
        (decimal Price, decimal Quantity)[][] asks = [.. changes.Select(c => Decimals(c.Asks))];
        Apply(theirs, Decimals(start.Bids), Decimals(start.Asks));
        foreach (LevelChange change in changes)
            BenchmarkException.Require(ours.Apply(Update(1), change.Bids, change.Asks) is BookInvalidReason.None or BookInvalidReason.Crossed, $"{name}: a change was not taken.");
        for (int i = 0; i < changes.Length; i++)
            Apply(theirs, bids[i], asks[i]);
        BenchmarkException.Require(
            ours.Bids.Count == theirs.Bids.Count && ours.Asks.Count == theirs.Asks.Count && ours.BestBid.Price.AsDecimal == theirs.Best().Bid && ours.BestAsk.Price.AsDecimal == theirs.Best().Ask,
            $"{name}: the books differ.");
        long units = changes.Sum(c => c.Bids.Length + c.Asks.Length);
        return new Contest(
            "book",
            name,
            target,
            new Contender("OrderBook", n =>
            {
                long sum = 0;
                for (int i = 0; i < n; i++)
                {
                    foreach (LevelChange change in changes)
                    {
                        ours.Apply(Update(i), change.Bids, change.Asks);
                        sum += ours.BestBid.Price.Raw + ours.BestAsk.Price.Raw;
                    }
                }

                return sum == 1 ? 0 : n * units;
            }),
            new Contender("SortedDictionary", n =>
            {
                decimal sum = 0;
                for (int i = 0; i < n; i++)
                {
                    for (int c = 0; c < bids.Length; c++)
                    {
                        Apply(theirs, bids[c], asks[c]);
                        (decimal bid, decimal ask) = theirs.Best();
                        sum += bid + ask;
                    }
                }

                return sum == 1 ? 0 : n * units;
            }));
    }

    private static void Apply(SortedBook book, (decimal Price, decimal Quantity)[] bids, (decimal Price, decimal Quantity)[] asks)
    {
        foreach ((decimal price, decimal quantity) in bids)
            SortedBook.Set(book.Bids, price, quantity);
        foreach ((decimal price, decimal quantity) in asks)
            SortedBook.Set(book.Asks, price, quantity);
    }

    private static BookUpdate Update(long id) => new(new InstrumentHandle(0), id, id, default, default);

    private static (decimal Price, decimal Quantity)[] Decimals(BookLevel[] levels) => [.. levels.Select(l => (l.Price.AsDecimal, l.Quantity.AsDecimal))];

    // Every second price is taken, so that as many changes insert as remove.
    private static LevelChange Full(int levels) => new(
        [.. Enumerable.Range(0, levels).Select(i => Level(Middle - Tick - (2 * i * Tick), 1))],
        [.. Enumerable.Range(0, levels).Select(i => Level(Middle + Tick + (2 * i * Tick), 1))]);

    /// <summary>Half change a quantity, a quarter insert and a quarter remove, anywhere in the book: harder than a market, which moves at the top.</summary>
    private static LevelChange[] Random(int levels)
    {
        Random random = new(levels);
        BookLevel[] Side(int sign) =>
        [
            .. Enumerable.Range(0, LevelsPerMessage).Select(_ =>
            {
                int place = random.Next(2 * levels);
                bool removed = random.Next(2) == 0 && place % 2 == 1;
                return Level(Middle + (sign * (place + 1) * Tick), removed ? 0 : random.Next(1, 1_000));
            }),
        ];
        return [.. Enumerable.Range(0, MessagesPerCycle).Select(_ => new LevelChange(Side(-1), Side(1)))];
    }

    private static LevelChange RecordedSnapshot() => DepthOf(RecordedSession.Bundled.Snapshot, "bids", "asks");

    private static LevelChange[] RecordedChanges() =>
        [.. RecordedSession.Bundled.First(CaptureRecordKind.Depth, int.MaxValue).Select(m => DepthOf(m, "b", "a"))];

    private static LevelChange DepthOf(byte[] message, string bids, string asks)
    {
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(message);
        System.Text.Json.JsonElement data = document.RootElement.TryGetProperty("data", out System.Text.Json.JsonElement inner) ? inner : document.RootElement;
        return new LevelChange(Levels(data.GetProperty(bids)), Levels(data.GetProperty(asks)));

        static BookLevel[] Levels(System.Text.Json.JsonElement side) =>
            [.. side.EnumerateArray().Select(l => new BookLevel(Price.Of(Number(l[0])), Quantity.Of(Number(l[1]))))];

        static decimal Number(System.Text.Json.JsonElement text) => decimal.Parse(text.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static BookLevel Level(long price, long quantity) => new(new Price(price), new Quantity(quantity * FixedPoint.One));
}
