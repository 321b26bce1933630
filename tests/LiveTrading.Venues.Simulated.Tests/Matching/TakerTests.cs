using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Matching;
using static LiveTrading.Venues.Simulated.Tests.Matching.MarketUnderTest;

namespace LiveTrading.Venues.Simulated.Tests.Matching;

public class TakerTests
{
    private readonly MarketUnderTest _m = new();

    [Fact]
    public void MarketBuy_beyondTheTop_walksTheDepth()
    {
        VenueOrder order = _m.Place(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.Market, 2));
        Assert.Equal(VenueOrderState.Filled, order.State);
        Assert.Equal(R(203), order.CumulativeQuote);
        Assert.Equal(10_000m - 203, Free(_m.Alice, "USDT"));
        Assert.Equal(10m + 2 - 0.002m, Free(_m.Alice, "BTC"));
    }

    [Fact]
    public void Market_whenTickerIsNewer_replacesTheTopOfTheDepth()
    {
        _m.Ticker(100, 1, 100.5m, 0.25m);
        VenueOrder order = _m.Place(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.Market, 1));
        Assert.Equal(R(0.25m * 100.5m + 0.75m * 101), order.CumulativeQuote);
    }

    [Fact]
    public void Market_whenTickerMovedAway_skipsDepthThatIsGone()
    {
        _m.Ticker(100, 1, 102, 0.5m);
        VenueOrder order = _m.Place(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.Market, 1));
        Assert.Equal(0.5m, Executed(order));
        Assert.Equal(VenueOrderState.Expired, order.State);
        Assert.Equal(ExpiryReason.InsufficientLiquidity, order.Expiry);
    }

    [Fact]
    public void Taker_afterAnotherTaker_findsOnlyWhatIsLeft()
    {
        _m.Place(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.Market, 0.75m));
        VenueOrder second = _m.Limit(_m.Bob, OrderSide.Buy, 1, 101, VenueTimeInForce.Ioc);
        Assert.Equal(0.25m, Executed(second));
        Assert.Equal(ExpiryReason.UnfilledIocQuantity, second.Expiry);
    }

    [Fact]
    public void Taker_afterTheLevelChangedAndCameBack_findsItWhole()
    {
        _m.Place(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.Market, 1));
        _m.Depth(OrderSide.Sell, 101, 0.5m);
        _m.Depth(OrderSide.Sell, 101, 1);
        VenueOrder second = _m.Limit(_m.Bob, OrderSide.Buy, 1, 101, VenueTimeInForce.Ioc);
        Assert.Equal(1m, Executed(second));
    }

    [Fact]
    public void Taker_afterAnUpdateThatLeavesTheLevelAsItWas_findsNothing()
    {
        _m.Place(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.Market, 1));
        _m.Ticker(100, 3, 101, 1);
        Assert.Equal(0m, Executed(_m.Limit(_m.Bob, OrderSide.Buy, 1, 101, VenueTimeInForce.Ioc)));
    }

    [Fact]
    public void FillOrKill_whenNotAllIsThere_expiresWithoutAnyFill()
    {
        VenueOrder order = _m.Limit(_m.Alice, OrderSide.Buy, 2, 101, VenueTimeInForce.Fok);
        Assert.Equal(VenueOrderState.Expired, order.State);
        Assert.Equal(ExpiryReason.UnfilledFokOrder, order.Expiry);
        Assert.Equal(10_000m, Free(_m.Alice, "USDT"));
        Assert.Equal(1m, Executed(_m.Limit(_m.Bob, OrderSide.Buy, 1, 101, VenueTimeInForce.Fok)));
    }

    [Fact]
    public void LimitBuy_atABetterPrice_getsTheDifferenceBack()
    {
        VenueOrder order = _m.Limit(_m.Alice, OrderSide.Buy, 2, 101.5m);
        Assert.Equal(1m, Executed(order));
        Assert.Equal(101.5m, Locked(_m.Alice, "USDT"));
        Assert.Equal(10_000m - 101 - 101.5m, Free(_m.Alice, "USDT"));
    }

    [Fact]
    public void LimitMaker_whenItWouldTake_isRefusedInTheVenuesWords()
    {
        Assert.Equal("Order would immediately match and take.", _m.Refusal(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.LimitMaker, 1, 101)));
        Assert.Null(_m.Refusal(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.LimitMaker, 1, 100.99m)));
    }

    [Fact]
    public void QuoteQuantity_buy_spendsAtMostTheAmount()
    {
        VenueOrder order = _m.Place(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.Market, 0, quote: 50));
        Assert.Equal(VenueOrderState.Filled, order.State);
        Assert.Equal(0.49504m, Executed(order));
        Assert.True(order.CumulativeQuote <= R(50));
    }

    [Theory]
    [InlineData(0.000001, 100, "Filter failure: LOT_SIZE")]
    [InlineData(1, 100.001, "Filter failure: PRICE_FILTER")]
    [InlineData(0.01, 100, "Filter failure: NOTIONAL")]
    [InlineData(1000, 100, "Account has insufficient balance for requested action.")]
    [InlineData(1, 500.01, "Filter failure: PERCENT_PRICE_BY_SIDE")]
    public void Limit_outsideTheRules_isRefusedByName(decimal quantity, decimal price, string message)
    {
        _m.Trade(100, 0.001m, true);
        Assert.Equal(message, _m.Refusal(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.Limit, quantity, price)));
        Assert.Equal(10_000m, Free(_m.Alice, "USDT"));
    }

    [Fact]
    public void Market_aboveTheMarketLot_isRefused() =>
        Assert.Equal("Filter failure: MARKET_LOT_SIZE", _m.Refusal(_m.Alice, _m.Ticket(OrderSide.Sell, VenueOrderType.Market, 100.5m)));

    [Fact]
    public void Place_withTheIdOfAnOpenOrder_isADuplicate_untilItCloses()
    {
        OrderTicket ticket = _m.Ticket(OrderSide.Buy, VenueOrderType.Limit, 1, 99);
        VenueOrder order = _m.Place(_m.Alice, ticket);
        Assert.Equal("Duplicate order sent.", _m.Refusal(_m.Alice, ticket));
        _m.Market.Cancel(order, "x", 3);
        Assert.Null(_m.Refusal(_m.Alice, ticket));
    }

    [Fact]
    public void Place_beyondMaxOpenOrders_isRefused()
    {
        for (int i = 0; i < 200; i++)
            _m.Limit(_m.Alice, OrderSide.Buy, 0.1m, 50);
        Assert.Equal("Filter failure: MAX_NUM_ORDERS", _m.Refusal(_m.Alice, _m.Ticket(OrderSide.Buy, VenueOrderType.Limit, 0.1m, 50)));
    }
}
