using LiveTrading.Venues.Binance.Parsing;
using LiveTrading.Venues.Binance.RateLimits;

namespace LiveTrading.Venues.Binance.Tests.RateLimits;

public sealed class RequestBudgetTests
{
    private const long Minute = 60_000;

    [Fact]
    public void TryTakeDeferrable_LeavesTheReservedShareToCancelsAndQueries()
    {
        RequestBudget budget = new();

        Assert.True(budget.TryTakeDeferrable(4800, Minute));
        Assert.False(budget.TryTakeDeferrable(1, Minute));
        Assert.False(budget.TryTakeOrder(1, Minute));
        Assert.True(budget.TryTake(1200, Minute));
        Assert.False(budget.TryTake(1, Minute));
    }

    [Fact]
    public void Windows_AreAlignedToTheClock()
    {
        RequestBudget budget = new();
        Assert.True(budget.TryTake(6000, (2 * Minute) - 1));
        Assert.False(budget.TryTake(1, (2 * Minute) - 1));
        Assert.True(budget.TryTake(1, 2 * Minute));
    }

    [Fact]
    public void Orders_FiftyInTenSeconds()
    {
        RequestBudget budget = new();
        for (int i = 0; i < 50; i++)
            Assert.True(budget.TryTakeOrder(1, Minute));
        Assert.False(budget.TryTakeOrder(1, Minute + 9_999));
        Assert.True(budget.TryTakeOrder(1, Minute + 10_000));
    }

    [Fact]
    public void Report_ReplacesOurCountAndLimit()
    {
        RequestBudget budget = new();
        budget.Report([new RateLimitUsage(RateLimitKind.RequestWeight, 60, 100, 99)], Minute);
        Assert.False(budget.TryTake(2, Minute));
        Assert.True(budget.TryTake(1, Minute));
    }

    [Fact]
    public void Report_AddsWhatStillWaitsForItsAnswer()
    {
        RequestBudget budget = new();
        budget.TryTake(40, Minute);
        budget.Report([new RateLimitUsage(RateLimitKind.RequestWeight, 60, 100, 50)], Minute);
        Assert.Equal(90, budget.WeightUsed);
    }

    [Fact]
    public void Settle_Unsent_GivesBack()
    {
        RequestBudget budget = new();
        budget.TryTake(6000, Minute);
        budget.Settle(6000, isOrder: false, unsent: true);
        Assert.True(budget.TryTake(6000, Minute));
    }

    [Fact]
    public void Block_NothingIsAskedUntilThen()
    {
        RequestBudget budget = new();
        budget.Block(Minute + 5000, Minute);
        Assert.False(budget.TryTake(1, Minute + 4999));
        Assert.False(budget.TryTakeOrder(1, Minute + 4999));
        Assert.True(budget.TryTake(1, Minute + 5000));
    }

    [Fact]
    public void Block_WithoutATime_LastsTheMinute()
    {
        RequestBudget budget = new();
        budget.Block(0, Minute + 1);
        Assert.False(budget.TryTake(1, (2 * Minute) - 1));
        Assert.True(budget.TryTake(1, 2 * Minute));
    }

    [Fact]
    public void BlockOrders_CancelsStillPass()
    {
        RequestBudget budget = new();
        budget.BlockOrders(Minute);
        Assert.False(budget.TryTakeOrder(1, Minute));
        Assert.True(budget.TryTake(1, Minute));
    }
}
