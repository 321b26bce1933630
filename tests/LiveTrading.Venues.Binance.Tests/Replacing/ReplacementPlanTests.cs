using LiveTrading.IO.Simulated;
using LiveTrading.Venues.Binance.Replacing;

namespace LiveTrading.Venues.Binance.Tests.Replacing;

public sealed class ReplacementPlanTests : IDisposable
{
    private const long Second = 1_000_000_000;

    private readonly SimulatedEventLoop _loop = new(1);
    private readonly List<long> _begun = [];
    private readonly List<long> _givenUp = [];
    private readonly ReplacementPlan _plan;

    public ReplacementPlanTests() => _plan = new ReplacementPlan(_loop, () => _begun.Add(Now), () =>
    {
        _givenUp.Add(Now);
        _plan!.Failed();
    });

    private long Now => _loop.MonotonicNanos / Second;

    [Fact]
    public void Request_First_BeginsAtOnceAndOnceOnly()
    {
        long start = Now;
        _plan.Request();
        _plan.Request();
        Assert.Equal([start], _begun);
        Assert.True(_plan.IsUnderWay);
    }

    [Fact]
    public void Request_AfterOneThatIsDone_WaitsForTheGap()
    {
        long start = Now;
        _plan.Request();
        _loop.RunFor(3 * Second);
        _plan.Done();
        _plan.Request();
        _loop.RunFor(200 * Second);
        Assert.Equal([start, start + 60], _begun.Take(2));
    }

    [Fact]
    public void NotReadyInTime_IsGivenUpAndTriedAgainAfterTheGap()
    {
        long start = Now;
        _plan.Request();
        _loop.RunFor(150 * Second);
        Assert.Equal([start, start + 60, start + 120], _begun);
        Assert.Equal([start + 20, start + 80, start + 140], _givenUp);
    }

    [Fact]
    public void RequestAgain_UnderWay_IsFollowedAfterIt()
    {
        long start = Now;
        _plan.Request();
        _plan.RequestAgain();
        _plan.Done();
        Assert.False(_plan.IsUnderWay);
        _loop.RunFor(61 * Second);
        Assert.Equal([start, start + 60], _begun);
    }

    [Fact]
    public void Cancel_UnderWay_NothingFollows()
    {
        _plan.Request();
        _plan.RequestAgain();
        _plan.Cancel();
        _plan.Failed();
        _loop.RunFor(200 * Second);
        Assert.Single(_begun);
        Assert.Empty(_givenUp);
    }

    public void Dispose() => _loop.Dispose();
}
