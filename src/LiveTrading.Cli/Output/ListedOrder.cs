namespace LiveTrading.Cli.Output;

/// <summary>
/// An order as lists show it, whether a journal or a venue tells of it: the same words and the same number formats, so that
/// the two can be compared field by field.
/// </summary>
internal sealed record ListedOrder
{
    /// <summary>The id it was placed with.</summary>
    public required string ClientOrderId { get; init; }

    /// <summary>Empty while the venue has told none.</summary>
    public required string VenueOrderId { get; init; }

    public required string Symbol { get; init; }

    public required string Side { get; init; }

    public required string Type { get; init; }

    /// <summary>Empty for market orders.</summary>
    public required string TimeInForce { get; init; }

    public required bool PostOnly { get; init; }

    public required string Price { get; init; }

    public required string TriggerPrice { get; init; }

    public required string Quantity { get; init; }

    public required string FilledQuantity { get; init; }

    public required string State { get; init; }

    public required bool IsOpen { get; init; }

    public required IReadOnlyList<ListedFill> Fills { get; init; }
}
