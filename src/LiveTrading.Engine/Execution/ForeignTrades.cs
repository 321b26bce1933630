using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Trades that others make on the same account: recorded and counted once each, apart from own fills, so that they explain
/// the balances. Loop thread; O(1). Bounded: beyond <see cref="MaxRemembered"/> the oldest identities are forgotten.
/// </summary>
internal sealed class ForeignTrades(Cache cache, Portfolio portfolio, OrderJournal journal)
{
    /// <summary>Trades and orders of others whose identity is remembered, each.</summary>
    public const int MaxRemembered = 65_536;

    private readonly HashSet<FillIdentity> _trades = [];
    private readonly Queue<FillIdentity> _tradeOrder = new();
    private readonly HashSet<(InstrumentHandle, VenueOrderId)> _orders = [];
    private readonly Queue<(InstrumentHandle, VenueOrderId)> _orderOrder = new();

    /// <summary>The venue has told that an order is another's.</summary>
    public void NoteOrder(InstrumentHandle instrument, VenueOrderId order)
    {
        if (order.IsNone || !_orders.Add((instrument, order)))
            return;
        _orderOrder.Enqueue((instrument, order));
        if (_orderOrder.Count > MaxRemembered)
            _orders.Remove(_orderOrder.Dequeue());
    }

    /// <summary>True for an order that the venue has told to be another's.</summary>
    public bool KnowsOrder(InstrumentHandle instrument, VenueOrderId order) => _orders.Contains((instrument, order));

    /// <summary>Counts a trade of an order of others.</summary>
    /// <returns>True when it is new and was counted.</returns>
    public bool Take(FillReport trade)
    {
        NoteOrder(trade.Instrument, trade.VenueOrderId);
        var identity = new FillIdentity(trade.Instrument, trade.VenueOrderId, trade.TradeId);
        if (trade.TradeId.IsNone || trade.Quantity.Raw <= 0 || trade.Price.Raw <= 0 || _trades.Contains(identity))
            return false;
        if (!portfolio.ApplyForeignTrade(trade))
            return false;
        Remember(in identity);

        // Without its record it is counted again after a restart, out of the history: nothing is lost with it.
        journal.AppendForeignTrade(trade, cache.Instrument(trade.Instrument));
        return true;
    }

    /// <summary>Puts back what the journal tells.</summary>
    public void Restore(FillReport trade)
    {
        var identity = new FillIdentity(trade.Instrument, trade.VenueOrderId, trade.TradeId);
        NoteOrder(trade.Instrument, trade.VenueOrderId);
        if (!_trades.Contains(identity) && portfolio.ApplyForeignTrade(trade))
            Remember(in identity);
    }

    private void Remember(in FillIdentity identity)
    {
        _trades.Add(identity);
        _tradeOrder.Enqueue(identity);
        if (_tradeOrder.Count > MaxRemembered)
            _trades.Remove(_tradeOrder.Dequeue());
    }
}
