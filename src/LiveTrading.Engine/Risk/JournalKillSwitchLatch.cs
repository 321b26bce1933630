using LiveTrading.Engine.Journal;
using LiveTrading.Model.Identifiers;

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
    public bool TryLatch(string reason, bool flatten, StrategyId strategy = default) => _journal.AppendKillLatch(reason, flatten, strategy) == JournalWriteResult.Written;

    /// <inheritdoc/>
    public bool TryRelease(string person, StrategyId strategy = default) => _journal.AppendKillRelease(person, strategy) == JournalWriteResult.Written;
}
