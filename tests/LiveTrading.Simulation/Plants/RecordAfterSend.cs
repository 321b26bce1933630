using LiveTrading.Engine.Journal;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>An order's record is written a moment after the order went out.</summary>
internal sealed class RecordAfterSend : PlantedBug
{
    public override string Name => "record-after-send";

    public override string Description => "An order's record is written a moment after the order went out.";

    public override IJournalStorage Journal(EngineProcess process, IJournalStorage storage) => new Filter(process, storage);

    private sealed class Filter(EngineProcess process, IJournalStorage inner) : StorageFilter(inner)
    {
        private const int KindOffset = 16;

        private readonly List<byte[]> _waiting = [];
        private LiveTrading.IO.LoopTimer? _timer;

        public override JournalWriteResult Append(ReadOnlySpan<byte> record)
        {
            if ((JournalRecordKind)record[KindOffset] != JournalRecordKind.Order && _waiting.Count == 0)
                return Inner.Append(record);
            _waiting.Add(record.ToArray());
            _timer ??= process.Loop.CreateTimer(_ => Write());
            if (!_timer.IsActive)
                _timer.Start(10_000);
            return JournalWriteResult.Written;
        }

        private void Write()
        {
            foreach (byte[] record in _waiting)
            {
                if (Inner.Append(record) != JournalWriteResult.SegmentFull)
                    continue;
                Inner.StartSegment(Inner.Segments[^1] + 1);
                Inner.Append(record);
            }

            _waiting.Clear();
        }
    }
}
