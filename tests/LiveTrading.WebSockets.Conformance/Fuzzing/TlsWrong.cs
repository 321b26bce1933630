namespace LiveTrading.WebSockets.Conformance.Fuzzing;

/// <summary>What is done to one TLS record on its way.</summary>
internal enum TlsWrong
{
    /// <summary>Nothing: all must arrive.</summary>
    None,

    /// <summary>The record arrives in pieces, cut at any byte: all must arrive.</summary>
    Split,

    /// <summary>One bit differs.</summary>
    Flip,

    /// <summary>Its type is another one.</summary>
    Type,

    /// <summary>Its length says more or less.</summary>
    Length,

    /// <summary>Its end is missing; what follows comes at once.</summary>
    Truncate,

    /// <summary>It comes twice.</summary>
    Duplicate,

    /// <summary>It does not come.</summary>
    Drop,

    /// <summary>It comes after the next one.</summary>
    Swap,

    /// <summary>A record of random bytes comes before it.</summary>
    Insert,

    /// <summary>A thousand records without content come before it.</summary>
    Flood,

    /// <summary>The connection ends within it.</summary>
    End,

    /// <summary>The connection is reset within it.</summary>
    Reset,
}
