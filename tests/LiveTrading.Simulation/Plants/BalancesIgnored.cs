using LiveTrading.Engine.Ports;
using LiveTrading.Model.Accounts;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>Balances are read once and never again.</summary>
internal sealed class BalancesIgnored : PlantedBug
{
    public override string Name => "balances-ignored";

    public override string Description => "Balances are read once and never again.";

    public override IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => new Filter(sink);

    private sealed class Filter(IExecutionSink inner) : SinkFilter(inner)
    {
        private AccountReport? _first;

        public override void OnAccountUpdate(AccountReport report)
        {
        }

        public override void OnAccountQueried(long requestId, QueryOutcome outcome, AccountReport? report, string reason) =>
            Inner.OnAccountQueried(requestId, outcome, report is null ? null : _first ??= report, reason);
    }
}
