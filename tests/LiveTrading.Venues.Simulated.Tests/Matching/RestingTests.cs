using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Matching;
using static LiveTrading.Venues.Simulated.Tests.Matching.MarketUnderTest;

namespace LiveTrading.Venues.Simulated.Tests.Matching;

public class RestingTests
{
    private readonly MarketUnderTest _m = new();

    [Fact]
    public void Trade_throughThePrice_fillsAtTheOrdersPriceUpToTheTrade()
    {
        VenueOrder order = _m.Limit(_m.Alice, OrderSide.Buy, 1, 99.5m);
        _m.Trade(99.49m, 0.4m, true);
        Assert.Equal(0.4m, Executed(order));
        Assert.Equal(R(0.4m * 99.5m), order.CumulativeQuote);
        Assert.True(_m.Market.Reports[^1].Fill!.IsMaker);
    }

    [Fact]
    public void Trade_atThePrice_servesTheDisplayedQueueFirst()
    {
        VenueOrder order = _m.Limit(_m.Alice, OrderSide.Buy, 1, 100);
        _m.Trade(100, 0.75m, true);
        Assert.Equal(0m, Executed(order));
        _m.Trade(100, 0.5m, true);
        Assert.Equal(0.25m, Executed(order));
        _m.Trade(100, 5, true);
        Assert.Equal(VenueOrderState.Filled, order.State);
    }

    [Fact]
    public void Trade_atThePriceByTheSameSide_doesNotMoveTheQueue()
    {
        VenueOrder order = _m.Limit(_m.Alice, OrderSide.Buy, 1, 99.5m);
        _m.Trade(99.5m, 5, false);
        Assert.Equal(0m, Executed(order));
    }

    [Fact]
    public void Cancellations_inTheRecordedQueue_doNotMoveTheOrder()
    {
        VenueOrder order = _m.Limit(_m.Alice, OrderSide.Buy, 1, 100);
        _m.Depth(OrderSide.Buy, 100, 0.1m);
        _m.Trade(100, 0.9m, true);
        Assert.Equal(0m, Executed(order));
    }

    [Fact]
    public void Trade_sharedByUsers_isNeverGivenTwice()
    {
        VenueOrder first = _m.Limit(_m.Alice, OrderSide.Buy, 0.5m, 100);
        VenueOrder second = _m.Limit(_m.Bob, OrderSide.Buy, 5, 100);
        _m.Trade(100, 2, true);
        Assert.Equal(0.5m, Executed(first));
        Assert.Equal(0.5m, Executed(second));
    }

    [Fact]
    public void Trade_throughOneAndAtAnother_fillsTheBetterPricedFirst()
    {
        VenueOrder later = _m.Limit(_m.Alice, OrderSide.Buy, 1, 99.5m);
        VenueOrder better = _m.Limit(_m.Bob, OrderSide.Buy, 1, 99.6m);
        _m.Trade(99.5m, 1.25m, true);
        Assert.Equal(1m, Executed(better));
        Assert.Equal(0.25m, Executed(later));
    }

    [Fact]
    public void OppositeBest_crossing_fillsAsMakerAtTheOrdersPrice()
    {
        VenueOrder order = _m.Limit(_m.Alice, OrderSide.Buy, 2, 100.5m);
        _m.Ticker(100, 1, 100.2m, 0.75m);
        Assert.Equal(0.75m, Executed(order));
        Assert.Equal(R(0.75m * 100.5m), order.CumulativeQuote);
        _m.Ticker(100, 2, 100.2m, 0.75m);
        Assert.Equal(0.75m, Executed(order));
        _m.Ticker(100, 2, 100.2m, 0.8m);
        Assert.Equal(1.55m, Executed(order));
    }

    [Fact]
    public void Sell_mirrorsBuy_throughTrades()
    {
        VenueOrder order = _m.Limit(_m.Alice, OrderSide.Sell, 1, 101);
        _m.Trade(101, 1.5m, false);
        Assert.Equal(0.5m, Executed(order));
        _m.Trade(101.01m, 0.25m, false);
        Assert.Equal(0.75m, Executed(order));
        Assert.Equal(0.25m, Locked(_m.Alice, "BTC"));
    }

