namespace LiveTrading.IO;

/// <summary>Buffer sizes of a stream.</summary>
public sealed record StreamLimits
{
    /// <summary>256 KiB to start with, at most 16 MiB and room for headers.</summary>
    public static readonly StreamLimits Default = new();

    /// <summary>Receive buffer to start with, bytes; default 262,144: what beats small reads is parsing in place over a large buffer.</summary>
    public int ReceiveBufferBytes { get; init; } = 256 * 1024;

    /// <summary>The receive buffer grows up to this, bytes; default 16 MiB + 64 KiB.</summary>
    public int MaxReceiveBufferBytes { get; init; } = (16 * 1024 * 1024) + (64 * 1024);
}
