namespace LiveTrading.WebSockets;

/// <summary>
/// The permessage-deflate extension: what a client offers, or what a server grants. Compression costs about 480 KiB a
/// connection and processor time for each message; it pays where the line is slow, not where latency counts.
/// </summary>
/// <remarks>
/// RFC 7692 §7.1. Both sides always read whatever the agreement allows. A message that may still be withdrawn (one with a
/// token or a deadline) is compressed without reference to others, so that taking it back cannot spoil those behind it.
/// </remarks>
public sealed record PerMessageDeflateOptions
{
    /// <summary>Smallest window of RFC 7692: 256 bytes.</summary>
    public const int MinWindowBits = 8;

    /// <summary>Largest window of RFC 7692: 32 KiB.</summary>
    public const int MaxWindowBits = 15;

    /// <summary>True: the server compresses each message on its own, which takes more bytes and less memory there. Default false.</summary>
    public bool ServerNoContextTakeover { get; init; }

    /// <summary>True: the client compresses each message on its own. Default false.</summary>
    public bool ClientNoContextTakeover { get; init; }

    /// <summary>Largest window the server compresses with, as a power of two. Default 15; 8 to 15. A server that does not agree to less is refused.</summary>
    public int ServerMaxWindowBits { get; init; } = MaxWindowBits;

    /// <summary>Largest window the client compresses with, as a power of two. Default 15; 8 to 15. A server can ask it only of clients that say they understand.</summary>
    public int ClientMaxWindowBits { get; init; } = MaxWindowBits;

    /// <summary>Shorter messages are sent as they are, bytes. Default 256: an order of a few hundred bytes gains nothing; 0 to 1 GiB. What does not become shorter is sent as it is, too.</summary>
    public int MinMessageBytes { get; init; } = 256;

    /// <summary>All that is wrong, one sentence each, naming what is allowed; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        RequireWindow(problems, nameof(ServerMaxWindowBits), ServerMaxWindowBits);
        RequireWindow(problems, nameof(ClientMaxWindowBits), ClientMaxWindowBits);
        if (MinMessageBytes is < 0 or > 1 << 30)
            problems.Add($"{nameof(MinMessageBytes)} is {MinMessageBytes}: allowed is 0 to {1 << 30}.");
        return problems;
    }

    private static void RequireWindow(List<string> problems, string name, int bits)
    {
        if (bits is < MinWindowBits or > MaxWindowBits)
            problems.Add($"{name} is {bits}: allowed is {MinWindowBits} to {MaxWindowBits}.");
    }
}