    [Fact]
    public void Users_matchEachOther_insideTheSpread_byPriceThenTime()
    {
        VenueOrder first = _m.Limit(_m.Alice, OrderSide.Buy, 1, 100.5m);
        VenueOrder best = _m.Limit(_m.Alice, OrderSide.Buy, 1, 100.6m);
        VenueOrder last = _m.Limit(_m.Alice, OrderSide.Buy, 1, 100.5m);
        VenueOrder taker = _m.Limit(_m.Bob, OrderSide.Sell, 2.5m, 100.5m);
        Assert.Equal(VenueOrderState.Filled, taker.State);
        Assert.Equal((1m, 1m, 0.5m), (Executed(best), Executed(first), Executed(last)));
        Assert.Equal(R(100.6m + (1.5m * 100.5m)), taker.CumulativeQuote);
    }

    [Fact]
    public void Users_behindTheDisplayedQueue_areMatchedAfterIt()
    {
        VenueOrder resting = _m.Limit(_m.Alice, OrderSide.Buy, 1, 100);
        VenueOrder taker = _m.Limit(_m.Bob, OrderSide.Sell, 1.25m, 100);
        Assert.Equal(VenueOrderState.Filled, taker.State);
        Assert.Equal(0.25m, Executed(resting));
    }

    [Fact]
    public void SelfTrade_expiresTheMakerAndGoesOn()
    {
        VenueOrder maker = _m.Limit(_m.Alice, OrderSide.Buy, 1, 100.5m);
        VenueOrder taker = _m.Limit(_m.Alice, OrderSide.Sell, 1, 100);
        Assert.Equal(VenueOrderState.ExpiredInMatch, maker.State);
        Assert.Equal(1m, Executed(taker));
        Assert.Equal(R(100), taker.CumulativeQuote);
        Assert.Equal(0m, Locked(_m.Alice, "USDT"));
    }

    [Fact]
    public void Cancel_unlocksAndRenames()
    {
        VenueOrder order = _m.Limit(_m.Alice, OrderSide.Buy, 1, 99);
        string original = order.ClientOrderId;
        _m.Market.Cancel(order, "cancel-1", 5);
        Assert.Equal(10_000m, Free(_m.Alice, "USDT"));
        Assert.Equal("cancel-1", _m.Market.Reports[^1].ClientOrderId);
        Assert.Equal(original, _m.Market.Reports[^1].OriginalClientOrderId);
        Assert.Null(_m.Alice.FindOrder("BTCUSDT", original));
    }

    [Fact]
    public void Amend_keepsThePlaceInLine()
    {
        VenueOrder order = _m.Limit(_m.Alice, OrderSide.Buy, 1, 100);
        _m.Trade(100, 0.75m, true);
        _m.Market.Amend(order, R(0.5m), "smaller", 3);
        _m.Trade(100, 0.75m, true);
        Assert.Equal(VenueOrderState.Filled, order.State);
        Assert.Equal(0m, Locked(_m.Alice, "USDT"));
    }

    [Fact]
    public void StopLossSell_whenThePriceFalls_sellsAtMarket()
    {
        VenueOrder order = _m.Place(_m.Alice, _m.Ticket(OrderSide.Sell, VenueOrderType.StopLoss, 0.5m, stop: 98));
        _m.Trade(98.01m, 1, true);
        Assert.False(order.IsWorking);
        _m.Trade(98, 1, true);
        Assert.Equal(VenueOrderState.Filled, order.State);
        Assert.Equal(0m, Locked(_m.Alice, "BTC"));
    }

    [Fact]
    public void TakeProfitLimit_whenTriggered_restsAtItsPrice()
    {
        VenueOrder order = _m.Place(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.TakeProfitLimit, 1, 95, stop: 96));
        _m.Trade(96, 1, true);
        Assert.True(order.IsWorking);
        Assert.Equal(VenueOrderState.New, order.State);
        _m.Trade(94.99m, 1, true);
        Assert.Equal(VenueOrderState.Filled, order.State);
    }

    [Fact]
    public void Stop_onTheWrongSide_isRefused()
    {
        _m.Trade(100, 1, true);
        Assert.Equal("Order would trigger immediately.", _m.Refusal(_m.Alice, _m.Ticket(OrderSide.Sell, VenueOrderType.StopLoss, 1, stop: 101)));
    }
}
