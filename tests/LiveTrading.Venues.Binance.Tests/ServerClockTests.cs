using LiveTrading.IO.Simulated;

namespace LiveTrading.Venues.Binance.Tests;

public sealed class ServerClockTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Milliseconds_BeforeAnySample_IsThisMachines()
    {
        using SimulatedEventLoop loop = new(1);
        ServerClock clock = new(loop);
        Assert.Equal(loop.WallNanos / Millisecond, clock.Milliseconds);
        Assert.Equal(0, clock.SkewNanos);
    }

    [Theory]
    [InlineData(-2_583_000)]
    [InlineData(3_600_000)]
    public void WallClock_StepsBeforeAnySample_TimeGoesOnFromTheStart(long stepMilliseconds)
    {
        using SimulatedEventLoop loop = new(1);
        ServerClock clock = new(loop);
        long before = clock.Milliseconds;

        loop.StepWallClock(stepMilliseconds * Millisecond);
        loop.RunFor(500 * Millisecond);

        Assert.Equal(before + 500, clock.Milliseconds);
    }

    [Fact]
    public void AddSample_TheLeastRoundTripRules()
    {
        using SimulatedEventLoop loop = new(1);
        loop.RunFor(1000 * Millisecond);
        ServerClock clock = new(loop);

        clock.AddSample(5000, 900 * Millisecond, 1000 * Millisecond);
        Assert.Equal(5050, clock.Milliseconds);
        clock.AddSample(5100, 990 * Millisecond, 1000 * Millisecond);
        Assert.Equal(5105, clock.Milliseconds);
        clock.AddSample(5200, 500 * Millisecond, 1000 * Millisecond);
        Assert.Equal(5105, clock.Milliseconds);
    }

    [Theory]
    [InlineData(-3_600_000)]
    [InlineData(3_600_000)]
    [InlineData(-1_000)]
    public void AddSample_ThatTheEarlierOnesContradict_RulesThoughItsRoundTripIsLonger(long stepMilliseconds)
    {
        using SimulatedEventLoop loop = new(1);
        loop.RunFor(1000 * Millisecond);
        ServerClock clock = new(loop);
        clock.AddSample(5100, 990 * Millisecond, 1000 * Millisecond);

        clock.AddSample(5000 + stepMilliseconds, 800 * Millisecond, 1000 * Millisecond);

        Assert.Equal(5100 + stepMilliseconds, clock.Milliseconds);
    }

    [Fact]
    public void WallClock_Steps_ServerTimeDoesNot()
    {
        using SimulatedEventLoop loop = new(1);
        ServerClock clock = new(loop);
        clock.AddSample(5000, loop.MonotonicNanos, loop.MonotonicNanos);

        loop.StepWallClock(-3_600_000 * Millisecond);

        Assert.Equal(5000, clock.Milliseconds);
    }

    [Fact]
    public void Distrust_NextSampleRulesWhateverItsRoundTrip()
    {
        using SimulatedEventLoop loop = new(1);
        ServerClock clock = new(loop);
        clock.AddSample(5000, loop.MonotonicNanos, loop.MonotonicNanos);

        clock.Distrust();
        Assert.Equal(5000, clock.Milliseconds);
        clock.AddSample(8000, loop.MonotonicNanos - (200 * Millisecond), loop.MonotonicNanos);

        Assert.Equal(8100, clock.Milliseconds);
    }

    [Fact]
    public void AddSample_OldOnesFallOut()
    {
        using SimulatedEventLoop loop = new(1);
        ServerClock clock = new(loop);
        clock.AddSample(5000, loop.MonotonicNanos, loop.MonotonicNanos);
        for (int i = 0; i < ServerClock.Samples; i++)
            clock.AddSample(7000, loop.MonotonicNanos - Millisecond, loop.MonotonicNanos);
        Assert.Equal(7000, clock.Milliseconds);
    }
}
