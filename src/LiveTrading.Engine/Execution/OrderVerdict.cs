namespace LiveTrading.Engine.Execution;

/// <summary>What the order state table says about an event in a state.</summary>
public enum OrderVerdict : byte
{
    /// <summary>It contradicts the state: refused, counted, and the order is queried.</summary>
    Illegal,

    /// <summary>It is applied.</summary>
    Apply,

    /// <summary>It tells what is known already, or comes after something newer: it may complete missing fields, the state stays.</summary>
    Duplicate,
}
