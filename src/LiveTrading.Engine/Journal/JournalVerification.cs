namespace LiveTrading.Engine.Journal;

/// <summary>What a check of a whole journal found.</summary>
public sealed record JournalVerification
{
    /// <summary>Segments present, a snapshot not counted.</summary>
    public required int Segments { get; init; }

    /// <summary>Number of the last segment that a snapshot stands for; 0 without a snapshot.</summary>
    public required long SnapshotSegment { get; init; }

    /// <summary>Whole records up to the end or the damage.</summary>
    public required long Records { get; init; }

    /// <summary>Number of the last of them; 0 without any.</summary>
    public required long LastSequence { get; init; }

    /// <summary>Orders among them.</summary>
    public required long Orders { get; init; }

    /// <summary>Order events among them.</summary>
    public required long OrderEvents { get; init; }

    /// <summary>The last record is a clean end.</summary>
    public required bool WasSealed { get; init; }

    /// <summary>Where reading ended early; null when every byte made sense.</summary>
    public required JournalDamage? Damage { get; init; }

    /// <summary>An engine would start with it: no damage, or only a half-written last record.</summary>
    public bool IsUsable => Damage is null or { IsTornTail: true };
}
