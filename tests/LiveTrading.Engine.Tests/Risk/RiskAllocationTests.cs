using LiveTrading.Engine.Risk;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Risk;

public sealed class RiskAllocationTests
{
    [Theory]
    [InlineData(OrderType.Limit)]
    [InlineData(OrderType.Market)]
    public void CheckSubmit_allowed_allocatesNothing(OrderType type)
    {
        var bench = new RiskBench();
        bench.Hold(0.05m);
        Order order = type == OrderType.Limit ? bench.Buy() : bench.Market(OrderSide.Buy);
        for (int i = 0; i < 100; i++)
            bench.Check(order);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            bench.Check(order);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(0, allocated);
        Assert.Empty(bench.Denials);
    }

    [Fact]
    public void OnOrderChanged_overAnOrdersLife_allocatesNothing()
    {
        var bench = new RiskBench(new RiskOptions { MaxOrdersPerMinute = 100 });
        Order[] orders = [.. Enumerable.Range(0, 600).Select(_ => bench.Buy())];
        for (int i = 0; i < 300; i++)
            Live(bench, orders[i]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 300; i < 600; i++)
            Live(bench, orders[i]);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, bench.Risk.OpenOrderCount);
    }

    [Fact]
    public void ApplyFill_ofKnownInstrumentStrategyAndCurrency_allocatesNothing()
    {
        var bench = new RiskBench();
        Order order = bench.Buy();
        OrderEvent fill = bench.FillEvent(order, 61_700m, 0.01m, 0.00001m, "BTC");
        for (int i = 0; i < 100; i++)
            bench.Portfolio.ApplyFill(order, in fill);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            bench.Portfolio.ApplyFill(order, in fill);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Live(RiskBench bench, Order order)
    {
        order.State = OrderState.Pending;
        bench.Risk.OnOrderChanged(order, Change(order, OrderEventKind.Pending));
        order.State = OrderState.Accepted;
        bench.Risk.OnOrderChanged(order, Change(order, OrderEventKind.Accepted));
        order.State = OrderState.Canceled;
        bench.Risk.OnOrderChanged(order, Change(order, OrderEventKind.Canceled));
    }

    private static OrderEvent Change(Order order, OrderEventKind kind) => new() { Kind = kind, ClientOrderId = order.ClientOrderId, Instrument = order.Instrument };
}
