using LiveTrading.Engine.Journal;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>At a start the last whole record of the journal is cut off as if it were torn.</summary>
internal sealed class LastRecordDropped : PlantedBug
{
    public override string Name => "last-record-dropped";

    public override string Description => "At a start the last whole record of the journal is cut off as if it were torn.";

    public override IJournalStorage Journal(EngineProcess process, IJournalStorage storage) => new Filter(storage);

    private sealed class Filter(IJournalStorage inner) : StorageFilter(inner)
    {
        public override ReadOnlyMemory<byte> ReadSegment(long segment)
        {
            byte[] bytes = Inner.ReadSegment(segment).ToArray();
            if (segment != Inner.Segments[^1])
                return bytes;
            int last = -1;
            int at = 0;
            while (JournalFormat.Check(bytes.AsSpan(at), out JournalRecordHeader header) == JournalRecordCheck.Valid)
            {
                last = at;
                at += header.Length;
            }

            if (last > 0)
                bytes.AsSpan(last).Clear();
            return bytes;
        }
    }
}
