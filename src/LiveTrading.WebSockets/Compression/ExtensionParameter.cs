namespace LiveTrading.WebSockets.Compression;

/// <summary>One parameter of an extension.</summary>
/// <param name="Name">As sent.</param>
/// <param name="Value">Without quotation marks; null: the parameter has none.</param>
internal readonly record struct ExtensionParameter(string Name, string? Value);
