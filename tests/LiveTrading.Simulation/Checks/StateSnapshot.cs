using LiveTrading.Engine.Kernel;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Simulation.Checks;

/// <summary>What must survive a process: orders, positions, fees and the kill switch. Taken at its end and compared with what the next one reads out of the journal.</summary>
internal sealed class StateSnapshot
{
    private readonly Dictionary<ClientOrderId, OrderFacts> _orders = [];
    private readonly SortedDictionary<string, decimal> _positions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, decimal> _fees = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, decimal> _baselines = new(StringComparer.Ordinal);
    private readonly bool _killed;

    public StateSnapshot(TradingKernel kernel)
    {
        foreach (Order order in kernel.Cache.OpenOrders)
            Add(order);
        foreach (Order order in kernel.Cache.ClosedOrders)
            Add(order);
        for (int i = 0; i < kernel.Cache.InstrumentCount; i++)
        {
            // Handles are given in the order of arrival: another process may have others.
            InstrumentHandle handle = new(i);
            if (kernel.Portfolio.EnginePosition(handle) is var position && position != 0)
                _positions[kernel.Cache.Instrument(handle).Id.Symbol] = position;
        }

        foreach ((string currency, decimal fee) in kernel.Portfolio.Fees)
            _fees[currency] = fee;
        foreach (string currency in (string[])["USDT", "BTC", "ETH", "BNB"])
        {
            if (kernel.Portfolio.Accounts.Count > 0 && kernel.Portfolio.Baseline(kernel.Portfolio.Accounts[0].Id, currency) is { } amount)
                _baselines[currency] = amount;
        }

        _killed = kernel.KillSwitch.IsEngaged;
    }

    /// <summary>Where the state read from the journal differs.</summary>
    public void Compare(StateSnapshot replayed, Findings findings, long now)
    {
        foreach ((ClientOrderId id, OrderFacts facts) in _orders)
        {
            if (!replayed._orders.TryGetValue(id, out OrderFacts read))
            {
                // An order that was refused before it had a record leaves none.
                if (facts.State != OrderState.Denied)
                    findings.Add(now, $"order {id} was {facts} in memory and is not in the journal");
            }
            else if (read != facts)
            {
                findings.Add(now, $"order {id} was {facts} in memory and the journal says {read}");
            }
        }

        foreach ((ClientOrderId id, OrderFacts read) in replayed._orders)
        {
            if (!_orders.ContainsKey(id))
                findings.Add(now, $"order {id}, by the journal {read}, was not in memory");
        }

        if (!_positions.SequenceEqual(replayed._positions))
            findings.Add(now, $"positions were {Text(_positions)} in memory and the journal says {Text(replayed._positions)}");
        if (!_fees.SequenceEqual(replayed._fees))
            findings.Add(now, $"fees were {Text(_fees)} in memory and the journal says {Text(replayed._fees)}");
        if (!_baselines.SequenceEqual(replayed._baselines))
            findings.Add(now, $"baselines were {Text(_baselines)} in memory and the journal says {Text(replayed._baselines)}");
        if (_killed != replayed._killed)
            findings.Add(now, $"the kill switch was {(_killed ? "engaged" : "released")} in memory and the journal says {(replayed._killed ? "engaged" : "released")}");
    }

    private static string Text(SortedDictionary<string, decimal> amounts) => amounts.Count == 0 ? "none" : string.Join(", ", amounts.Select(a => FormattableString.Invariant($"{a.Value} {a.Key}")));

    private void Add(Order order) => _orders[order.ClientOrderId] = new OrderFacts(
        order.State, order.FilledQuantity.Raw, order.FilledNotional, order.Price.Raw, order.Quantity.Raw, order.VenueOrderId);

    private readonly record struct OrderFacts(OrderState State, long Filled, decimal Notional, long Price, long Quantity, VenueOrderId VenueId)
    {
        public override string ToString() => FormattableString.Invariant($"{State}, filled {new Model.Quantity(Filled)} of {new Model.Quantity(Quantity)} at {new Model.Price(Price)} for {Notional}, venue id {VenueId}");
    }
}
