using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Time;

namespace LiveTrading.Engine.Kernel;

/// <summary>Asks every venue for a reconciliation and tells when all have answered since.</summary>
internal sealed class KernelReconciler(ExecutionEngine execution, IEngineClock clock) : IKillSwitchReconciler
{
    private long _requestedAt;

    public bool IsSettled
    {
        get
        {
            foreach (VenueExecution venue in execution.Venues)
            {
                if (!venue.IsReconciled || venue.LastReconciliation is not { } last || last.StartedAt < _requestedAt)
                    return false;
            }

            return true;
        }
    }

    public void Request(string reason)
    {
        _requestedAt = clock.MonotonicNanos;
        foreach (VenueExecution venue in execution.Venues)
            venue.Reconcile(reason);
    }
}
