namespace LiveTrading.Venues.Simulated;

/// <summary>An order as the venue holds it, copied.</summary>
/// <param name="OrderId">The venue's id.</param>
/// <param name="ClientOrderId">The client's id now; a cancel replaces it.</param>
/// <param name="Symbol">Upper case.</param>
/// <param name="Side">BUY or SELL.</param>
/// <param name="Type">In the venue's words.</param>
/// <param name="Status">In the venue's words, such as PARTIALLY_FILLED.</param>
/// <param name="Price">0 for market orders.</param>
/// <param name="Quantity">In the base asset.</param>
/// <param name="ExecutedQuantity">In the base asset.</param>
/// <param name="CumulativeQuote">Paid or received, in the quote asset, before commission.</param>
public sealed record SimulatedOrder(
    long OrderId, string ClientOrderId, string Symbol, string Side, string Type, string Status, decimal Price, decimal Quantity, decimal ExecutedQuantity, decimal CumulativeQuote)
{
    /// <summary>The id it was placed with.</summary>
    public required string OriginalClientOrderId { get; init; }

    /// <summary>GTC, IOC or FOK; empty for market orders.</summary>
    public required string TimeInForce { get; init; }

    /// <summary>What triggers it; 0: nothing.</summary>
    public decimal StopPrice { get; init; }

    /// <summary>True while it can still execute.</summary>
    public bool IsOpen => Status is "NEW" or "PARTIALLY_FILLED";
}
