namespace LiveTrading.Engine.Journal;

/// <summary>A place in the journal that cannot be read.</summary>
/// <param name="Segment">Which segment.</param>
/// <param name="Name">Its file.</param>
/// <param name="Offset">Byte offset within it.</param>
/// <param name="IsTornTail">True when it is the half-written end: it was never acted upon and may be cut off. False: something was lost.</param>
/// <param name="What">One sentence.</param>
public sealed record JournalDamage(long Segment, string Name, int Offset, bool IsTornTail, string What);
