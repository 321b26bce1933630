using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>The same fill has another identity in the trade history than on the stream.</summary>
internal sealed class HistoryNamesFillsOtherwise : PlantedBug
{
    public override string Name => "history-names-fills-otherwise";

    public override string Description => "The same fill has another identity in the trade history than on the stream.";

    private static readonly UInt128 _shift = 1_000_000_000_000;

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        public override void OnFills(long requestId, InstrumentHandle instrument, QueryOutcome outcome, IReadOnlyList<FillReport> fills, string reason) =>
            Inner.OnFills(requestId, instrument, outcome, [.. fills.Select(f => f with { TradeId = new TradeId(f.TradeId.Value + _shift) })], reason);
    }
}
