using CsCheck;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Portfolios;

public sealed class PositionTests
{
    private static readonly Gen<(OrderSide Side, decimal Price, decimal Quantity, int Fee)> GenFill = Gen.Select(
        Gen.Bool, Gen.Long[1, 20_000_000_00], Gen.Long[1, 500_000_000_00], Gen.Int[0, 3],
        (buys, price, quantity, fee) => (buys ? OrderSide.Buy : OrderSide.Sell, price / 1_000_00m, quantity / 100_000_000m, fee));

    [Fact]
    public void Apply_buys_averagesPrice()
    {
        Position position = New();
        Fill(position, OrderSide.Buy, 100m, 1m);
        Fill(position, OrderSide.Buy, 200m, 3m);
        Assert.Equal(4m, position.SignedQuantity);
        Assert.Equal(175m, position.AveragePrice);
        Assert.Equal(0m, position.RealizedPnl);
        Assert.Equal(100m, position.UnrealizedPnl(Price.Of(200m)));
    }

    [Fact]
    public void Apply_partialClose_realisesAgainstAverage()
    {
        Position position = New();
        Fill(position, OrderSide.Buy, 100m, 2m);
        Fill(position, OrderSide.Sell, 130m, 0.5m);
        Assert.Equal(1.5m, position.SignedQuantity);
        Assert.Equal(100m, position.AveragePrice);
        Assert.Equal(15m, position.RealizedPnl);
    }

    [Fact]
    public void Apply_flipLongToShort_realisesAndReopensAtFillPrice()
    {
        Position position = New();
        Fill(position, OrderSide.Buy, 100m, 2m);
        Fill(position, OrderSide.Sell, 90m, 5m);
        Assert.Equal(-3m, position.SignedQuantity);
        Assert.Equal(90m, position.AveragePrice);
        Assert.Equal(-20m, position.RealizedPnl);
        Assert.Equal(30m, position.UnrealizedPnl(Price.Of(80m)));
    }

    [Fact]
    public void Apply_flipShortToLong_realisesAndReopensAtFillPrice()
    {
        Position position = New();
        Fill(position, OrderSide.Sell, 100m, 1m);
        Fill(position, OrderSide.Buy, 80m, 3m);
        Assert.Equal(2m, position.SignedQuantity);
        Assert.Equal(80m, position.AveragePrice);
        Assert.Equal(20m, position.RealizedPnl);
    }

    [Fact]
    public void Apply_closeToFlat_leavesNoCost()
    {
        Position position = New();
        Fill(position, OrderSide.Buy, 3m, 1m);
        Fill(position, OrderSide.Buy, 7m, 2m);
        Fill(position, OrderSide.Sell, 5m, 1m);
        Fill(position, OrderSide.Sell, 5m, 2m);
        Assert.True(position.IsFlat);
        Assert.Equal(0m, position.OpenCost);
        Assert.Equal(0m, position.AveragePrice);
        Assert.Equal(-2m, position.RealizedPnl);
    }

    [Fact]
    public void ApplyCommission_inBase_shrinksPositionAndCountsItsValue()
    {
        Position position = New();
        Fill(position, OrderSide.Buy, 100m, 1m);
        position.ApplyCommission(0.001m, "BTC", Price.Of(100m));
        Assert.Equal(0.999m, position.SignedQuantity);
        Assert.Equal(100m, position.AveragePrice);
        Assert.Equal(0.1m, position.QuoteFees);
        Assert.Equal(0.001m, position.Fees["BTC"]);
        Assert.Equal(-0.1m, position.NetPnl(Price.Of(100m)));
    }

    [Fact]
    public void ApplyCommission_inQuote_leavesPosition()
    {
        Position position = New();
        Fill(position, OrderSide.Sell, 100m, 1m);
        position.ApplyCommission(0.1m, "USDT", Price.Of(100m));
        Assert.Equal(-1m, position.SignedQuantity);
        Assert.Equal(0.1m, position.QuoteFees);
        Assert.Equal(-0.1m, position.NetPnl(Price.Of(100m)));
    }

    [Fact]
    public void ApplyCommission_inThirdCurrency_isKeptByItsName()
    {
        Position position = New();
        Fill(position, OrderSide.Buy, 100m, 1m);
        position.ApplyCommission(0.0002m, "BNB", Price.Of(100m));
        position.ApplyCommission(-0.0001m, "BNB", Price.Of(100m));
        Assert.Equal(0.0001m, position.Fees["BNB"]);
        Assert.Equal(0m, position.QuoteFees);
        Assert.Equal(1m, position.SignedQuantity);
    }

