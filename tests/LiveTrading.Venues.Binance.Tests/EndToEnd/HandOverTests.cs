using LiveTrading.Engine.Ports;
using LiveTrading.IO.Simulated;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated;

namespace LiveTrading.Venues.Binance.Tests.EndToEnd;

/// <summary>The order connection breaks at each byte of a request: what is said to be unsent is never at the venue.</summary>
public sealed class HandOverTests
{
    private const string Key = "demo-key";

    [Fact]
    public void Submit_DropAtEveryByte_UnknownNeverUnsentAndTheQueryTellsTheTruth()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        SimulatedConnection connection = ConnectionOfOrders(pair);
        int bytes = 0;
        bool isThere = false;
        while (!isThere)
        {
            pair.Sink.Log.Clear();
            pair.Sink.Queried.Clear();
            HashSet<SimulatedConnection> before = [.. pair.Loop.Network.Connections];
            connection.ResetAfter(up: true, connection.BytesUp + ++bytes);
            Order order = pair.Limit(OrderSide.Buy, 0.001m, 50_000m);
            Assert.Equal(HandOver.Queued, pair.Venue.Execution!.Submit(order));
            pair.Until(() => pair.Sink.Log.Exists(l => l.StartsWith("Submit unknown", StringComparison.Ordinal)));
            Assert.Equal("Submit handed over", pair.Sink.Log[0]);
            pair.Until(() => pair.Venue.Execution.IsReady);
            connection = pair.Loop.Network.Connections.Where(c => !before.Contains(c)).MaxBy(c => c.BytesUp)!;
            pair.Venue.Execution.QueryOrder(order);
            pair.Until(() => pair.Sink.Queried.Count == 1);

            isThere = IsThere(pair, order);
            Assert.Equal(isThere ? QueryOutcome.Found : QueryOutcome.NotFound, pair.Sink.Queried[0].Outcome);
            pair.RunFor(35);
        }

        // Only its last byte makes it an order, and a signed one is long.
        Assert.InRange(bytes, 300, 600);
    }

    [Fact]
    public void Submit_DropBeforeTheFirstByte_IsUnsentAndNeverThere()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        SimulatedConnection connection = ConnectionOfOrders(pair);
        pair.Sink.Log.Clear();

        Order order = pair.Limit(OrderSide.Buy, 0.001m, 50_000m);
        Assert.Equal(HandOver.Queued, pair.Venue.Execution!.Submit(order));
        connection.Reset();
        pair.RunFor(120);

        Assert.StartsWith("Submit unsent", pair.Sink.Log.First(l => l.StartsWith("Submit", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.False(IsThere(pair, order));
    }

    [Fact]
    public void Submit_StalledPastItsDeadline_IsUnsentAndNeverThere()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        SimulatedConnection connection = ConnectionOfOrders(pair);
        pair.Sink.Log.Clear();
        connection.SetLink(up: true, new SimulatedLink { WindowBytes = 100 });
        connection.Hold(up: true);
        Order first = pair.Limit(OrderSide.Buy, 0.001m, 50_000m);
        Order second = pair.Limit(OrderSide.Buy, 0.001m, 50_001m);
        pair.Venue.Execution!.Submit(first);
        pair.Venue.Execution.Submit(second);
        pair.RunFor(5);

        Assert.Contains(pair.Sink.Log, l => l.StartsWith("Submit unsent: the send deadline passed", StringComparison.Ordinal));
        Assert.False(IsThere(pair, second));
    }

    private static bool IsThere(VenuePair pair, Order order) =>
        pair.Simulated.Orders(Key).Any(o => o.ClientOrderId.Contains(order.ClientOrderId.ToString(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The connection over which an order went.</summary>
    private static SimulatedConnection ConnectionOfOrders(VenuePair pair)
    {
        Dictionary<SimulatedConnection, long> before = pair.Loop.Network.Connections.ToDictionary(c => c, c => c.BytesUp);
        Order order = pair.Limit(OrderSide.Buy, 0.001m, 50_000m);
        pair.Venue.Execution!.Submit(order);
        pair.Until(() => pair.Sink.Orders.Exists(e => e.Kind == OrderEventKind.Accepted));
        Assert.True(IsThere(pair, order));
        return pair.Loop.Network.Connections.Single(c => c.BytesUp - before[c] > 100);
    }
}
