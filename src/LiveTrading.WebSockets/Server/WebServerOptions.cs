namespace LiveTrading.WebSockets.Server;

/// <summary>Limits of a <see cref="WebServer"/>. Read once, when the server is made.</summary>
public sealed record WebServerOptions
{
    /// <summary>Connections at a time; further ones are refused. Default 1,024; 1 or more.</summary>
    public int MaxConnections { get; init; } = 1024;

    /// <summary>Longest request head, bytes; beyond it 431. Default 16 KiB; 256 bytes to 1 MiB.</summary>
    public int MaxHeadBytes { get; init; } = 16 * 1024;

    /// <summary>Longest request body, bytes; beyond it 413. Default 1 MiB; 0 to 1 GiB.</summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>A request must be complete this long after its first byte, and a connection must bring its first request so soon. Default 10 s; 1 ms to 1 day.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A kept-alive connection without a request is closed after so long. Default 120 s; 1 ms to 1 day.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Longest WebSocket message accepted, bytes; a longer one ends the socket with 1009. Default 16 MiB; 125 bytes to 1 GiB.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Room for WebSocket messages the transport has not taken yet, bytes with frame headers, per socket. Default 1 MiB; 1 KiB to 1 GiB.</summary>
    public int SendQueueBytes { get; init; } = 1024 * 1024;

    /// <summary>Grants permessage-deflate to clients that offer it. Default null: not granted.</summary>
    public PerMessageDeflateOptions? Compression { get; init; }

    /// <summary>How long a close handshake, or the last answer before closing, may take. Default 2 s; 1 ms to 1 day.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>All that is wrong, one sentence each, naming what is allowed; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(problems, nameof(MaxConnections), MaxConnections, 1, int.MaxValue);
        Require(problems, nameof(MaxHeadBytes), MaxHeadBytes, 256, 1 << 20);
        Require(problems, nameof(MaxBodyBytes), MaxBodyBytes, 0, 1 << 30);
        Require(problems, nameof(MaxMessageBytes), MaxMessageBytes, 125, 1 << 30);
        Require(problems, nameof(SendQueueBytes), SendQueueBytes, 1024, 1 << 30);
        Require(problems, nameof(RequestTimeout), RequestTimeout);
        Require(problems, nameof(IdleTimeout), IdleTimeout);
        Require(problems, nameof(CloseTimeout), CloseTimeout);
        if (Compression is not null)
            problems.AddRange(Compression.Validate());
        return problems;
    }

    private static void Require(List<string> problems, string name, int value, int low, int high)
    {
        if (value < low || value > high)
            problems.Add($"{name} is {value}: allowed is {low} to {high}.");
    }

    private static void Require(List<string> problems, string name, TimeSpan value)
    {
        if (value < TimeSpan.FromMilliseconds(1) || value > WebSocketConnectionOptions.LongestWait)
            problems.Add($"{name} is {value}: allowed is {TimeSpan.FromMilliseconds(1)} to {WebSocketConnectionOptions.LongestWait}.");
    }
}
