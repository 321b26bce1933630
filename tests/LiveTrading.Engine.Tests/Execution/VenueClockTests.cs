using LiveTrading.Engine.Events;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

/// <summary>The venue's clock is set back: its reports look old and are not.</summary>
public sealed class VenueClockTests
{
    private const long Hour = 3_600_000_000_000;

    [Fact]
    public void Balances_after_the_venues_clock_was_set_back_are_taken_once_its_time_is_known()
    {
        var world = new TradingWorld();
        world.VenueSide.OnAccountUpdate(world.Venue.Report());
        world.Time.Advance(1);
        world.Venue.ClockSkewNanos = -Hour;
        world.Venue.Balances["USDT"] = 5m;

        world.VenueSide.OnAccountUpdate(world.Venue.Report());

        Assert.Equal(5m, Usdt(world));
    }

    [Fact]
    public void Balances_asked_for_long_after_the_last_report_are_newer_however_they_are_dated()
    {
        var world = new TradingWorld();
        AccountReport first = world.Venue.Report();
        world.VenueSide.OnAccountUpdate(first with { EventTime = first.EventTime + Hour });
        world.Venue.Balances["USDT"] = 5m;

        world.Time.Advance(61);

        Assert.Equal(5m, Usdt(world));
    }

    [Fact]
    public void Balances_asked_for_soon_after_a_newer_report_are_stale()
    {
        var world = new TradingWorld();
        AccountReport old = world.Venue.Report();
        world.Time.Advance(1);
        world.Venue.Balances["USDT"] = 5m;
        world.VenueSide.OnAccountUpdate(world.Venue.Report());
        world.Time.Advance(1);

        world.VenueSide.OnAccountUpdate(old);

        Assert.Equal(5m, Usdt(world));
        Assert.Equal(2, world.Portfolio.FindAccount(world.Venue.Account)!.StaleBalanceCount);
    }

    [Fact]
    public void Spending_after_the_venues_clock_was_set_back_is_settled_by_its_next_report()
    {
        var world = new TradingWorld();
        Order order = world.Working();
        world.Venue.Trade(order, 0.5m, 59_000m);
        world.VenueSide.OnAccountUpdate(world.Venue.Report());
        world.Time.Advance(1);
        world.Venue.ClockSkewNanos = -Hour;
        world.Venue.Trade(order, 0.5m, 59_000m);

        world.VenueSide.OnAccountUpdate(world.Venue.Report());

        Assert.Equal(0m, world.Portfolio.FindAccount(world.Venue.Account)!.Find("USDT")!.UnsettledSpending);
        Assert.Equal(1_000_000m - 59_000m, Usdt(world));
    }

    [Fact]
    public void Fill_missed_after_the_venues_clock_was_set_back_is_found_by_the_next_reconciliation()
    {
        var world = new TradingWorld();
        Order order = world.Working(2m);
        world.Time.Advance(300);
        world.Venue.ClockSkewNanos = -Hour;
        world.Venue.Trade(order, 0.5m, 59_000m, tell: false);

        world.Time.Advance(61);

        Assert.Equal(0.5m, world.Position);
        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
        Assert.False(world.HasAlert(AlertCode.FillsMissing));
    }

    [Fact]
    public void Trades_after_the_venues_clock_was_set_back_leave_no_difference()
    {
        var world = new TradingWorld();
        world.Time.Advance(30);
        world.Venue.ClockSkewNanos = -Hour;
        for (int i = 0; i < 300; i++)
        {
            Order order = world.Working();
            world.Venue.Trade(order, 1m, 50_000m);
            world.VenueSide.OnAccountUpdate(world.Venue.Report());
            world.Time.Advance(1);
        }

        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
        Assert.Equal(300m, world.Portfolio.VenuePosition(world.Instrument));
    }

    private static decimal Usdt(TradingWorld world) => world.Portfolio.FindAccount(world.Venue.Account)!.Find("USDT")!.Free;
}
