namespace LiveTrading.CrashTest;

/// <summary>What a round was.</summary>
internal sealed record RoundResult
{
    public required int Number { get; init; }

    /// <summary>The engine's state at the end of the round.</summary>
    public required string State { get; init; }

    /// <summary>The engine was killed at the end.</summary>
    public required bool IsKilled { get; init; }

    /// <summary>It had reconciled before.</summary>
    public required bool WasReconciled { get; init; }

    /// <summary>How long the engine had lived.</summary>
    public required double Seconds { get; init; }

    /// <summary>Orders with a request on its way at the end.</summary>
    public required int InFlight { get; init; }

    /// <summary>Connections cut, and other faults of the connection, in this round.</summary>
    public required int Cuts { get; init; }

    /// <summary>Fills that reconciliations brought in this round.</summary>
    public required long MissedFills { get; init; }

    /// <summary>Orders taken back that the journal did not have.</summary>
    public required long Adopted { get; init; }

    /// <summary>At the venue, since its start.</summary>
    public required long VenueOrders { get; init; }

    /// <summary>At the venue, since its start.</summary>
    public required long VenueFills { get; init; }
}
