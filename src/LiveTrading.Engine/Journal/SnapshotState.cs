using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>What of a recovered journal goes into a snapshot: positions out of all fills, and the rest cut to its bounds.</summary>
internal sealed class SnapshotState
{
    /// <summary>Positions after every fill.</summary>
    public required IReadOnlyList<PositionSnapshot> Positions { get; init; }

    /// <summary>Open orders and the newest closed ones, oldest first, each with the number of the record that closed it.</summary>
    public required IReadOnlyList<(Order Order, long ClosedAt)> Orders { get; init; }

    /// <summary>Fills that may be told again, oldest first.</summary>
    public required List<KnownFill> Fills { get; init; }

    /// <summary>The instruments by their handles.</summary>
    public required Cache Cache { get; init; }

    /// <summary>The last baseline of each account and currency.</summary>
    public required IReadOnlyList<BalanceBaseline> Baselines { get; init; }

    /// <summary>The newest transfers, each once.</summary>
    public required IReadOnlyList<BalanceTransfer> Transfers { get; init; }

    /// <summary>Sums of the others.</summary>
    public required IReadOnlyList<CarriedTransfers> CarriedTransfers { get; init; }

    /// <summary>Trades of others that must be known one by one.</summary>
    public required IReadOnlyList<(InstrumentId Instrument, FillReport Trade)> ForeignTrades { get; init; }

    /// <summary>Sums of the others of them.</summary>
    public required IReadOnlyList<CarriedForeign> CarriedForeign { get; init; }

    public static SnapshotState Of(RecoveredJournal recovered, JournalCompactionOptions options)
    {
        // Instruments in the order of the journal have the handles that the recovery gave them.
        var cache = new Cache();
        foreach (Model.Instruments.Instrument instrument in recovered.Instruments)
            cache.AddInstrument(instrument);
        List<(Order Order, long ClosedAt)> orders = OrdersOf(recovered, options.MaxClosedOrders);
        List<BalanceBaseline> baselines = BaselinesOf(recovered);
        (List<BalanceTransfer> transfers, List<CarriedTransfers> carried) = TransfersOf(recovered, baselines, options.MaxTransfers);
        (List<(InstrumentId, FillReport)> foreign, List<CarriedForeign> carriedForeign) = ForeignTradeSums.Of(recovered, cache, options);
        return new SnapshotState
        {
            Cache = cache,
            ForeignTrades = foreign,
            CarriedForeign = carriedForeign,
            Positions = PositionsOf(recovered, cache),
            Orders = orders,
            Fills = FillsOf(recovered, cache, [.. orders.Select(o => o.Order.ClientOrderId)], options),
            Baselines = baselines,
            Transfers = transfers,
            CarriedTransfers = carried,
        };
    }

    private static IReadOnlyList<PositionSnapshot> PositionsOf(RecoveredJournal recovered, Cache cache)
    {
        var portfolio = new Portfolio(cache, new MessageBus(new MessageBusOptions()), new NoClock());
        RecoveredFills.Apply(recovered, portfolio, new FillRegister(int.MaxValue));
        return portfolio.Export();
    }

    private static List<(Order Order, long ClosedAt)> OrdersOf(RecoveredJournal recovered, int maxClosed)
    {
        var closedAt = new Dictionary<Order, long>(ReferenceEqualityComparer.Instance);
        for (int i = Math.Max(0, recovered.ClosedOrders.Count - maxClosed); i < recovered.ClosedOrders.Count; i++)
            closedAt.Add(recovered.ClosedOrders[i], recovered.ClosedAt[i]);
        var orders = new List<(Order, long)>();
        foreach (Order order in recovered.Orders)
        {
            if (closedAt.TryGetValue(order, out long at))
                orders.Add((order, at));
            else if (!order.IsClosed || order.IsInFlight)
                orders.Add((order, 0));
        }

        return orders;
    }

