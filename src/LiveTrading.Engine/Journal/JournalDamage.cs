namespace LiveTrading.Engine.Journal;

/// <summary>A place in the journal that cannot be read.</summary>
/// <param name="Segment">Which segment.</param>
/// <param name="Name">Its file.</param>
/// <param name="Offset">Byte offset within it.</param>
/// <param name="IsTornTail">True when it is the half-written end: it was never acted upon and may be cut off. False: something was lost.</param>
/// <param name="What">One sentence.</param>
public sealed record JournalDamage(long Segment, string Name, int Offset, bool IsTornTail, string What)
{
    /// <summary>Nothing is wrong with the bytes: a newer version of this program wrote them.</summary>
    public bool IsNewerVersion { get; init; }

    /// <summary>It is a snapshot that cannot be read: what stands before the place is not a state of its own.</summary>
    public bool IsInSnapshot { get; init; }

    /// <summary>What to do about it: one sentence or two for people.</summary>
    public string Advice => IsNewerVersion ? "Use the version of this program that wrote it."
        : IsInSnapshot ? "\"livetrading journal repair\" puts back the segments that the snapshot was made from, where the archive has them."
        : "\"livetrading journal verify\" shows the extent, \"livetrading journal show\" what can be read, \"livetrading journal repair\" keeps what stands before the damage; compare with the venue's order history before trading on.";
}
