using LiveTrading.Engine.Caching;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

internal static class OrderListTestExtensions
{
    /// <summary>The orders of a list, to be compared.</summary>
    public static List<Order> ToTestList(this OrderList list)
    {
        var orders = new List<Order>();
        foreach (Order order in list)
            orders.Add(order);
        return orders;
    }
}
