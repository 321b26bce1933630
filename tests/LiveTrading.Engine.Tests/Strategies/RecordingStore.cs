using LiveTrading.Engine.Strategies;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Tests.Strategies;

internal sealed class RecordingStore : IStrategyStateStore
{
    public Dictionary<StrategyId, byte[]> Saved { get; } = [];

    public bool Fails { get; set; }

    public byte[]? Load(StrategyId strategy) => Saved.GetValueOrDefault(strategy);

    public bool Save(StrategyId strategy, ReadOnlySpan<byte> state)
    {
        if (!Fails)
            Saved[strategy] = state.ToArray();
        return !Fails;
    }
}
