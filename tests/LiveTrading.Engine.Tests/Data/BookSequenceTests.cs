using CsCheck;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Tests.Data;

/// <summary>The range-sequence rule under gaps, duplicates, reordering, and late, old or missing snapshots.</summary>
public sealed class BookSequenceTests
{
    private const long Second = UnixNanos.PerSecond;

    private static BookLevel Level(decimal price, decimal quantity) => DataRig.Level(price, quantity);

    [Fact]
    public void Snapshot_is_asked_for_when_the_feed_is_ready_and_makes_the_book_valid()
    {
        var rig = new DataRig();
        rig.Engine.Subscribe(rig.Handle, MarketDataKinds.Book);
        Assert.Equal((0, BookState.Invalid, BookInvalidReason.Starting), (rig.Client.SnapshotRequests, rig.Book.State, rig.Book.Reason));

        rig.Engine.OnFeedReady(rig.Handle);
        Assert.Equal((1, BookState.Synchronising), (rig.Client.SnapshotRequests, rig.Book.State));

        rig.Snapshot(100);
        Assert.Equal((BookState.Valid, BookInvalidReason.None, 100), (rig.Book.State, rig.Book.Reason, rig.Book.LastUpdateId));
    }

    [Fact]
    public void Updates_before_the_feed_is_said_to_be_ready_start_the_synchronisation()
    {
        var rig = new DataRig();
        rig.Engine.Subscribe(rig.Handle, MarketDataKinds.Book);

        rig.Update(101, 102, bids: [Level(98, 5)]);
        rig.Snapshot(101);

        Assert.Equal(1, rig.Client.SnapshotRequests);
        Assert.Equal((BookState.Valid, 102), (rig.Book.State, rig.Book.LastUpdateId));
        Assert.Equal(Quantity.Of(5), rig.Book.Bids.QuantityAt(Price.Of(98)));
    }

    [Fact]
    public void Buffered_updates_are_dropped_up_to_the_snapshot_and_applied_after_it()
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Update(95, 99, bids: [Level(90, 1)]);
        rig.Update(100, 104, bids: [Level(91, 2)]);
        rig.Update(105, 105, bids: [Level(92, 3)]);

        rig.Snapshot(102);

