namespace LiveTrading.IO.Tests;

/// <summary>Work from other threads, stopping, errors.</summary>
public abstract class PostingBehaviour : EventLoopBehaviour
{
    [Fact]
    public void TryPost_from_many_threads_all_run_in_order_per_producer()
    {
        const int Producers = 4;
        const int Each = 20_000;
        int[] next = new int[Producers];
        int outOfOrder = 0;
        int total = 0;
        void Work(object? state)
        {
            (int producer, int number) = ((int, int))state!;
            outOfOrder += next[producer] == number ? 0 : 1;
            next[producer] = number + 1;
            if (++total == Producers * Each)
            {
                Loop.Stop();
            }
        }

        var threads = new Thread[Producers];
        for (int p = 0; p < Producers; p++)
        {
            int producer = p;
            threads[p] = new Thread(() =>
            {
                for (int i = 0; i < Each; i++)
                {
                    while (!Loop.TryPost(Work, (producer, i)))
                    {
                        Thread.Yield();
                    }
                }
            });
        }

        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        Loop.Run();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Assert.Equal(Producers * Each, total);
        Assert.Equal(0, outOfOrder);
    }

    [Theory]
    [InlineData(PostLane.Control, 1024)]
    [InlineData(PostLane.Work, 65_536)]
    public void TryPost_lane_full_returns_false_until_served(PostLane lane, int capacity)
    {
        int run = 0;
        for (int i = 0; i < capacity; i++)
        {
            Assert.True(Loop.TryPost(_ => run++, null, lane));
        }

        Assert.False(Loop.TryPost(static _ => throw new InvalidOperationException("refused work ran"), null, lane));
        RunUntil(() => run == capacity, "all run");
        Assert.True(Loop.TryPost(_ => run++, null, lane));
        RunUntil(() => run == capacity + 1, "the one after");
    }

    [Fact]
    public void TryPost_both_lanes_control_served_first()
    {
        var order = new List<string>();
        Loop.TryPost(_ => order.Add("work"), null);
        Loop.TryPost(_ => order.Add("control"), null, PostLane.Control);
        Loop.CreateTimer(_ => order.Add("timer")).Start(0);
        Loop.RunOnce(0);

        Assert.Equal(["control", "timer", "work"], order);
    }

    [Theory]
    [InlineData(PostLane.Control)]
    [InlineData(PostLane.Work)]
    public void TryPost_work_that_posts_itself_does_not_keep_the_turn(PostLane lane)
    {
        int run = 0;
        void Again(object? state)
        {
            run++;
            Loop.TryPost(Again, null, lane);
        }

        Loop.TryPost(Again, null, lane);
        Loop.RunOnce(0);

        Assert.Equal(1, run);
    }

    [Fact]
    public void TryPost_from_another_thread_wakes_a_waiting_loop()
    {
        Thread? ranOn = null;
        var poster = new Thread(() => Loop.TryPost(
            _ =>
            {
                ranOn = Thread.CurrentThread;
                Loop.Stop();
            },
            null));
        Loop.CreateTimer(_ => poster.Start()).Start(0);
        Loop.Run();
        poster.Join();

        Assert.Same(Thread.CurrentThread, ranOn);
    }

    [Fact]
    public void TryPost_steady_state_allocates_nothing()
    {
        int run = 0;
        Action<object?> work = _ => run++;
        void Round()
        {
            for (int i = 0; i < 100; i++)
            {
                Loop.TryPost(work, null);
            }

            Loop.RunOnce(0);
        }

        Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(5100, run);
    }

    [Fact]
    public void Stop_from_another_thread_Run_returns()
    {
        var stopper = new Thread(Loop.Stop);
        Loop.CreateTimer(_ => stopper.Start()).Start(0);
        Loop.Run();
        stopper.Join();

        // Stopped, not broken: it can run again.
        bool ran = false;
        Loop.TryPost(
            _ =>
            {
                ran = true;
                Loop.Stop();
            },
            null);
        Loop.Run();
        Assert.True(ran);
    }

    [Fact]
    public void Run_inside_a_turn_throws()
    {
        Exception? thrown = null;
        Loop.TryPost(
            _ =>
            {
                thrown = Record.Exception(Loop.Run);
                Loop.Stop();
            },
            null);
        Loop.Run();

        Assert.IsType<InvalidOperationException>(thrown);
    }

    [Fact]
    public void RunOnce_inside_a_turn_throws()
    {
        Exception? thrown = null;
        Loop.TryPost(_ => thrown = Record.Exception(() => Loop.RunOnce(0)), null);
        Loop.RunOnce(0);

        Assert.IsType<InvalidOperationException>(thrown);
    }

    [Fact]
    public void Connect_from_another_thread_during_a_turn_throws()
    {
        Exception? thrown = null;
        Loop.TryPost(
            _ =>
            {
                var other = new Thread(() => thrown = Record.Exception(() => Loop.Connect(new ConnectOptions { Host = "127.0.0.1", Port = 1 }, new RecordingHandler())));
                other.Start();
                other.Join();
            },
            null);
        Loop.RunOnce(0);

        Assert.IsType<InvalidOperationException>(thrown);
    }

    [Fact]
    public void IsLoopThread_only_on_the_loops_thread()
    {
        bool elsewhere = true;
        var other = new Thread(() => elsewhere = Loop.IsLoopThread);
        other.Start();
        other.Join();

        Assert.True(Loop.IsLoopThread);
        Assert.False(elsewhere);
    }

    [Fact]
    public void Work_throws_with_a_handler_reported_and_the_loop_goes_on()
    {
        Exception? reported = null;
        Loop.UnhandledError = error => reported = error;
        bool ran = false;
        Loop.TryPost(static _ => throw new FormatException("boom"), null);
        Loop.TryPost(_ => ran = true, null);
        Loop.RunOnce(0);

        Assert.Equal("boom", reported!.Message);
        Assert.True(ran);
    }

    [Fact]
    public void Work_throws_without_a_handler_Run_throws_it_after_the_turn()
    {
        bool ran = false;
        Loop.TryPost(static _ => throw new FormatException("boom"), null);
        Loop.TryPost(_ => ran = true, null);

        Assert.Equal("boom", Assert.Throws<FormatException>(Loop.Run).Message);
        Assert.True(ran);
        Loop.RunOnce(0);
    }

    [Fact]
    public void UnhandledError_throws_itself_Run_throws_both()
    {
        Loop.UnhandledError = static _ => throw new NotSupportedException("second");
        Loop.TryPost(static _ => throw new FormatException("first"), null);

        AggregateException both = Assert.Throws<AggregateException>(() => Loop.RunOnce(0));

        Assert.Equal(["first", "second"], both.InnerExceptions.Select(static error => error.Message));
    }
}
