namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>One step in an order's life, frozen when it happened. Amounts times 10^8.</summary>
internal sealed class ExecutionReport(VenueOrder order, ExecutionKind kind, long executionId, long timeMs)
{
    public VenueOrder Order { get; } = order;

    public ExecutionKind Kind { get; } = kind;

    public long ExecutionId { get; } = executionId;

    public long TimeMs { get; } = timeMs;

    public string ClientOrderId { get; } = order.ClientOrderId;

    /// <summary>The id before a cancel or an amendment replaced it; empty otherwise.</summary>
    public string OriginalClientOrderId { get; init; } = "";

    public VenueOrderState State { get; } = order.State;

    public long Quantity { get; } = order.Quantity;

    public long Executed { get; } = order.Executed;

    public long CumulativeQuote { get; } = order.CumulativeQuote;

    public long WorkingTimeMs { get; } = order.WorkingTimeMs;

    public ExpiryReason Expiry { get; } = order.Expiry;

    public bool IsOnBook { get; init; }

    public VenueFill? Fill { get; init; }
}
