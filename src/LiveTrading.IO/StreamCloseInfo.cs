namespace LiveTrading.IO;

/// <summary>Why and how a stream ended.</summary>
/// <param name="Error">The cause.</param>
/// <param name="Text">A sentence for a log, without secrets; empty for <see cref="StreamError.None"/>.</param>
public readonly record struct StreamCloseInfo(StreamError Error, string Text);