        Assert.Equal(105, rig.Book.LastUpdateId);
        Assert.Equal([99m, 92m, 91m], Prices(rig.Book.Bids));
        Assert.Equal(1, rig.Engine.Counters.Ignored);
    }

    [Fact]
    public void First_update_right_behind_the_snapshot_is_continuous()
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Update(103, 104, bids: [Level(91, 2)]);

        rig.Snapshot(102);

        Assert.Equal((BookState.Valid, 104), (rig.Book.State, rig.Book.LastUpdateId));
    }

    [Fact]
    public void Snapshot_older_than_the_first_update_is_asked_for_again_and_the_buffer_is_kept()
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Update(103, 104, bids: [Level(91, 2)]);

        rig.Snapshot(101);
        Assert.Equal((BookState.Invalid, BookInvalidReason.SnapshotTooOld), (rig.Book.State, rig.Book.Reason));
        rig.Time.Advance(Second);
        Assert.Equal(2, rig.Client.SnapshotRequests);

        rig.Snapshot(103);
        Assert.Equal((BookState.Valid, 104), (rig.Book.State, rig.Book.LastUpdateId));
        Assert.Equal(1, rig.Engine.Counters.SnapshotFailures);
    }

    [Fact]
    public void Gap_empties_the_book_says_so_and_the_update_behind_it_is_kept_for_the_next_snapshot()
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Snapshot(100);

        rig.Update(102, 103, bids: [Level(91, 2)]);
        Assert.Equal((false, BookInvalidReason.Gap, 0), (rig.Book.IsValid, rig.Book.Reason, rig.Book.Bids.Count));
        rig.Time.Advance(Second);
        rig.Snapshot(102, bids: [Level(99, 1)]);

        Assert.Equal((BookState.Valid, 103), (rig.Book.State, rig.Book.LastUpdateId));
        Assert.Equal([99m, 91m], Prices(rig.Book.Bids));
        Assert.Equal(1, rig.Engine.Counters.Gaps);
        Assert.Equal(1, rig.Engine.Counters.Resyncs);
        Assert.Contains(rig.BookEvents, e => e is { State: BookState.Invalid, Reason: BookInvalidReason.Gap, Detail: not null });
        Assert.Equal(BookState.Valid, rig.BookEvents[^1].State);
    }

    [Fact]
    public void Old_and_repeated_updates_have_no_effect()
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Snapshot(100);
        rig.Update(101, 105, bids: [Level(91, 2)]);

        rig.Update(101, 105, bids: [Level(91, 7)]);
        rig.Update(90, 95, bids: [Level(91, 8)]);

        Assert.Equal((BookState.Valid, 105), (rig.Book.State, rig.Book.LastUpdateId));
        Assert.Equal(Quantity.Of(2), rig.Book.Bids.QuantityAt(Price.Of(91)));
        Assert.Equal(2, rig.Engine.Counters.Ignored);
    }

    [Fact]
    public void Update_that_overlaps_the_last_one_is_applied()
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Snapshot(100);

        rig.Update(98, 105, bids: [Level(91, 2)]);

        Assert.Equal((BookState.Valid, 105), (rig.Book.State, rig.Book.LastUpdateId));
    }

    [Fact]
    public void Crossed_book_is_never_valid_and_is_synchronised_anew()
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Snapshot(100);

        rig.Update(101, 101, bids: [Level(101, 1)]);

        Assert.False(rig.Book.IsValid);
        Assert.Equal((BookInvalidReason.Crossed, 1), (rig.Book.Reason, rig.Engine.Counters.Crossed));
        rig.Time.Advance(Second);
        Assert.Equal(2, rig.Client.SnapshotRequests);
    }

    [Fact]
    public void Crossed_snapshot_is_refused()
    {
        var rig = new DataRig();
        rig.SubscribeBook();

        rig.Snapshot(100, bids: [Level(101, 1)], asks: [Level(100, 1)]);

        Assert.False(rig.Book.IsValid);
        Assert.Equal(0, rig.Book.Bids.Count);
        rig.Time.Advance(Second);
        Assert.Equal(2, rig.Client.SnapshotRequests);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(long.MinValue, 1)]
    [InlineData(1, long.MinValue)]
    public void Impossible_level_invalidates_the_book(long price, long quantity)
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Snapshot(100);

        rig.Update(101, 101, asks: [new BookLevel(new Price(price), new Quantity(quantity))]);

        Assert.False(rig.Book.IsValid);
        Assert.Equal((BookInvalidReason.Malformed, 1), (rig.Book.Reason, rig.Engine.Counters.Malformed));
    }

    [Theory]
    [InlineData(105, 101)]
    [InlineData(-5, 105)]
    [InlineData(long.MinValue, long.MaxValue)]
    public void Impossible_range_invalidates_the_book(long first, long last)
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Snapshot(100);

        rig.Update(first, last, bids: [Level(90, 1)]);

        Assert.False(rig.Book.IsValid);
        Assert.Equal(1, rig.Engine.Counters.Malformed);
    }

    [Fact]
    public void Impossible_snapshot_is_refused_and_asked_for_again()
    {
        var rig = new DataRig();
        rig.SubscribeBook();

        rig.Snapshot(-1);
        rig.Time.Advance(Second);

        Assert.False(rig.Book.IsValid);
        Assert.Equal(2, rig.Client.SnapshotRequests);
    }

    [Fact]
    public void Numbering_that_began_anew_is_noticed_after_a_thousand_old_updates()
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Snapshot(long.MaxValue);
        Assert.True(rig.Book.IsValid);

        for (int i = 1; i <= 1_000; i++)
            rig.Update(i, i);

        Assert.False(rig.Book.IsValid);
        Assert.Equal(BookInvalidReason.Gap, rig.Book.Reason);
    }

    [Fact]
    public void Failed_snapshots_are_asked_for_again_with_doubling_waits_up_to_the_maximum()
    {
        var rig = new DataRig(new DataEngineOptions { ResyncBaseNanos = Second, ResyncMaxNanos = 8 * Second, SnapshotIntervalNanos = 0, StaleAfterNanos = 0 });
        List<long> asked = [];
        rig.Client.SnapshotAsked = h =>
        {
            asked.Add(rig.Time.MonotonicNanos / Second);
            rig.Engine.OnBookSnapshotFailed(h, "no");
        };

        rig.SubscribeBook();
        rig.Time.Advance(40 * Second);

        Assert.Equal([0, 1, 3, 7, 15, 23, 31, 39], asked);
        Assert.Equal(8, rig.Engine.Counters.SnapshotFailures);
    }

    [Fact]
    public void Snapshot_that_never_comes_times_out_and_is_asked_for_again()
    {
        var rig = new DataRig(new DataEngineOptions { SnapshotTimeoutNanos = 5 * Second });
        rig.SubscribeBook();

        rig.Time.Advance(6 * Second);

        Assert.Equal(2, rig.Client.SnapshotRequests);
        rig.Snapshot(100);
        Assert.True(rig.Book.IsValid);
        rig.Time.Advance(60 * Second);
        Assert.Equal(2, rig.Client.SnapshotRequests);
    }

    [Fact]
    public void Snapshot_requests_of_many_books_are_spaced()
    {
        var rig = new DataRig(new DataEngineOptions { SnapshotIntervalNanos = Second, SnapshotTimeoutNanos = 600 * Second });
        List<long> asked = [];
        rig.Client.SnapshotAsked = _ => asked.Add(rig.Time.MonotonicNanos / Second);
        for (int i = 0; i < 4; i++)
        {
            InstrumentHandle handle = rig.Cache.AddInstrument(DataRig.NewInstrument($"S{i}"));
            rig.Engine.Subscribe(handle, MarketDataKinds.Book);
            rig.Engine.OnFeedReady(handle);
        }

        rig.Time.Advance(10 * Second);

        Assert.Equal([0, 1, 2, 3], asked);
    }

    [Fact]
    public void Stable_book_that_breaks_is_asked_for_at_once_and_an_unstable_one_is_not()
    {
        var rig = new DataRig(new DataEngineOptions { ResyncStableNanos = 30 * Second, ResyncBaseNanos = Second });
        rig.SubscribeBook();
        rig.Snapshot(100);
        rig.Time.Advance(31 * Second);

        rig.Update(200, 201);
        Assert.Equal(2, rig.Client.SnapshotRequests);
        rig.Snapshot(200);
        rig.Update(300, 301);
        Assert.Equal(2, rig.Client.SnapshotRequests);
        rig.Time.Advance(Second);
        Assert.Equal(3, rig.Client.SnapshotRequests);
    }

    [Fact]
    public void Feed_lost_empties_the_book_and_nothing_revives_it_until_the_feed_is_ready()
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Snapshot(100);

        rig.Engine.OnFeedLost(rig.Handle, "gone");
        rig.Update(101, 101, bids: [Level(90, 1)]);
        rig.Snapshot(105);
        rig.Time.Advance(120 * Second);
        Assert.Equal((BookState.Invalid, BookInvalidReason.FeedLost, 1), (rig.Book.State, rig.Book.Reason, rig.Client.SnapshotRequests));

        rig.Engine.OnFeedReady(rig.Handle);
        rig.Snapshot(50);
        Assert.Equal((BookState.Valid, 50), (rig.Book.State, rig.Book.LastUpdateId));
    }

    [Fact]
    public void Buffer_that_is_full_begins_anew_and_recovers()
    {
        var rig = new DataRig(new DataEngineOptions { MaxBufferedUpdates = 10 });
        rig.SubscribeBook();
        for (int i = 1; i <= 11; i++)
            rig.Update(i, i, bids: [Level(90, i)]);
        Assert.Equal(BookInvalidReason.BufferOverflow, rig.Book.Reason);

        rig.Time.Advance(Second);
        rig.Update(12, 12, bids: [Level(91, 1)]);
        rig.Snapshot(11);

        Assert.Equal((BookState.Valid, 12), (rig.Book.State, rig.Book.LastUpdateId));
    }

    [Fact]
    public void Book_deeper_than_allowed_is_invalid()
    {
        var rig = new DataRig(cacheOptions: new CacheOptions { MaxBookLevels = 10 });
        rig.SubscribeBook();
        rig.Snapshot(100);

        rig.Update(101, 101, bids: [.. Enumerable.Range(1, 10).Select(i => Level(i, 1))]);

        Assert.Equal((false, BookInvalidReason.TooManyLevels), (rig.Book.IsValid, rig.Book.Reason));
    }

    [Fact]
    public void Last_subscriber_leaving_empties_the_book_and_stops_all_work()
    {
        var rig = new DataRig(new DataEngineOptions { StaleAfterNanos = 0 });
        rig.SubscribeBook();

        rig.Engine.Unsubscribe(rig.Handle, MarketDataKinds.Book);
        rig.Snapshot(100);
        rig.Time.Advance(600 * Second);

        Assert.Equal((BookState.Invalid, BookInvalidReason.NotSubscribed), (rig.Book.State, rig.Book.Reason));
        Assert.Equal(1, rig.Client.SnapshotRequests);
        Assert.Equal(0, rig.Time.ActiveTimers);
    }

    [Fact]
    public void Handler_that_ends_the_subscription_when_the_book_breaks_ends_it()
    {
        var rig = new DataRig(new DataEngineOptions { StaleAfterNanos = 0 });
        rig.Bus.Subscribe(SystemTopics.Book, (in BookStateEvent e) =>
        {
            if (e.Reason == BookInvalidReason.Gap && e.State == BookState.Invalid)
                rig.Engine.Unsubscribe(rig.Handle, MarketDataKinds.Book);
        });
        rig.SubscribeBook();
        rig.Snapshot(100);

        rig.Update(200, 201);
        rig.Time.Advance(600 * Second);

        Assert.Equal(1, rig.Client.SnapshotRequests);
        Assert.Equal(0, rig.Time.ActiveTimers);
    }

    [Fact]
    public void Whole_books_from_a_venue_without_differences_replace_each_other()
    {
        var rig = new DataRig();
        rig.SubscribeBook();
        rig.Snapshot(1, bids: [Level(99, 1)]);
        rig.Snapshot(2, bids: [Level(98, 1)]);
        rig.Snapshot(2, bids: [Level(97, 1)]);

        Assert.Equal((BookState.Valid, 98m), (rig.Book.State, rig.Book.BestBid.Price.AsDecimal));
        Assert.Equal(2, rig.Engine.Counters.Snapshots);
    }

    /// <summary>A venue whose updates are lost, repeated and reordered on the way: whenever the book says it is valid, it equals the venue's book at that id.</summary>
    [Fact]
    public void Valid_book_equals_the_venue_at_that_id_whatever_happens_on_the_way()
    {
        int validMoments = 0;
        Gen.Select(Gen.Int, Gen.Int[20, 200]).Sample(
            (seed, length) => validMoments += PlayHostileLine(seed, length),
            iter: 400,
            threads: 1);

        // The property would also hold for a book that is never valid.
        Assert.True(validMoments > 10_000, $"only {validMoments} moments with a valid book");
    }

    private static int PlayHostileLine(int seed, int length)
    {
        var random = new Random(seed);
        var rig = new DataRig(new DataEngineOptions { ResyncBaseNanos = UnixNanos.PerMillisecond, SnapshotIntervalNanos = 0, StaleAfterNanos = 0 });
        var venue = new ReferenceVenue(random);
        bool snapshotWanted = false;
        rig.Client.SnapshotAsked = _ => snapshotWanted = true;
        rig.SubscribeBook();
        List<ReferenceVenue.Difference> line = [];
        int validMoments = 0;
        for (int i = 0; i < length; i++)
        {
            line.Add(venue.Step());
            int fate = random.Next(100);
            if (fate < 4)
                line.RemoveAt(random.Next(line.Count));
            else if (fate < 8)
                line.Add(line[random.Next(line.Count)]);
            else if (fate < 12)
                (line[0], line[^1]) = (line[^1], line[0]);
            while (line.Count > random.Next(4))
            {
                ReferenceVenue.Difference next = line[0];
                line.RemoveAt(0);
                rig.Update(next.First, next.Last, next.Bids, next.Asks);
                validMoments += venue.AssertEqualWhenValid(rig.Book);
            }

            if (snapshotWanted && random.Next(3) == 0)
            {
                snapshotWanted = false;
                (long id, BookLevel[] bids, BookLevel[] asks) = venue.SnapshotAt(random.Next(4));
                rig.Snapshot(id, bids, asks);
                validMoments += venue.AssertEqualWhenValid(rig.Book);
            }

            rig.Time.Advance(random.Next(5) * UnixNanos.PerMillisecond);
        }

        return validMoments;
    }

    private static List<decimal> Prices(BookLevels levels)
    {
        List<decimal> prices = [];
        foreach (BookLevel level in levels)
            prices.Add(level.Price.AsDecimal);
        return prices;
    }
}
