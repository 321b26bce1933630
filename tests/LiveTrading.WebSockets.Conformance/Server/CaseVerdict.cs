namespace LiveTrading.WebSockets.Conformance.Server;

/// <summary>What came of a case.</summary>
internal enum CaseVerdict
{
    /// <summary>Exactly as asked for.</summary>
    Ok,

    /// <summary>Anything else.</summary>
    Failed,

    /// <summary>The client did not offer what the case is about.</summary>
    Unimplemented,
}
