namespace LiveTrading.Engine.Risk;

/// <summary>What the risk engine has done since the start.</summary>
public struct RiskCounters
{
    /// <summary>Orders checked.</summary>
    public long SubmitChecks;

    /// <summary>Changes checked.</summary>
    public long ModifyChecks;

    /// <summary>Orders and changes denied.</summary>
    public long Denied;

    /// <summary>Loss evaluations.</summary>
    public long LossEvaluations;

    /// <summary>Times a loss limit was reached.</summary>
    public long LossLimitsReached;
}
