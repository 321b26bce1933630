using LiveTrading.Engine.Journal;
using LiveTrading.Model;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

public sealed class OrderCostTests
{
    [Fact]
    public void Whole_life_of_an_order_allocates_at_most_512_bytes()
    {
        var world = new TradingWorld(storage: new MemoryJournalStorage(256 << 20));
        world.Bus.UnsubscribeAll(LiveTrading.Engine.Bus.BusFault.Core);
        Live(world, 12_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        const int orders = 2_000;
        Live(world, orders);
        long perOrder = (GC.GetAllocatedBytesForCurrentThread() - before) / orders;
        Assert.True(perOrder <= 512, $"{perOrder} bytes an order.");
    }

    private static void Live(TradingWorld world, int count)
    {
        OrderRequest request = OrderRequest.Limit(world.Instrument, OrderSide.Buy, Quantity.Of(1m), Price.Of(59_000m));
        for (int i = 0; i < count; i++)
        {
            Order order = world.Engine.Submit(TradingWorld.Strategy, in request);
            world.VenueSide.OnHandedOver(order.ClientOrderId, RequestKind.Submit);
            var e = new OrderEvent { Kind = OrderEventKind.Accepted, ClientOrderId = order.ClientOrderId, VenueOrderId = new((UInt128)(ulong)(i + 1) + order.ClientOrderId.Counter), Instrument = order.Instrument };
            world.VenueSide.OnOrderEvent(in e);
            world.VenueSide.OnOrderEvent(e with { Kind = OrderEventKind.Canceled });
            if (i % 1000 == 0)
                world.Time.Advance(1);
            if (order.State != OrderState.Canceled)
                throw new InvalidOperationException($"The order is {order.State}.");
        }
    }
}
