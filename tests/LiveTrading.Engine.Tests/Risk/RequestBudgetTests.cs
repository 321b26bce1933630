using LiveTrading.Engine.Risk;
using LiveTrading.Model;

namespace LiveTrading.Engine.Tests.Risk;

public sealed class RequestBudgetTests
{
    private const long Minute = 60 * UnixNanos.PerSecond;

    private readonly ManualClock _clock = new();

    [Fact]
    public void TryTake_openRequests_leaveTheReserve()
    {
        RequestBudget budget = New(100);
        Assert.True(budget.TryTake(80, isReserved: false));
        Assert.False(budget.TryTake(1, isReserved: false));
        Assert.True(budget.TryTake(20, isReserved: true));
        Assert.False(budget.TryTake(1, isReserved: true));
        Assert.Equal(100, budget.Used);
        Assert.Equal(2, budget.RefusedCount);
    }

    [Fact]
    public void TryTake_tinyBudget_roundsTheReserveUp()
    {
        RequestBudget budget = New(1);
        Assert.False(budget.TryTake(1, isReserved: false));
        Assert.True(budget.TryTake(1, isReserved: true));
    }

    [Fact]
    public void TryTake_refused_takesNothing()
    {
        RequestBudget budget = New(100);
        Assert.False(budget.TryTake(81, isReserved: false));
        Assert.Equal(0, budget.Used);
        Assert.True(budget.TryTake(80, isReserved: false));
    }

    [Fact]
    public void TryTake_nextWindow_startsAtTheMinuteNotSixtySecondsLater()
    {
        _clock.Now = new UnixNanos(1_723_100_459_000_000_000);
        RequestBudget budget = New(100);
        Assert.True(budget.TryTake(80, isReserved: false));
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(budget.TryTake(1, isReserved: false));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(budget.TryTake(80, isReserved: false));
    }

    [Fact]
    public void TryTake_venueClockAhead_windowFollowsTheVenue()
    {
        _clock.Now = new UnixNanos(1_723_100_459_000_000_000);
        RequestBudget budget = New(100);
        Assert.True(budget.TryTake(80, isReserved: false));
        budget.VenueClockOffsetNanos = UnixNanos.PerSecond;
        Assert.True(budget.TryTake(80, isReserved: false));
    }

    [Fact]
    public void TryTake_clockSetBack_givesNothingNew()
    {
        RequestBudget budget = New(100);
        Assert.True(budget.TryTake(80, isReserved: false));
        _clock.Now = new UnixNanos(_clock.Now.Value - 5 * Minute);
        Assert.False(budget.TryTake(1, isReserved: false));
    }

    [Fact]
    public void OnVenueUsage_higher_counts_lower_doesNot()
    {
        RequestBudget budget = New(100);
        Assert.True(budget.TryTake(10, isReserved: false));
        budget.OnVenueUsage(70);
        Assert.True(budget.TryTake(10, isReserved: false));
        Assert.False(budget.TryTake(1, isReserved: false));
        budget.OnVenueUsage(5);
        Assert.Equal(80, budget.Used);
    }

    [Fact]
    public void OnVenueUsage_hugeNumber_doesNotOverflow()
    {
        RequestBudget budget = New(100);
        budget.OnVenueUsage(long.MaxValue);
        Assert.False(budget.TryTake(int.MaxValue, isReserved: true));
        Assert.False(budget.TryTake(0, isReserved: true));
    }

    [Fact]
    public void OnRetryAfter_blocksEvenTheReserveUntilItEnds()
    {
        RequestBudget budget = New(100);
        budget.OnRetryAfter(90 * UnixNanos.PerSecond);
        budget.OnRetryAfter(UnixNanos.PerSecond);
        _clock.Advance(TimeSpan.FromSeconds(89.999));
        Assert.False(budget.TryTake(1, isReserved: true));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(budget.TryTake(1, isReserved: true));
    }

    [Fact]
    public void Return_givesBackButNeverBelowZero()
    {
        RequestBudget budget = New(100);
        Assert.True(budget.TryTake(80, isReserved: false));
        budget.Return(30);
        Assert.True(budget.TryTake(30, isReserved: false));
        budget.Return(int.MaxValue);
        Assert.Equal(0, budget.Used);
    }

    [Theory]
    [InlineData(0, Minute, 20)]
    [InlineData(100, 0, 20)]
    [InlineData(100, Minute, -1)]
    [InlineData(100, Minute, 91)]
    public void Constructor_outOfRange_throws(int limit, long window, int reserve) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RequestBudget(_clock, limit, window, reserve));

    private RequestBudget New(int limit) => new(_clock, limit, Minute);
}
