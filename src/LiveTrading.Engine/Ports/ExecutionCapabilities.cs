using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Ports;

/// <summary>What a venue can do with orders.</summary>
public sealed record ExecutionCapabilities
{
    /// <summary>Order types it takes.</summary>
    public required IReadOnlyList<OrderType> OrderTypes { get; init; }

    /// <summary>Times in force it takes.</summary>
    public required IReadOnlyList<TimeInForce> TimesInForce { get; init; }

    /// <summary>It knows post-only limit orders.</summary>
    public bool PostOnly { get; init; }

    /// <summary>It knows reduce-only orders; where not, the engine checks it itself.</summary>
    public bool ReduceOnly { get; init; }

    /// <summary>It can lower an order's quantity in place, keeping price and id (Binance amend keep priority).</summary>
    public bool ReduceQuantityInPlace { get; init; }

    /// <summary>It can change price and quantity in place without risking more than asked.</summary>
    public bool ModifyInPlace { get; init; }

    /// <summary>Longest time in which a request handed over can still take effect or become visible to queries: receive window, network and the venue's query lag. Nanoseconds; default 10 s.</summary>
    public long NotFoundHorizonNanos { get; init; } = 10_000_000_000;

    /// <summary>Requests a minute the venue allows, weights counted; 0: not known.</summary>
    public int RequestBudgetPerMinute { get; init; }
}