    [Fact]
    public void Units_ofFractionsBelowTheLot_roundUpForLimitsAndDownForClosing()
    {
        Position position = New();
        Fill(position, OrderSide.Buy, 100m, 0.00000003m);
        position.ApplyCommission(0.0000000001m, "BTC", Price.Of(100m));
        Assert.Equal(3, (long)position.CeilingUnits);
        Assert.Equal(2, (long)position.FloorUnits);
    }

    [Fact]
    public void Apply_anyFills_quantityIsSignedSumLessBaseCommission() => GenFill.Array[0, 60].Sample(fills =>
    {
        Position position = New();
        decimal sum = 0m;
        foreach ((OrderSide side, decimal price, decimal quantity, int fee) in fills)
        {
            Fill(position, side, price, quantity);
            sum += side == OrderSide.Buy ? quantity : -quantity;
            if (fee == 1)
            {
                decimal commission = decimal.Round(quantity / 1000m, 8);
                position.ApplyCommission(commission, "BTC", Price.Of(price));
                sum -= commission;
            }
        }

        return position.SignedQuantity == sum && position.IsFlat == (sum == 0m);
    });

    [Fact]
    public void Apply_anyFills_realisedAndUnrealisedEqualCashFlowAndMark() => Gen.Select(GenFill.Array[1, 60], Gen.Long[1, 20_000_000_00]).Sample((fills, mark) =>
    {
        Position position = New();
        decimal cash = 0m;
        foreach ((OrderSide side, decimal price, decimal quantity, int fee) in fills)
        {
            Fill(position, side, price, quantity);
            cash += side == OrderSide.Buy ? -quantity * price : quantity * price;
            if (fee == 1)
            {
                // Base charged as commission leaves the position as if it had been sold at the price of its fill.
                decimal commission = decimal.Round(quantity / 1000m, 8);
                position.ApplyCommission(commission, "BTC", Price.Of(price));
                cash += commission * price;
            }
            else if (fee == 2)
            {
                position.ApplyCommission(0.5m, "USDT", Price.Of(price));
            }
        }

        decimal markPrice = mark / 1_000_00m;
        decimal expected = cash + position.SignedQuantity * markPrice;
        return position.RealizedPnl + position.UnrealizedPnl(Price.Of(markPrice)) == expected;
    });

    [Fact]
    public void Apply_anyFills_costHasTheSignOfThePosition() => GenFill.Array[1, 60].Sample(fills =>
    {
        Position position = New();
        foreach ((OrderSide side, decimal price, decimal quantity, int _) in fills)
        {
            Fill(position, side, price, quantity);
            if (Math.Sign(position.OpenCost) != Math.Sign(position.SignedQuantity))
                return false;
        }

        return true;
    });

    [Fact]
    public void Reverse_anyFill_restoresQuantityAndTotalProfit() => Gen.Select(GenFill.Array[1, 30], Gen.Int[0, 29], Gen.Long[1, 20_000_000_00]).Sample((fills, pick, mark) =>
    {
        int busted = pick % fills.Length;
        Position whole = New();
        Position without = New();
        for (int i = 0; i < fills.Length; i++)
        {
            Fill(whole, fills[i].Side, fills[i].Price, fills[i].Quantity);
            if (i != busted)
                Fill(without, fills[i].Side, fills[i].Price, fills[i].Quantity);
        }

        whole.Reverse(fills[busted].Side, Price.Of(fills[busted].Price), Quantity.Of(fills[busted].Quantity));
        Price markPrice = Price.Of(mark / 1_000_00m);
        return whole.SignedQuantity == without.SignedQuantity && whole.NetPnl(markPrice) == without.NetPnl(markPrice)
            && whole.CashFlow == without.CashFlow && whole.FillCount == without.FillCount;
    });

    private static Position New() => new(new InstrumentHandle(0), new InstrumentId("BTCUSDT", new VenueId("BINANCE")), "BTC", "USDT");

    private static void Fill(Position position, OrderSide side, decimal price, decimal quantity) => position.Apply(side, Price.Of(price), Quantity.Of(quantity));
}
