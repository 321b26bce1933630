using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LiveTrading.IO;

namespace LiveTrading.WebSockets;

/// <summary>How a <see cref="WebSocketConnection"/> dials, reconnects, beats and limits. Read once, when the connection is made.</summary>
public sealed record WebSocketConnectionOptions
{
    /// <summary>Longest back-off, dial, handshake, heartbeat and close time that is accepted: a day.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Whether a lost connection or a failed attempt is followed by another attempt. Default true.</summary>
    public bool AutoReconnect { get; init; } = true;

    /// <summary>Wait before the first reconnect attempt; doubles with each further one. Default 1 s; 1 ms to <see cref="ReconnectMax"/>.</summary>
    public TimeSpan ReconnectBase { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before an attempt, jitter aside. Default 60 s; <see cref="ReconnectBase"/> to 1 day.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Up to this share of the wait is added at random, so that many clients do not come back at once. Default 0.10; 0 to 1.</summary>
    public double ReconnectJitter { get; init; } = 0.10;

    /// <summary>Reconnect attempts in a row before the state is <see cref="ConnectionState.Failed"/>; 0: for ever. Default 0; 0 or more.</summary>
    public int MaxReconnectAttempts { get; init; }

    /// <summary>A connection that stood this long sets the count of attempts back to zero. Default 30 s; 0 to 1 day.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Name resolution, TCP, proxy and TLS together. Default 10 s; above 0, at most 1 day.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the standing transport to the accepted upgrade. Default 10 s; above 0, at most 1 day.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A ping frame is sent so often; no pong within the interval means dead. While one frame has been coming in ever since
    /// the ping, so that no pong could come, the interval counts from its newest bytes, up to ten intervals. Default 30 s;
    /// zero: no pings; at most 1 day.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>True for a feed that should have data: none for twice <see cref="HeartbeatInterval"/> means dead. Control frames are not data. Default false.</summary>
    public bool ExpectData { get; init; }

    /// <summary>Longest message accepted, bytes, fragments together; a longer one ends the connection with 1009. Default 16 MiB; 125 bytes to 1 GiB.</summary>
    public int MaxMessageBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Room for messages that the transport has not taken yet, bytes including frame headers; beyond it sending answers <see cref="SendResult.BackPressured"/>. Default 1 MiB; 1 KiB to 1 GiB.</summary>
    public int SendQueueBytes { get; init; } = 1024 * 1024;

    /// <summary>Offers permessage-deflate to the server. Default null: not offered, as venues and latency prefer.</summary>
    public PerMessageDeflateOptions? Compression { get; init; }

    /// <summary>How long the close handshake may take, queued messages included, before the connection is cut. Default 2 s; above 0, at most 1 day.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>In which order a turn serves the connection. Default <see cref="StreamPriority.MarketData"/>.</summary>
    public StreamPriority Priority { get; init; } = StreamPriority.MarketData;

    /// <summary>Further roots to trust beside the system's store, for <c>wss</c>. Default none.</summary>
    public X509Certificate2Collection? ExtraRoots { get; init; }

    /// <summary>Certificates, of servers or of authorities, that are not to be trusted whoever trusts them, for <c>wss</c>. Default none.</summary>
    public X509Certificate2Collection? Distrusted { get; init; }

    /// <summary>Shown to servers that ask for a client's certificate, with the intermediate ones it needs. Default none.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>HTTP CONNECT proxy as <c>http://[user:password@]host:port</c>. Default none.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The type's name alone: a proxy's address may hold a password.</summary>
    public override string ToString() => nameof(WebSocketConnectionOptions);

    /// <summary>All that is wrong, one sentence each, naming what is allowed; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        RequireRange(problems, nameof(ReconnectBase), ReconnectBase, TimeSpan.FromMilliseconds(1), LongestWait);
        RequireRange(problems, nameof(ReconnectMax), ReconnectMax, TimeSpan.FromMilliseconds(1), LongestWait);
        if (ReconnectMax < ReconnectBase)
            problems.Add($"{nameof(ReconnectMax)} is {ReconnectMax}: it must not be below {nameof(ReconnectBase)} ({ReconnectBase}).");
        if (!(ReconnectJitter >= 0 && ReconnectJitter <= 1))
            problems.Add($"{nameof(ReconnectJitter)} is {ReconnectJitter}: allowed is 0 to 1.");
        if (MaxReconnectAttempts < 0)
            problems.Add($"{nameof(MaxReconnectAttempts)} is {MaxReconnectAttempts}: allowed is 0 (for ever) or more.");
        RequireRange(problems, nameof(StableAfter), StableAfter, TimeSpan.Zero, LongestWait);
        RequireRange(problems, nameof(DialTimeout), DialTimeout, TimeSpan.FromMilliseconds(1), LongestWait);
        RequireRange(problems, nameof(HandshakeTimeout), HandshakeTimeout, TimeSpan.FromMilliseconds(1), LongestWait);
        RequireHeartbeat(problems, HeartbeatInterval);
        if (ExpectData && HeartbeatInterval == TimeSpan.Zero)
            problems.Add($"{nameof(ExpectData)} needs a {nameof(HeartbeatInterval)} above zero.");
        if (MaxMessageBytes is < 125 or > 1 << 30)
            problems.Add($"{nameof(MaxMessageBytes)} is {MaxMessageBytes}: allowed is 125 to {1 << 30}.");
        if (SendQueueBytes is < 1024 or > 1 << 30)
            problems.Add($"{nameof(SendQueueBytes)} is {SendQueueBytes}: allowed is 1024 to {1 << 30}.");
        RequireRange(problems, nameof(CloseTimeout), CloseTimeout, TimeSpan.FromMilliseconds(1), LongestWait);
        if (!Enum.IsDefined(Priority))
            problems.Add($"{nameof(Priority)} is {Priority}: allowed is {nameof(StreamPriority.OrderEntry)} or {nameof(StreamPriority.MarketData)}.");
        if (Proxy is not null && (!Proxy.IsAbsoluteUri || Proxy.Scheme != "http"))
            problems.Add($"{nameof(Proxy)} must be an address of the form http://[user:password@]host:port.");
        if (Compression is not null)
            problems.AddRange(Compression.Validate());
        return problems;
    }

    /// <summary>Adds a sentence when the interval is neither zero nor 1 ms to a day.</summary>
    internal static void RequireHeartbeat(List<string> problems, TimeSpan interval)
    {
        if (interval != TimeSpan.Zero)
            RequireRange(problems, nameof(HeartbeatInterval), interval, TimeSpan.FromMilliseconds(1), LongestWait);
    }

    private static void RequireRange(List<string> problems, string name, TimeSpan value, TimeSpan low, TimeSpan high)
    {
        if (value < low || value > high)
            problems.Add($"{name} is {value}: allowed is {low} to {high}.");
    }
}
