using LiveTrading.Engine.Journal;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>The storage says that records are on the disk without having put them there.</summary>
internal sealed class SyncedWithoutSync : PlantedBug
{
    public override string Name => "synced-without-sync";

    public override string Description => "The storage says that records are on the disk without having put them there.";

    public override IJournalStorage Journal(EngineProcess process, IJournalStorage storage) => new Filter(process, storage);

    private sealed class Filter(EngineProcess process, IJournalStorage inner) : StorageFilter(inner)
    {
        public override JournalWriteResult BeginSync(Action<JournalWriteResult> completed)
        {
            process.Loop.CreateTimer(_ => completed(JournalWriteResult.Written)).Start(1_000);
            return JournalWriteResult.Written;
        }
    }
}
