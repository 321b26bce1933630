using LiveTrading.Engine.Journal;

namespace LiveTrading.Engine.Risk;

/// <summary>Keeps the kill switch in the order journal.</summary>
public sealed class JournalKillSwitchLatch : IKillSwitchLatch
{
    private readonly OrderJournal _journal;

    /// <summary>A latch in this journal.</summary>
    public JournalKillSwitchLatch(OrderJournal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _journal = journal;
    }

    /// <inheritdoc/>
    public bool TryLatch(string reason, bool flatten) => _journal.AppendKillLatch(reason, flatten) == JournalWriteResult.Written;

    /// <inheritdoc/>
    public bool TryRelease(string person) => _journal.AppendKillRelease(person) == JournalWriteResult.Written;
}
