using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Checks;

/// <summary>Next to the venue's adapter: every order that is to go out is recorded, goes out once, and goes out only while it may.</summary>
/// <param name="process">Whose orders.</param>
/// <param name="stream">What the adapter says of its user stream.</param>
/// <param name="inner">The adapter's client.</param>
/// <param name="recorded">Orders that lie in the journal's storage.</param>
/// <param name="sent">Orders given to an adapter in this world.</param>
/// <param name="findings">Where it says what is wrong.</param>
internal sealed class SendWatch(EngineProcess process, StreamWatch stream, IExecutionClient inner, HashSet<ClientOrderId> recorded, HashSet<ClientOrderId> sent, Findings findings) : IExecutionClient
{
    public VenueId Venue => inner.Venue;

    public AccountId Account => inner.Account;

    public ExecutionCapabilities Capabilities => inner.Capabilities;

    public bool IsReady => inner.IsReady;

    public long ClockSkewNanos => inner.ClockSkewNanos;

    private long Now => process.Loop.MonotonicNanos;

    public HandOver Submit(Order order)
    {
        if (!process.Loop.IsKilled)
            Check(order);
        return inner.Submit(order);
    }

    public HandOver Cancel(Order order) => inner.Cancel(order);

    public HandOver Modify(Order order, Price price, Quantity quantity) => inner.Modify(order, price, quantity);

    public void QueryOrder(Order order) => inner.QueryOrder(order);

    public void QueryOpenOrders(long requestId) => inner.QueryOpenOrders(requestId);

    public void QueryFills(long requestId, InstrumentHandle instrument, UnixNanos since, TradeId afterTradeId) => inner.QueryFills(requestId, instrument, since, afterTradeId);

    public void QueryAccount(long requestId) => inner.QueryAccount(requestId);

    private void Check(Order order)
    {
        TradingKernel kernel = process.Kernel;
        if (!recorded.Contains(order.ClientOrderId))
            findings.Add(Now, $"order {order.ClientOrderId} goes out before its record is in the journal");
        if (!sent.Add(order.ClientOrderId))
            findings.Add(Now, $"order {order.ClientOrderId} goes out a second time");
        if (!kernel.IsReconciled)
            findings.Add(Now, $"order {order.ClientOrderId} goes out while the venue is not reconciled");
        if (stream.IsLost)
            findings.Add(Now, $"order {order.ClientOrderId} goes out while the user stream is lost");
        else if (kernel.Execution.Venues[0].LastReconciliation is not { } last || last.StartedAt < stream.ReadySince)
            findings.Add(Now, $"order {order.ClientOrderId} goes out before a reconciliation since the user stream came up at {stream.ReadySince / 1e9:0.000000} s");
        if (kernel.Risk.TradingState == TradingState.Halted)
            findings.Add(Now, $"order {order.ClientOrderId} goes out while trading is halted: {kernel.Risk.TradingStateReason}");
        if (kernel.Risk.IsKillSwitchEngaged)
        {
            decimal position = kernel.Portfolio.EnginePosition(order.Instrument);
            if (position == 0 || position > 0 == (order.Side == OrderSide.Buy))
                findings.Add(Now, $"order {order.ClientOrderId}, which does not reduce the position of {position}, goes out while the kill switch is engaged");
        }
    }
}
