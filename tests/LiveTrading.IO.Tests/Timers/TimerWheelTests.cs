using CsCheck;
using LiveTrading.IO.Timers;

namespace LiveTrading.IO.Tests.Timers;

public sealed class TimerWheelTests
{
    // From within a slot to beyond every level but the last.
    private static readonly Gen<long> AnyDue = Gen.OneOf(
        Gen.Long[0, 100],
        Gen.Long[0, 100_000],
        Gen.Long[0, 100_000_000],
        Gen.Long[0, 1_000_000_000_000],
        Gen.Long[0, long.MaxValue]);

    [Fact]
    public void Advance_any_starts_cancels_and_steps_fires_as_a_sorted_list_would()
    {
        Gen<(int Kind, int Timer, long Value)> step = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 19], AnyDue);
        step.List[1, 200].Sample(
            static steps =>
            {
                var wheel = new TimerWheel(0);
                var fired = new List<int>();
                var timers = new WheelTimer[20];
                for (int i = 0; i < timers.Length; i++)
                {
                    timers[i] = new WheelTimer(wheel, _ => { }, i);
                }

                var model = new List<(long Due, long Sequence, int Timer)>();
                var expected = new List<int>();
                long now = 0;
                long sequence = 0;
                foreach ((int kind, int timer, long value) in steps)
                {
                    if (kind < 5)
                    {
                        timers[timer].Start(value);
                        model.RemoveAll(entry => entry.Timer == timer);
                        model.Add((value > long.MaxValue - now ? long.MaxValue : now + value, sequence++, timer));
                    }
                    else if (kind < 7)
                    {
                        timers[timer].Cancel();
                        model.RemoveAll(entry => entry.Timer == timer);
                    }
                    else
                    {
                        long move = kind == 9 ? value % 1_000_000_000_000_000 : value % 1_000_000;
                        now += Math.Min(move, long.MaxValue - now);
                        wheel.Advance(now);
                        while (wheel.TryTakeDue(long.MaxValue, out WheelTimer due))
                        {
                            fired.Add((int)due.State!);
                        }

                        model.Sort();
                        while (model.Count > 0 && model[0].Due <= now)
                        {
                            expected.Add(model[0].Timer);
                            model.RemoveAt(0);
                        }
                    }

                    Assert.Equal(expected, fired);
                    Assert.Equal(model.Count, wheel.Count);
                    model.Sort();
                    long first = model.Count > 0 ? model[0].Due : long.MaxValue;
                    Assert.True(wheel.NextDueBound() <= first);
                }
            },
            iter: 800);
    }

    [Fact]
    public void NextDueExact_is_the_first_due_time_and_later_starts_still_fire_in_order()
    {
        Gen.Select(AnyDue.Array[1, 20], AnyDue.Array[1, 20]).Sample(
            static (first, second) =>
            {
                var wheel = new TimerWheel(0);
                var fired = new List<long>();
                foreach (long due in first)
                {
                    new WheelTimer(wheel, _ => { }, due).Start(due);
                }

                Assert.Equal(first.Min(), wheel.NextDueExact());

                // The wheel has moved ahead of the time; what starts now may be due before that.
                foreach (long due in second)
                {
                    new WheelTimer(wheel, _ => { }, due).Start(due);
                }

                Assert.Equal(Math.Min(first.Min(), second.Min()), wheel.NextDueExact());
                wheel.Advance(long.MaxValue);
                while (wheel.TryTakeDue(long.MaxValue, out WheelTimer timer))
                {
                    fired.Add((long)timer.State!);
                }

                Assert.Equal(first.Concat(second).Order(), fired);
            },
            iter: 3000);
    }

    [Fact]
    public void TryTakeDue_periodic_late_by_seven_periods_one_firing_with_six_missed_and_no_drift()
    {
        var wheel = new TimerWheel(1000);
        var timer = new WheelTimer(wheel, static _ => { }, null);
        timer.Start(100, 10);
        wheel.Advance(1000 + 100 + 65);

        Assert.True(wheel.TryTakeDue(long.MaxValue, out _));
        Assert.Equal(6, timer.MissedTicks);
        Assert.Equal(1000 + 100 + 70, timer.Due);
        Assert.False(wheel.TryTakeDue(long.MaxValue, out _));

        wheel.Advance(1000 + 100 + 70);
        Assert.True(wheel.TryTakeDue(long.MaxValue, out _));
        Assert.Equal(0, timer.MissedTicks);
    }

    [Fact]
    public void NextDueBound_empty_is_never()
    {
        var wheel = new TimerWheel(5);

        Assert.Equal(long.MaxValue, wheel.NextDueBound());
        Assert.Equal(long.MaxValue, wheel.NextDueExact());
    }

    [Fact]
    public void NextDueBound_woken_at_every_bound_reaches_the_due_time_in_few_steps()
    {
        var wheel = new TimerWheel(123_456_789);
        var timer = new WheelTimer(wheel, static _ => { }, null);
        timer.Start(30_000_000_000);
        int wakes = 0;
        while (!wheel.TryTakeDue(long.MaxValue, out _))
        {
            wheel.Advance(wheel.NextDueBound());
            wakes++;
        }

        Assert.Equal(123_456_789 + 30_000_000_000, wheel.Now);
        Assert.True(wakes <= 8, $"{wakes} wake-ups");
    }
}
