using LiveTrading.Model.Identifiers;

namespace LiveTrading.Model.Accounts;

/// <summary>What a venue says an account holds: everything (a query) or only what changed (an update on the user stream).</summary>
public sealed record AccountReport
{
    /// <summary>Which account.</summary>
    public required AccountId Account { get; init; }

    /// <summary>Balances.</summary>
    public required IReadOnlyList<Balance> Balances { get; init; }

    /// <summary>True when currencies not listed are zero.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>When the venue says the account last changed.</summary>
    public UnixNanos EventTime { get; init; }

    /// <summary>When the loop dispatched it.</summary>
    public UnixNanos ReceivedTime { get; init; }
}
