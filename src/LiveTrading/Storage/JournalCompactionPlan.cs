using LiveTrading.Engine.Journal;

namespace LiveTrading.Storage;

/// <summary>When and how the files of a journal are compacted.</summary>
public sealed record JournalCompactionPlan
{
    /// <summary>Closed segments from which on they are made into a snapshot; 0: never. Default 4.</summary>
    public int After { get; init; } = 4;

    /// <summary>Keep what a snapshot replaced in the directory <c>archive</c>; otherwise it is deleted. Default true.</summary>
    public bool Archive { get; init; } = true;

    /// <summary>What a snapshot keeps in full.</summary>
    public JournalCompactionOptions Keep { get; init; } = new();
}
