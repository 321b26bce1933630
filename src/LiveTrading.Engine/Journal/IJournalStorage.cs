namespace LiveTrading.Engine.Journal;

/// <summary>
/// Where journal bytes live: numbered segments of fixed size, filled with zeros, written front to back, the last one
/// written to. Loop thread only.
/// No member throws for a failing disk once the storage is open; the results say it.
/// </summary>
/// <remarks>Every implementation passes the same behaviour suite.</remarks>
public interface IJournalStorage : IJournalSource
{
    /// <summary>Bytes a segment holds.</summary>
    int SegmentBytes { get; }

    /// <summary>Writes at the present end of the last segment, with one write. After a failure the storage takes nothing more.</summary>
    /// <returns><see cref="JournalWriteResult.SegmentFull"/> when it does not fit, or no segment exists but a snapshot; nothing was written then.</returns>
    JournalWriteResult Append(ReadOnlySpan<byte> record);

    /// <summary>Creates the next segment with its space reserved; appends go there.</summary>
    JournalWriteResult StartSegment(long segment);

    /// <summary>Sets the end of the last segment, overwriting what follows with zeros.</summary>
    /// <param name="end">Offset of the first free byte.</param>
    JournalWriteResult TruncateLast(int end);

    /// <summary>Takes away the segments behind one, which is the last from then on; <see cref="TruncateLast"/> sets its end. At a recovery only.</summary>
    /// <param name="segment">A segment that is present and no snapshot.</param>
    JournalWriteResult DropSegmentsAfter(long segment);

    /// <summary>Forces everything written onto the disk, entries of new segments included. Blocks; at start and at the end.</summary>
    JournalWriteResult Flush();

    /// <summary>
    /// Begins to force everything written so far onto the disk, entries of new segments included, without waiting. One at a
    /// time: the next may begin once <paramref name="completed"/> was called. A sync that failed is final, as a failed write is.
    /// </summary>
    /// <param name="completed">Called once, later, on the loop thread, with how it ended; not after the storage was disposed.</param>
    /// <returns><see cref="JournalWriteResult.Written"/>: it has begun. Anything else: it has not, and nothing will be called.</returns>
    /// <exception cref="InvalidOperationException">One is under way, or the storage has nothing to complete it with.</exception>
    JournalWriteResult BeginSync(Action<JournalWriteResult> completed);
}
