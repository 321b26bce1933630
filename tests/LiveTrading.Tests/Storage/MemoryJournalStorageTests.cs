using LiveTrading.Engine.Journal;

namespace LiveTrading.Tests.Storage;

public sealed class MemoryJournalStorageTests : JournalStorageBehaviour
{
    private protected override IJournalStorage Create() => new MemoryJournalStorage(Bytes);

    private protected override IJournalStorage Reopen(IJournalStorage storage) => ((MemoryJournalStorage)storage).Copy();
}
