namespace LiveTrading;

/// <summary>What happens on a graceful stop.</summary>
public sealed class StopOptions
{
    /// <summary>Cancel own open orders by id; default true.</summary>
    public bool CancelOrders { get; set; } = true;

    /// <summary>Cancel also protective (position-reducing stop) orders; default false: they stay at the venue.</summary>
    public bool CancelProtective { get; set; }

    /// <summary>Bound of the whole stop; default 4.5 s, 0.1 to 60 s. What is left then is listed and the exit code is 3.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(4.5);
}
