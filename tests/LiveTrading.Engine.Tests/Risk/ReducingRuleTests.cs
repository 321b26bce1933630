using CsCheck;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

/// <summary>The reducing rule against a model: an order passes only while |position| is at least the sum of what is left of all working and unknown orders on its side, itself included.</summary>
public sealed class ReducingRuleTests
{
    [Fact]
    public void Reducing_anyOrdersFillsAndChanges_passesExactlyWhileThePositionCoversTheSide() =>
        Gen.Select(Gen.Select(Gen.Bool, Gen.Int[2, 40], Gen.Int[0, 6]).Array[0, 30], Gen.Bool, Gen.Int[1, 60]).Sample((steps, sells, lots) =>
        {
            var bench = new RiskBench(new RiskOptions { MaxPositionNotional = 100_000_000m, MaxGrossExposure = 100_000_000m, MaxOrdersPerSecond = 1_000, MaxOrdersPerMinute = 1_000 });
            decimal position = 0m, buys = 0m, offers = 0m;
            foreach ((bool buy, int size, int fate) in steps)
            {
                decimal quantity = size * 0.001m;
                Order order = bench.Limit(buy ? OrderSide.Buy : OrderSide.Sell, 61_700m, quantity);
                bench.Place(order, accept: fate != 1);
                decimal left = Live(bench, order, fate, out decimal filled);
                position += buy ? filled : -filled;
                (buys, offers) = (buys + (buy ? left : 0m), offers + (buy ? 0m : left));
            }

            bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
            bench.Balances(100_000_000m, 1_000m);
            bench.Risk.SetTradingState(TradingState.Reducing, "test");
            decimal wanted = lots * 0.001m;
            decimal reducible = Math.Max(0m, sells ? position : -position);
            bool passes = (sells ? offers : buys) + wanted <= reducible;
            RiskDecision decision = bench.Check(bench.New(sells ? OrderSide.Sell : OrderSide.Buy, OrderType.Limit, 61_700m, wanted, timeInForce: TimeInForce.Ioc));
            return decision.Code == (passes ? RiskCode.None : RiskCode.TradingReducing)
                && (passes || decision == new RiskDecision(RiskCode.TradingReducing, reducible, (sells ? offers : buys) + wanted));
        });

    /// <summary>What is left of the order at the worst case after its fate.</summary>
    private static decimal Live(RiskBench bench, Order order, int fate, out decimal filled)
    {
        decimal quantity = order.Quantity.AsDecimal;
        filled = 0m;
        switch (fate)
        {
            case 1:
                order.SubmitRequest = RequestState.Unknown;
                bench.Event(order, OrderEventKind.Unknown);
                return quantity;
            case 2:
                order.CancelRequest = RequestState.Unknown;
                bench.Event(order, OrderEventKind.Unknown);
                return quantity;
            case 3:
                filled = 0.001m;
                bench.Fill(order, 61_700m, filled);
                return quantity - filled;
            case 4:
                filled = quantity;
                bench.Fill(order, 61_700m);
                return 0m;
            case 5:
                bench.Cancel(order);
                return 0m;
            case 6:
                order.ModifyRequest = RequestState.Unknown;
                bench.Risk.OnOrderChanged(order, new OrderEvent { Kind = OrderEventKind.PendingModify, ClientOrderId = order.ClientOrderId, Price = order.Price, Quantity = Quantity.Of(quantity * 2m) });
                return quantity * 2m;
            default:
                return quantity;
        }
    }
}
