namespace LiveTrading.Engine.Ports;

/// <summary>How a query ended.</summary>
public enum QueryOutcome : byte
{
    /// <summary>The venue answered with what it has.</summary>
    Found,

    /// <summary>The venue answered that it has no such thing. Not yet proof: its data may lag.</summary>
    NotFound,

    /// <summary>No usable answer. Says nothing about orders, fills or balances.</summary>
    Failed,
}
