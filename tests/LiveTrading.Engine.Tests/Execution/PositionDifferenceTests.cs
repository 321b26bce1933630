using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

/// <summary>Balances against own trades while the strategy never pauses.</summary>
public sealed class PositionDifferenceTests
{
    /// <summary>When the venue's word about balances comes, seen from the fill.</summary>
    public enum Report
    {
        AfterTheFill,
        BeforeTheFill,
        OneTradeBehind,
        OnlyWhenAsked,
    }

    [Theory]
    [InlineData(Report.AfterTheFill)]
    [InlineData(Report.BeforeTheFill)]
    [InlineData(Report.OneTradeBehind)]
    public void Traded_without_a_pause_balances_that_went_without_a_word_set_reducing(Report when)
    {
        var world = new TradingWorld();
        Trade(world, 20, when);
        world.Venue.Balances["BTC"] -= 0.25m;
        Trade(world, 50, when);
        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));

        Trade(world, 70, when);

        Assert.Equal(TradingState.Reducing, world.Risk.InstrumentState(world.Instrument));
        Assert.Equal(1, world.Alerts.Count(a => a.Code == AlertCode.PositionDifference));
    }

    [Theory]
    [InlineData(Report.AfterTheFill)]
    [InlineData(Report.BeforeTheFill)]
    [InlineData(Report.OneTradeBehind)]
    public void Traded_without_a_pause_right_balances_never_restrict(Report when)
    {
        var world = new TradingWorld();
        Trade(world, 600, when);
        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
        Assert.False(world.HasAlert(AlertCode.PositionDifference));
        Assert.Equal(0, world.VenueSide.LastReconciliation!.PositionDifferences);
    }

    [Fact]
    public void Traded_without_a_pause_answers_to_questions_alone_are_enough()
    {
        var world = new TradingWorld();
        Trade(world, 20, Report.OnlyWhenAsked);
        world.Venue.Balances["BTC"] -= 0.25m;
        Trade(world, 200, Report.OnlyWhenAsked);
        Assert.Equal(TradingState.Reducing, world.Risk.InstrumentState(world.Instrument));
    }

    [Fact]
    public void Reducing_brings_the_quiet_in_which_the_difference_is_told_and_accepted_exactly()
    {
        var world = new TradingWorld();
        world.Venue.Balances["BTC"] -= 0.25m;
        Trade(world, 200, Report.AfterTheFill);
        world.Time.Advance(120);

        Assert.Contains(world.Alerts, a => a.Code == AlertCode.PositionDifference && a.Text.Contains("by -0.25;", StringComparison.Ordinal));
        Assert.True(world.Engine.AcceptDifference(world.Instrument, "ada", "withdrew"));
        world.Time.Advance(120);
        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
        Assert.Equal(0, world.VenueSide.LastReconciliation!.PositionDifferences);
    }

    [Fact]
    public void Difference_accepted_between_fill_and_report_leaves_the_fill_out()
    {
        var world = new TradingWorld();
        world.Venue.Balances["BTC"] += 0.25m;
        world.Time.Advance(80);
        Order order = world.Working();
        world.Time.Advance(1);
        world.Venue.Trade(order, 1m, 59_000m);

        Assert.True(world.Engine.AcceptDifference(world.Instrument, "ada", "bought by hand"));

        world.VenueSide.OnAccountUpdate(world.Venue.Report());
        Assert.Equal(1m, world.Portfolio.VenuePosition(world.Instrument));
    }

    [Fact]
    public void Difference_explained_later_frees_the_instrument()
    {
        var world = new TradingWorld();
        world.Venue.Balances["BTC"] += 3m;
        UnixNanos moment = world.Time.Now + 1;
        world.Time.Advance(100);
        Assert.Equal(TradingState.Reducing, world.Risk.InstrumentState(world.Instrument));

        world.VenueSide.OnTransfer(new BalanceTransfer { Account = world.Venue.Account, Currency = "BTC", Amount = 3m, EventTime = moment });
        world.Time.Advance(61);

        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
    }

    [Fact]
    public void Instrument_that_a_person_restricted_is_not_freed_by_right_balances()
    {
        var world = new TradingWorld();
        world.VenueSide.IncludeInstrument(world.Instrument);
        world.Risk.SetInstrumentState(world.Instrument, TradingState.Reducing, "by hand");
        world.Time.Advance(300);
        Assert.Equal(TradingState.Reducing, world.Risk.InstrumentState(world.Instrument));
    }

    [Theory]
    [InlineData(TradingState.Reducing, true)]
    [InlineData(TradingState.Reducing, false)]
    [InlineData(TradingState.Halted, true)]
    [InlineData(TradingState.Halted, false)]
    public void Restriction_by_a_person_outlasts_the_end_of_the_difference(TradingState ordered, bool accepted)
    {
        var world = new TradingWorld();
        world.Venue.Balances["BTC"] += 3m;
        UnixNanos moment = world.Time.Now + 1;
        world.Time.Advance(100);
        world.Risk.SetInstrumentState(world.Instrument, ordered, "by hand");

        if (accepted)
            Assert.True(world.Engine.AcceptDifference(world.Instrument, "ada", "bought by hand"));
        else
            world.VenueSide.OnTransfer(new BalanceTransfer { Account = world.Venue.Account, Currency = "BTC", Amount = 3m, EventTime = moment });
        world.Time.Advance(61);

        Assert.Equal(ordered, world.Risk.InstrumentState(world.Instrument));
        world.Risk.SetInstrumentState(world.Instrument, TradingState.Active, "by hand");
        Assert.Equal(TradingState.Active, world.Risk.InstrumentState(world.Instrument));
    }

    [Fact]
    public void Difference_in_a_halted_instrument_restricts_it_after_the_halt()
    {
        var world = new TradingWorld();
        world.Risk.SetInstrumentState(world.Instrument, TradingState.Halted, "by hand");
        world.Venue.Balances["BTC"] += 3m;
        world.Time.Advance(100);
        Assert.Equal(TradingState.Halted, world.Risk.InstrumentState(world.Instrument));

        world.Risk.SetInstrumentState(world.Instrument, TradingState.Active, "by hand");

        Assert.Equal(TradingState.Reducing, world.Risk.InstrumentState(world.Instrument));
    }

    [Fact]
    public void Difference_that_stays_is_looked_at_ever_more_rarely()
    {
        var world = new TradingWorld();
        world.Venue.Balances["BTC"] += 0.25m;
        int before = world.Venue.OpenOrderQueries;
        for (int i = 0; i < 600; i++)
        {
            // Never the same, so never concluded in quiet.
            world.Venue.Balances["BTC"] += 0.01m;
            world.Time.Advance(1);
        }

        Assert.InRange(world.Venue.OpenOrderQueries - before, 10, 20);
    }

    [Fact]
    public void Asset_with_a_balance_is_read_though_nothing_was_ordered()
    {
        var world = new TradingWorld();
        Assert.True(world.Venue.FillQueries > 0);
        Assert.Equal(1, world.VenueSide.LastReconciliation!.Instruments);
    }

    [Fact]
    public void Asset_without_a_balance_and_without_orders_is_not_read()
    {
        var venueTime = new TestTime();
        var venue = new FakeVenue(venueTime);
        venue.Balances["BTC"] = 0m;
        var world = new TradingWorld(venue: venue, time: venueTime);
        Assert.Equal(0, world.VenueSide.LastReconciliation!.Instruments);
    }

    /// <summary>A trade a second, bought and sold in turn; balances are told as asked for.</summary>
    private static void Trade(TradingWorld world, int seconds, Report when)
    {
        AccountReport last = world.Venue.Report();
        for (int i = 0; i < seconds; i++)
        {
            world.Time.Advance(0.5);
            Order order = world.Submit(0.5m, i % 2 == 0 ? OrderSide.Buy : OrderSide.Sell);
            world.Time.Advance(0.5);
            if (order.IsClosed)
                continue;
            world.Venue.Send(order);
            world.Venue.Receive(order);
            OrderEvent fill = world.Venue.Trade(order, 0.5m, order.Price.AsDecimal, tell: false);
            AccountReport now = world.Venue.Report();
            if (when == Report.BeforeTheFill)
                world.VenueSide.OnAccountUpdate(now);
            world.VenueSide.OnOrderEvent(in fill);
            if (when == Report.AfterTheFill)
                world.VenueSide.OnAccountUpdate(now);
            if (when == Report.OneTradeBehind)
                world.VenueSide.OnAccountUpdate(last);
            last = now;
        }
    }
}
