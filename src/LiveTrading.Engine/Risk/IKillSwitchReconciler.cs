namespace LiveTrading.Engine.Risk;

/// <summary>How the kill switch asks the venues for the truth between two rounds of closing: the execution engine's reconciliation.</summary>
public interface IKillSwitchReconciler
{
    /// <summary>Starts a reconciliation of every venue.</summary>
    void Request(string reason);

    /// <summary>True when none runs and the last one, started after the last <see cref="Request"/>, succeeded.</summary>
    bool IsSettled { get; }
}
