using LiveTrading.Benchmarks.Harness;
using LiveTrading.IO;
using LiveTrading.IO.Timers;

namespace LiveTrading.Benchmarks.Timers;

/// <summary>Starting, canceling and firing one timer among many that wait.</summary>
internal sealed class TimerBenchmarks : IBenchmarkGroup
{
    private const int RestartsPerCall = 1024;
    private const long Second = 1_000_000_000;

    // A loop that is busy turns about so often.
    private const long TurnNanos = 100_000;

    public string Name => "timers";

    public IEnumerable<Row> Measure(int rounds)
    {
        foreach (int pending in (int[])[1_000, 10_000, 100_000])
        {
            Target target = pending == 100_000 ? new Target(15, "≤ 100 ns each, 200 ns both", 200) : new Target(15, "growth");
            yield return Restart(pending, target).Measure(rounds);
            yield return Fire(pending, target).Measure(rounds);
        }
    }

    /// <summary>Cancels and starts one of those that wait, chosen at random, as time-outs of requests are.</summary>
    private static Contest Restart(int pending, Target target)
    {
        Random random = new(pending);
        TimerWheel wheel = new(0);
        WheelTimer[] timers = Started(wheel, pending, static _ => { });
        (int Index, long Due)[] restarts = [.. Enumerable.Range(0, RestartsPerCall * 16).Select(_ => (random.Next(pending), random.NextInt64(1_000_000, 10 * Second)))];
        Timer[] threadTimers = [.. timers.Select(_ => new Timer(static _ => { }, null, Timeout.Infinite, Timeout.Infinite))];
        for (int i = 0; i < pending; i++)
            threadTimers[i].Change(3_600_000 + i, Timeout.Infinite);
        SortedSet<(long Due, int Index)> sorted = [.. timers.Select((t, i) => (t.Due, i))];
        long[] dues = [.. timers.Select(t => t.Due)];
        return new Contest(
            "timers",
            $"cancel and start, {pending:N0} pending",
            target,
            new Contender("TimerWheel", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    (int index, long due) = restarts[i % restarts.Length];
                    WheelTimer timer = timers[index];
                    timer.Cancel();
                    timer.Start(due);
                }

                return n;
            }),
            new Contender("System.Threading.Timer.Change", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    (int index, long due) = restarts[i % restarts.Length];

                    // Far off, so that none fires into the measurement.
                    Timer timer = threadTimers[index];
                    timer.Change(Timeout.Infinite, Timeout.Infinite);
                    timer.Change(3_600_000 + (due / 1_000_000), Timeout.Infinite);
                }

                return n;
            }),
            new Contender("SortedSet", n =>
            {
                for (int i = 0; i < n; i++)
                {
                    (int index, long due) = restarts[i % restarts.Length];
                    sorted.Remove((dues[index], index));
                    dues[index] = due;
                    sorted.Add((due, index));
                }

                return n;
            }));
    }

    /// <summary>Fires what is due in one turn after the other; each starts again a second later, so that as many wait.</summary>
    private static Contest Fire(int pending, Target target)
    {
        TimerWheel wheel = new(0);
        WheelTimer[] timers = Started(wheel, pending, static t => t.Start(Second));
        PriorityQueue<int, long> queue = new(timers.Select((t, i) => (i, t.Due)));
        long wheelNow = 0;
        long queueNow = 0;
        long fired = 0;
        return new Contest(
            "timers",
            $"fire and start, {pending:N0} pending",
            target,
            new Contender("TimerWheel", n =>
            {
                fired = 0;
                while (fired < n)
                {
                    wheelNow += TurnNanos;
                    wheel.Advance(wheelNow);
                    long limit = wheel.BeginFiring();
                    while (wheel.TryTakeDue(limit, out WheelTimer timer))
                    {
                        timer.Callback(timer);
                        fired++;
                    }
                }

                return fired;
            }),
            new Contender("PriorityQueue", n =>
            {
                long taken = 0;
                while (taken < n)
                {
                    queueNow += TurnNanos;
                    while (queue.TryPeek(out int index, out long due) && due <= queueNow)
                    {
                        queue.DequeueEnqueue(index, queueNow + Second);
                        taken++;
                    }
                }

                return taken;
            }));
    }

    private static WheelTimer[] Started(TimerWheel wheel, int pending, Action<LoopTimer> callback)
    {
        Random random = new(1);
        WheelTimer[] timers = new WheelTimer[pending];
        for (int i = 0; i < pending; i++)
        {
            timers[i] = new WheelTimer(wheel, callback, null);
            timers[i].Start(random.NextInt64(1, Second));
        }

        return timers;
    }
}
