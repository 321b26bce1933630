namespace LiveTrading.Engine.Execution;

/// <summary>What was unusual about an applied event.</summary>
[Flags]
public enum AppliedFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A fill after the order was denied, canceled, rejected or expired.</summary>
    LateFill = 1,

    /// <summary>More was filled than ordered.</summary>
    Overfill = 2,

    /// <summary>The order had been closed here and works at the venue.</summary>
    Reopened = 4,
}
