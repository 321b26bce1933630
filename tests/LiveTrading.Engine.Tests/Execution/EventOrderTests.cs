using System.Globalization;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

/// <summary>The same facts in every order and number, from every source: the state at the end is one.</summary>
public sealed class EventOrderTests
{
    public static TheoryData<string> OrdersOfFour => [.. Permutations("NABC")];

    public static TheoryData<string, string> SourcesInEveryOrder
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string order in Permutations("SAH"))
            {
                foreach (string commissions in new[] { "SAH", "SH", "AH", "H", "S", "" })
                    data.Add(order, commissions);
            }

            return data;
        }
    }

    /// <summary>N: new, A and B: trades, C: canceled with the rest. Money is never lost, and the order ends closed.</summary>
    [Theory]
    [MemberData(nameof(OrdersOfFour))]
    public void Short_life_in_any_order_ends_canceled_with_both_trades(string order)
    {
        (TradingWorld world, Order traded) = Live(order);
        AssertSettled(world, traded);
    }

    [Theory]
    [MemberData(nameof(OrdersOfFour))]
    public void Short_life_in_any_order_every_event_twice_ends_the_same(string order)
    {
        (TradingWorld world, Order traded) = Live(string.Concat(order.Select(e => $"{e}{e}")));
        AssertSettled(world, traded);
        Assert.Equal(2, world.Engine.Counters.Fills);
    }

    [Theory]
    [MemberData(nameof(OrdersOfFour))]
    public void Short_life_in_any_order_then_all_of_it_again_ends_the_same(string order)
    {
        (TradingWorld world, Order traded) = Live(order + order);
        AssertSettled(world, traded);
        Assert.Equal(2, world.Engine.Counters.Fills);
    }

    [Theory]
    [MemberData(nameof(OrdersOfFour))]
    public void Short_life_in_any_order_is_told_the_same_by_its_journal(string order)
    {
        (TradingWorld world, Order traded) = Live(order);
        TradingWorld next = world.Restart();
        Order restored = next.Cache.FindOrder(traded.ClientOrderId)!;
        Assert.Equal((traded.State, traded.FilledQuantity, traded.FilledNotional), (restored.State, restored.FilledQuantity, restored.FilledNotional));
        Assert.Equal((world.Position, 0L), (next.Position, next.Recovered.IllegalEvents));
    }

    /// <summary>One fill from the user stream (S), the answer to the submit (A) and the trade history (H).</summary>
    /// <param name="order">In which order the three come.</param>
    /// <param name="commissions">Which of them tell the commission.</param>
    [Theory]
    [MemberData(nameof(SourcesInEveryOrder))]
    public void Fill_from_three_sources_in_any_order_counts_once(string order, string commissions)
    {
        var world = new TradingWorld();
        Order traded = world.Working();
        OrderEvent fill = world.Venue.Trade(traded, 1m, 59_000m, tell: false, commission: 2m);
        foreach (char source in order)
        {
            OrderEvent told = commissions.Contains(source) ? fill : fill with { Commission = 0m, CommissionCurrency = null };
            if (source == 'H')
                TellHistory(world, in told);
            else
                world.VenueSide.OnOrderEvent(source == 'A' ? told with { VenueFilledQuantity = Quantity.Zero } : told);
        }

        Assert.Equal((OrderState.Filled, 1m, 1L), (traded.State, world.Position, world.Engine.Counters.Fills));
        Assert.Equal(commissions.Length > 0 ? 2m : 0m, world.Portfolio.Fees.GetValueOrDefault("USDT"));
        Assert.False(world.HasAlert(AlertCode.FillContradiction));
        TradingWorld next = world.Restart(reconcile: false);
        Assert.Equal((1m, commissions.Length > 0 ? 2m : 0m), (next.Position, next.Portfolio.Fees.GetValueOrDefault("USDT")));
    }

    [Fact]
    public void Self_trade_two_own_orders_with_one_trade_id_are_two_fills()
    {
        var world = new TradingWorld();
        Order buy = world.Working();
        Order sell = world.Submit(1m, OrderSide.Sell);
        world.Venue.Send(sell);
        world.Venue.Receive(sell);
        OrderEvent bought = world.Venue.Trade(buy, 1m, 59_000m);
        OrderEvent sold = world.Venue.Trade(sell, 1m, 59_000m, tell: false) with { TradeId = bought.TradeId };

        world.VenueSide.OnOrderEvent(in sold);
        world.VenueSide.OnOrderEvent(in sold);

        Assert.Equal((OrderState.Filled, OrderState.Filled), (buy.State, sell.State));
        Assert.Equal((0m, 2L), (world.Position, world.Engine.Counters.Fills));
        TradingWorld next = world.Restart(reconcile: false);
        Assert.Equal((0m, 1L), (next.Position, next.Portfolio.Position(next.Instrument).SoldQuantity == 1m ? 1L : 0L));
    }

    [Fact]
    public void Trade_ids_and_venue_order_ids_that_repeat_across_instruments_are_different_fills()
    {
        var world = new TradingWorld();
        InstrumentHandle eth = world.Cache.AddInstrument(TradingWorld.Btc with { Id = new InstrumentId("ETHUSDT", world.Venue.Venue), BaseCurrency = "ETH" });
        world.Cache.SetQuote(new QuoteTick(eth, Price.Of(3_000m), Quantity.Of(5m), Price.Of(3_001m), Quantity.Of(5m), 1, world.Time.Now, world.Time.Now));
        Order first = world.Working();
        OrderEvent fill = world.Venue.Trade(first, 1m, 59_000m);
        Order second = world.Engine.Submit(TradingWorld.Strategy, OrderRequest.Limit(eth, OrderSide.Buy, Quantity.Of(1m), Price.Of(2_990m)));
        world.Venue.Send(second);

        world.VenueSide.OnOrderEvent(fill with { ClientOrderId = second.ClientOrderId, Instrument = eth, LastPrice = Price.Of(2_990m) });

        Assert.Equal((1m, 1m), (world.Position, world.Portfolio.EnginePosition(eth)));
        Assert.Equal(2, world.Engine.Counters.Fills);
        Assert.False(world.HasAlert(AlertCode.FillContradiction));
    }

    [Fact]
    public void Fill_of_another_instrument_under_a_known_venue_order_id_is_not_this_orders()
    {
        var world = new TradingWorld();
        InstrumentHandle eth = world.Cache.AddInstrument(TradingWorld.Btc with { Id = new InstrumentId("ETHUSDT", world.Venue.Venue), BaseCurrency = "ETH" });
        Order order = world.Working(2m);
        OrderEvent fill = world.Venue.Trade(order, 1m, 59_000m, tell: false);

        world.VenueSide.OnOrderEvent(fill with { ClientOrderId = ClientOrderId.None, Instrument = eth });

        Assert.Equal((0m, Quantity.Zero), (world.Position, order.FilledQuantity));
        Assert.Equal(0m, world.Portfolio.EnginePosition(eth));
    }

    [Fact]
    public void Partial_fills_before_during_and_after_a_reconnect_all_count_once()
    {
        var world = new TradingWorld();
        Order order = world.Working(3m);
        world.Venue.Trade(order, 0.5m, 59_000m);
        world.VenueSide.OnExecutionLost("dropped");
        OrderEvent missed = world.Venue.Trade(order, 0.5m, 59_001m, tell: false);
        world.VenueSide.OnExecutionReady();
        OrderEvent during = world.Venue.Trade(order, 0.5m, 59_002m, tell: false);
        world.VenueSide.OnOrderEvent(in during);
        world.Venue.Pump();
        world.Venue.Trade(order, 0.5m, 59_003m);
        world.VenueSide.OnOrderEvent(in missed);
        world.Time.Advance(70);

        Assert.Equal((2m, 4L, OrderState.PartiallyFilled), (world.Position, world.Engine.Counters.Fills, order.State));
        Assert.Equal(2m, world.Portfolio.VenuePosition(world.Instrument));
    }

    private static (TradingWorld World, Order Order) Live(string events)
    {
        var world = new TradingWorld();
        Order order = world.Sent(3m);
        world.Venue.Receive(order, tell: false);
        OrderEvent first = world.Venue.Trade(order, 1m, 59_000m, tell: false, commission: 1m);
        OrderEvent second = world.Venue.Trade(order, 0.5m, 59_001m, tell: false, commission: 0.5m);
        world.Venue.CancelAtVenue(order, tell: false);
        OrderEvent accepted = world.Venue.EventOf(order, OrderEventKind.Accepted);
        OrderEvent canceled = world.Venue.EventOf(order, OrderEventKind.Canceled) with { VenueFilledQuantity = Quantity.Of(1.5m) };
        foreach (char c in events)
        {
            world.VenueSide.OnOrderEvent(c switch
            {
                'N' => accepted,
                'A' => first,
                'B' => second,
                _ => canceled,
            });
        }

        return (world, order);
    }

    private static void AssertSettled(TradingWorld world, Order order)
    {
        Assert.Equal((OrderState.Canceled, Quantity.Of(1.5m), 1.5m), (order.State, order.FilledQuantity, world.Position));
        Assert.Equal(1.5m, world.Portfolio.Fees["USDT"]);
        Assert.Equal(0, world.Engine.Counters.IllegalEvents);
        world.Time.Advance(130);
        Assert.Equal((OrderState.Canceled, 1.5m), (order.State, world.Position));
        Assert.False(order.IsInFlight);
        Assert.Empty(world.Cache.OpenOrders.ToTestList());
        Assert.Equal(1.5m, world.Portfolio.VenuePosition(world.Instrument));
    }

    private static void TellHistory(TradingWorld world, in OrderEvent e)
    {
        FillReport known = world.Venue.Trades[^1];
        world.Venue.Trades[^1] = known with { Commission = e.Commission, CommissionCurrency = e.CommissionCurrency };
        world.VenueSide.Reconcile("test");
        world.Venue.Pump();
        world.Venue.Trades[^1] = known;
    }

    private static IEnumerable<string> Permutations(string of)
    {
        if (of.Length <= 1)
            return [of];
        return of.SelectMany((c, i) => Permutations(of.Remove(i, 1)).Select(rest => string.Create(CultureInfo.InvariantCulture, $"{c}{rest}")));
    }
}
