using LiveTrading.Engine.Recording;
using LiveTrading.Model;

namespace LiveTrading.Recording;

/// <summary>What a replay found.</summary>
public sealed record ReplayResult
{
    /// <summary>The recording's name.</summary>
    public required string Recording { get; init; }

    /// <summary>Wall time at which the session began.</summary>
    public required UnixNanos Started { get; init; }

    /// <summary>Wall time of the session where the replay ended.</summary>
    public required UnixNanos Ended { get; init; }

    /// <summary>Records played.</summary>
    public required long Records { get; init; }

    /// <summary>Inputs brought to the core.</summary>
    public required long Inputs { get; init; }

    /// <summary>Outputs of the core compared with the recorded ones: requests to venues, journal records, timers, states saved, events published.</summary>
    public required long Outputs { get; init; }

    /// <summary>Of the outputs: orders, cancels and changes.</summary>
    public required long OrderRequests { get; init; }

    /// <summary>Of the outputs: records appended to the order journal.</summary>
    public required long JournalRecords { get; init; }

    /// <summary>Of the outputs: events of orders, positions, denials, the kill switch, strategies and alerts.</summary>
    public required long Events { get; init; }

    /// <summary>The first output that differs; null when all are the same.</summary>
    public ReplayDifference? Difference { get; init; }

    /// <summary>The end of the session was reached; false for a recording that ends before it, and for a replay that was told to stop earlier.</summary>
    public required bool ReachedEnd { get; init; }

    /// <summary>Why the recording ends before its session, where it says so; null otherwise.</summary>
    public string? EndReason { get; init; }

    /// <summary>Where and how the recording is damaged; null when what was played of it is not.</summary>
    public string? Damage { get; init; }

    /// <summary>The strategies of the session.</summary>
    public required IReadOnlyList<RecordedStrategy> Strategies { get; init; }

    /// <summary>Version of the program that recorded.</summary>
    public required string Product { get; init; }

    /// <summary>Nothing differed and nothing was damaged.</summary>
    public bool IsSame => Difference is null && Damage is null;
}
