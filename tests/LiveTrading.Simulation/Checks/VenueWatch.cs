using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Simulation.Checks;

/// <summary>Looks at the venue after every turn: an order that appears there must be in the journal's storage already, and must not have been there before.</summary>
internal sealed class VenueWatch(EngineWorld world, HashSet<ClientOrderId> recorded, Findings findings)
{
    private readonly Dictionary<ClientOrderId, VenueOrder> _seen = [];
    private readonly Dictionary<long, string> _told = [];
    private long _orders;
    private int _known;

    /// <summary>Hears of every change of an order at the venue; null: nobody tells a story.</summary>
    public Action<string, ClientOrderId?>? Changed { get; set; }

    /// <summary>Orders of the engine at the venue.</summary>
    public int OwnOrders => _seen.Count;

    public void Look()
    {
        if (Changed is not null)
            Tell();
        if (world.Venue.State.OrderCount == _orders)
            return;
        _orders = world.Venue.State.OrderCount;
        IEnumerable<VenueOrder> orders = world.Venue.State.FindUser(EngineWorld.Key)!.Account.Orders;
        foreach (VenueOrder order in orders.Skip(_known))
        {
            _known++;
            if (!BookComparison.TryParseOwner(order, out ClientOrderId id))
                continue;
            if (!_seen.TryAdd(id, order))
                findings.Add(world.Loop.MonotonicNanos, $"order {id} came to the venue a second time, as {order.OrderId}");
            if (!recorded.Contains(id))
                findings.Add(world.Loop.MonotonicNanos, $"order {id} is at the venue and its record is not in the journal");
        }
    }

    /// <summary>The engine was told something of an order: what it takes for closed must not work at the venue, and what was never sent must not be there.</summary>
    public void Check(Order order)
    {
        if (!order.IsClosed || !_seen.TryGetValue(order.ClientOrderId, out VenueOrder? there))
            return;
        if (there.IsOpen)
            findings.Add(world.Loop.MonotonicNanos, $"order {order.ClientOrderId} is {order.State} here while it works at the venue");
        if (order.State == OrderState.Denied)
            findings.Add(world.Loop.MonotonicNanos, $"order {order.ClientOrderId} was denied here and is at the venue: {there.State}");
    }

    private void Tell()
    {
        foreach (VenueOrder order in world.Venue.State.FindUser(EngineWorld.Key)!.Account.Orders)
        {
            string now = FormattableString.Invariant($"{order.State}, {order.Side} {FixedPoint.ToDecimal(order.Quantity)} {order.Symbol} at {FixedPoint.ToDecimal(order.Price)}{(order.HasTrigger ? order.IsWorking ? " (triggered)" : " (waits for its trigger)" : "")}, executed {FixedPoint.ToDecimal(order.Executed)}");
            if (_told.TryGetValue(order.OrderId, out string? before) && before == now)
                continue;
            _told[order.OrderId] = now;
            Changed!($"venue {order.OrderId}: {now}", BookComparison.TryParseOwner(order, out ClientOrderId id) ? id : null);
        }
    }
}
