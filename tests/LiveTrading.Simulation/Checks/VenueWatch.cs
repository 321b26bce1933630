using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Simulation.Harness;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Simulation.Checks;

/// <summary>Looks at the venue after every turn: an order that appears there must be in the journal's storage already, and must not have been there before.</summary>
internal sealed class VenueWatch(EngineWorld world, HashSet<ClientOrderId> recorded, Findings findings)
{
    private readonly HashSet<ClientOrderId> _seen = [];
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
            if (!_seen.Add(id))
                findings.Add(world.Loop.MonotonicNanos, $"order {id} came to the venue a second time, as {order.OrderId}");
            if (!recorded.Contains(id))
                findings.Add(world.Loop.MonotonicNanos, $"order {id} is at the venue and its record is not in the journal");
        }
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
