using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Recording;

/// <summary>What strategies keep across restarts, on the tape.</summary>
/// <param name="tape">The tape.</param>
/// <param name="inner">The real store; null in a replay.</param>
internal sealed class CoreStateStore(SessionTape tape, IStrategyStateStore? inner) : IStrategyStateStore
{
    public byte[]? Load(StrategyId strategy)
    {
        tape.Fields.Clear().Text(strategy.Value);
        tape.Tell(RecordKind.StateLoad);
        byte[]? actual = LoadActual(strategy);
        tape.Fields.ClearToReadBack().Bool(actual is not null).Bytes(actual);
        var r = new PayloadReader(tape.Keep(RecordKind.Return));
        return r.Bool() ? r.Bytes().ToArray() : null;
    }

    public bool Save(StrategyId strategy, ReadOnlySpan<byte> state)
    {
        tape.Fields.Clear().Text(strategy.Value).Bytes(state);
        tape.Tell(RecordKind.StateSave);
        return tape.Return(inner is not null && inner.Save(strategy, state) ? 1 : 0) == 1;
    }

    private byte[]? LoadActual(StrategyId strategy)
    {
        try
        {
            return inner?.Load(strategy);
        }
        catch (Exception e)
        {
            (tape as RecordingTape)?.Fail($"the state of strategy {strategy} could not be read: {e.Message}");
            throw;
        }
    }
}
