namespace LiveTrading.Storage;

/// <summary>What a repair did.</summary>
/// <param name="BackupDirectory">Where the untouched journal was copied to.</param>
/// <param name="Segment">File that was cut.</param>
/// <param name="Offset">Offset from which on it is empty now.</param>
/// <param name="RemovedSegments">Later segments that stand in the backup only.</param>
public sealed record JournalRepair(string BackupDirectory, string Segment, int Offset, int RemovedSegments)
{
    /// <summary>Files put back out of the archive; when there are any, nothing was cut and nothing is lost.</summary>
    public int RestoredFiles { get; init; }
}
