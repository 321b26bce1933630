using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Storage;

/// <summary>A person releases the kill switch in the journal of an engine that does not run.</summary>
public static class KillSwitchRelease
{
    /// <summary>Records the release and forces it onto the disk. The journal is locked meanwhile, so that no engine starts on it.</summary>
    /// <param name="directory">The journal's directory.</param>
    /// <param name="person">Who decided it.</param>
    /// <param name="reason">Why; null: not given.</param>
    /// <param name="strategy">Whose kill switch; null: the engine's.</param>
    /// <param name="time">Time of the record; null: the system's.</param>
    /// <returns>The latch that was released; null when the kill switch is not engaged, and nothing was changed.</returns>
    /// <exception cref="JournalException">An engine is using the journal, it is damaged, or it cannot be read or written.</exception>
    public static JournalKill? Release(string directory, string person, string? reason, string? strategy = null, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        if (!Directory.Exists(directory))
            throw new JournalException($"There is no journal directory {Path.GetFullPath(directory)}.");
        using FileJournalStorage storage = FileJournalStorage.Open(directory);
        RecoveredJournal found = JournalRecovery.Read(storage, new Cache());
        if (found.Warnings.Count == 0 && LatchOf(found, strategy) is null)
            return null;

        // Reads strictly: a damaged journal is refused, since the latch may stand behind the damage.
        RecoveredJournal recovered = JournalRecovery.Recover(storage, found.Instance, new Cache());
        if (LatchOf(recovered, strategy) is not { } latch)
            return null;
        OrderJournal journal = new(storage, new SystemClock(time ?? TimeProvider.System), recovered);
        string text = string.IsNullOrWhiteSpace(reason) ? person : $"{person}: {reason}";
        JournalWriteResult result = journal.AppendKillRelease(text, latch.Strategy);
        if (result == JournalWriteResult.Written)
            result = recovered.WasSealed ? journal.Seal() : storage.Flush();
        return result == JournalWriteResult.Written
            ? latch
            : throw new JournalException($"The release could not be written ({storage.FailureText ?? result.ToString()}): the kill switch stays engaged.");
    }

    private static JournalKill? LatchOf(RecoveredJournal journal, string? strategy)
    {
        if (strategy is null)
            return journal.KillLatch;
        return journal.StrategyKills.TryGetValue(new StrategyId(strategy), out JournalKill latch) ? latch : null;
    }

    private sealed class SystemClock(TimeProvider time) : IEngineClock
    {
        public UnixNanos Now => new((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);

        public long MonotonicNanos => time.GetElapsedTime(0).Ticks * TimeSpan.NanosecondsPerTick;
    }
}