    private static List<KnownFill> FillsOf(RecoveredJournal recovered, Cache cache, HashSet<ClientOrderId> kept, JournalCompactionOptions options)
    {
        // Sized once: fills are large, and what grows by doubling leaves the collector, and with it the loop, twice as much to do.
        var all = new List<KnownFill>(recovered.KnownFills.Count + recovered.Fills.Count);
        all.AddRange(recovered.KnownFills);
        var places = new Dictionary<FillIdentity, int>(all.Capacity);
        for (int i = 0; i < all.Count; i++)
            places.Add(new FillIdentity(all[i].Instrument, all[i].Event.VenueOrderId, all[i].Event.TradeId), i);
        foreach (RecoveredFill fill in recovered.Fills)
        {
            FillIdentity identity = RecoveredFills.IdentityOf(in fill);
            bool isKnown = places.TryGetValue(identity, out int place);
            if (fill.Kind == RecoveredFillKind.Bust)
            {
                if (isKnown)
                    all[place] = all[place] with { IsBusted = true };
                continue;
            }

            OrderEvent e = fill.Event with { VenueOrderId = identity.VenueOrderId };
            if (isKnown)
            {
                all[place] = all[place] with { Event = all[place].Event with { LastPrice = e.LastPrice, LastQuantity = e.LastQuantity, Commission = e.Commission, CommissionCurrency = e.CommissionCurrency } };
                continue;
            }

            places.Add(identity, all.Count);
            all.Add(new KnownFill(fill.Order.Instrument, e, false));
        }

        all.RemoveAll(fill => !kept.Contains(fill.Event.ClientOrderId) && !MayBeToldAgain(recovered, cache.Instrument(fill.Instrument).Id, in fill, options));
        if (all.Count > options.MaxRememberedFills)
            all.RemoveRange(0, all.Count - options.MaxRememberedFills);
        return all;
    }

    private static bool MayBeToldAgain(RecoveredJournal recovered, InstrumentId instrument, in KnownFill fill, JournalCompactionOptions options)
    {
        if (!recovered.Reconciled.TryGetValue(instrument.Venue, out UnixNanos reconciled))
            return true;
        long time = Math.Max(fill.Event.EventTime.Value, fill.Event.ReceivedTime.Value);
        return time >= reconciled.Value - options.FillHorizon.Ticks * 100;
    }

    private static List<BalanceBaseline> BaselinesOf(RecoveredJournal recovered)
    {
        var places = new Dictionary<(AccountId, string), int>();
        var baselines = new List<BalanceBaseline>();
        foreach (BalanceBaseline baseline in recovered.Baselines)
        {
            if (places.TryAdd((baseline.Account, baseline.Currency), baselines.Count))
                baselines.Add(baseline);
            else
                baselines[places[(baseline.Account, baseline.Currency)]] = baseline;
        }

        return baselines;
    }

    private static (List<BalanceTransfer> Kept, List<CarriedTransfers> Carried) TransfersOf(RecoveredJournal recovered, List<BalanceBaseline> baselines, int max)
    {
        var seen = new HashSet<(AccountId, string, decimal, long)>();
        List<BalanceTransfer> kept = [.. recovered.Transfers.Where(t => seen.Add((t.Account, t.Currency, t.Amount, t.EventTime.Value)))];
        var carried = new List<CarriedTransfers>(recovered.CarriedTransfers);
        int old = Math.Max(0, kept.Count - max);
        foreach (BalanceTransfer transfer in kept.Take(old))
        {
            // What the baseline contains does not count; the portfolio leaves it out too.
            int baseline = baselines.FindIndex(b => b.Account == transfer.Account && b.Currency == transfer.Currency);
            if (baseline >= 0 && transfer.EventTime.Value != 0 && transfer.EventTime <= baselines[baseline].Time)
                continue;
            int sum = carried.FindIndex(c => c.Account == transfer.Account && c.Currency == transfer.Currency);
            if (sum < 0)
                carried.Add(new CarriedTransfers(transfer.Account, transfer.Currency, transfer.Amount));
            else
                carried[sum] = carried[sum] with { Amount = carried[sum].Amount + transfer.Amount };
        }

        kept.RemoveRange(0, old);
        return (kept, carried);
    }

    /// <summary>No time passes within a snapshot.</summary>
    private sealed class NoClock : IEngineClock
    {
        public UnixNanos Now => default;

        public long MonotonicNanos => 0;
    }
}
