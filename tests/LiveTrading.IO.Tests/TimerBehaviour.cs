namespace LiveTrading.IO.Tests;

/// <summary>Timers.</summary>
public abstract class TimerBehaviour : EventLoopBehaviour
{
    private const long Milli = 1_000_000;

    [Fact]
    public void Start_once_fires_once_and_not_early()
    {
        var fired = new List<long>();
        LoopTimer timer = Loop.CreateTimer(_ => fired.Add(Loop.MonotonicNanos), "state");
        long start = Loop.MonotonicNanos;
        timer.Start(3 * Milli);
        Assert.True(timer.IsActive);
        RunUntil(() => fired.Count > 0, "fired");
        RunFor(10 * Milli);

        Assert.Single(fired);
        Assert.True(fired[0] >= start + (3 * Milli));
        Assert.False(timer.IsActive);
        Assert.Equal("state", timer.State);
    }

    [Fact]
    public void Start_periodic_firings_and_missed_ticks_add_up_to_the_time_passed()
    {
        long ticks = 0;
        long last = 0;
        LoopTimer timer = Loop.CreateTimer(fired =>
        {
            ticks += 1 + fired.MissedTicks;
            last = Loop.MonotonicNanos;
        });
        long start = Loop.MonotonicNanos;
        timer.Start(Milli, Milli);
        RunUntil(() => ticks >= 50, "fifty ticks");

        Assert.Equal((last - start) / Milli, ticks);
    }

    [Fact]
    public void Start_several_fire_by_due_time_then_by_order_of_start()
    {
        var fired = new List<int>();
        long[] dues = [5, 1, 3, 1, 2, 5];
        for (int i = 0; i < dues.Length; i++)
        {
            Loop.CreateTimer(timer => fired.Add((int)timer.State!), i).Start(dues[i] * Milli);
        }

        RunUntil(() => fired.Count == dues.Length, "all");

        Assert.Equal([1, 3, 4, 2, 0, 5], fired);
    }

    [Fact]
    public void Start_again_replaces_the_first_start()
    {
        var fired = new List<long>();
        LoopTimer timer = Loop.CreateTimer(_ => fired.Add(Loop.MonotonicNanos));
        timer.Start(Milli);
        long start = Loop.MonotonicNanos;
        timer.Start(5 * Milli);
        RunFor(20 * Milli);

        Assert.Single(fired);
        Assert.True(fired[0] >= start + (5 * Milli));
    }

    [Fact]
    public void Cancel_by_another_timer_of_the_same_turn_suppresses_the_firing()
    {
        bool fired = false;
        LoopTimer second = Loop.CreateTimer(_ => fired = true);
        LoopTimer first = Loop.CreateTimer(_ => second.Cancel());
        first.Start(Milli);
        second.Start(Milli);
        RunFor(5 * Milli);

        Assert.False(fired);
        Assert.False(second.IsActive);
    }

    [Fact]
    public void Cancel_inside_its_own_callback_ends_a_periodic_timer()
    {
        int count = 0;
        LoopTimer timer = Loop.CreateTimer(self =>
        {
            count++;
            self.Cancel();
            self.Cancel();
        });
        timer.Start(Milli, Milli);
        RunFor(10 * Milli);

        Assert.Equal(1, count);
        Assert.False(timer.IsActive);
    }

    [Fact]
    public void Start_inside_its_own_callback_fires_again()
    {
        var fired = new List<long>();
        LoopTimer timer = Loop.CreateTimer(self =>
        {
            fired.Add(Loop.MonotonicNanos);
            if (fired.Count < 3)
            {
                self.Start(2 * Milli);
            }
        });
        timer.Start(Milli);
        RunUntil(() => fired.Count == 3, "three firings");
        RunFor(5 * Milli);

        Assert.Equal(3, fired.Count);
        Assert.True(fired[1] - fired[0] >= 2 * Milli);
    }

    [Fact]
    public void Start_with_zero_inside_a_callback_fires_in_a_later_turn()
    {
        int count = 0;
        LoopTimer timer = Loop.CreateTimer(self =>
        {
            count++;
            self.Start(0);
        });
        timer.Start(0);
        Loop.RunOnce(0);
        Assert.Equal(1, count);
        Loop.RunOnce(0);
        Assert.Equal(2, count);
        timer.Cancel();
    }

    [Fact]
    public void Start_100000_pending_all_fire_in_order()
    {
        const int Count = 100_000;
        var random = new Random(11);
        int fired = 0;
        long lastDue = 0;
        bool ordered = true;
        for (int i = 0; i < Count; i++)
        {
            long due = random.NextInt64(0, 50 * Milli);
            Loop.CreateTimer(
                timer =>
                {
                    fired++;
                    ordered &= (long)timer.State! >= lastDue;
                    lastDue = (long)timer.State!;
                },
                due).Start(due);
        }

        RunUntil(() => fired == Count, "all");

        Assert.True(ordered);
    }

    [Fact]
    public void Start_and_cancel_steady_state_allocate_nothing()
    {
        var timers = new LoopTimer[1000];
        for (int i = 0; i < timers.Length; i++)
        {
            timers[i] = Loop.CreateTimer(static _ => { });
        }

        void Round()
        {
            for (int i = 0; i < timers.Length; i++)
            {
                timers[i].Start(i * 10_000L, Milli);
            }

            Loop.RunOnce(0);
            foreach (LoopTimer timer in timers)
            {
                timer.Cancel();
            }
        }

        // Warm-up at the worst: all due at the same time.
        foreach (LoopTimer timer in timers)
        {
            timer.Start(0);
        }

        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    public void Start_negative_throws(long due, long period)
    {
        LoopTimer timer = Loop.CreateTimer(static _ => { });

        Assert.Throws<ArgumentOutOfRangeException>(() => timer.Start(due, period));
    }

    [Fact]
    public void Callback_throws_reported_and_the_others_still_fire()
    {
        var reported = new List<Exception>();
        Loop.UnhandledError = reported.Add;
        bool fired = false;
        Loop.CreateTimer(static _ => throw new FormatException("boom")).Start(0);
        Loop.CreateTimer(_ => fired = true).Start(0);
        RunUntil(() => fired, "the other");

        Assert.Equal("boom", Assert.Single(reported).Message);
    }
}
