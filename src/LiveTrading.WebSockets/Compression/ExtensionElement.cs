namespace LiveTrading.WebSockets.Compression;

/// <summary>One extension as offered or answered.</summary>
/// <param name="Name">As sent.</param>
/// <param name="Parameters">In their order.</param>
internal sealed record ExtensionElement(string Name, IReadOnlyList<ExtensionParameter> Parameters)
{
    /// <summary>RFC 7692 §7.</summary>
    public const string PerMessageDeflate = "permessage-deflate";

    /// <summary>Whether it is the one extension spoken here.</summary>
    public bool IsPerMessageDeflate => Name == PerMessageDeflate;
}
