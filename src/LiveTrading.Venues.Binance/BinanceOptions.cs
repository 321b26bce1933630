using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LiveTrading.Model.Identifiers;
using LiveTrading.Venues.Binance.Signing;
using LiveTrading.WebSockets;

namespace LiveTrading.Venues.Binance;

/// <summary>How the Binance Spot adapter connects and trades. Read once, when the venue is made.</summary>
public sealed record BinanceOptions
{
    /// <summary>Most instruments of one adapter: their streams must fit one connection (1,024).</summary>
    public const int MaxInstruments = 256;

    /// <summary>Market streams, without <c>/stream</c>. Default <c>wss://stream.binance.com:9443</c>; <c>ws://</c> or <c>wss://</c>.</summary>
    public string StreamUrl { get; init; } = "wss://stream.binance.com:9443";

    /// <summary>WebSocket API. Default <c>wss://ws-api.binance.com:443/ws-api/v3</c>; <c>ws://</c> or <c>wss://</c>.</summary>
    public string ApiUrl { get; init; } = "wss://ws-api.binance.com:443/ws-api/v3";

    /// <summary>Key and secret. Default none: market data only.</summary>
    public BinanceCredentials? Credentials { get; init; }

    /// <summary>Name of the account in reports. Default <c>BINANCE-spot</c>.</summary>
    public string Account { get; init; } = "BINANCE-spot";

    /// <summary>Name of the venue in instrument ids. Default <c>BINANCE</c>.</summary>
    public string Venue { get; init; } = "BINANCE";

    /// <summary>Symbols in the venue's own case, such as <c>BTCUSDT</c>: 1 to <see cref="MaxInstruments"/>, no duplicates.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>How old a signed request may be when the venue takes it: bounds how late an order can become live. Default 2 s; 100 ms to 60 s.</summary>
    public TimeSpan ReceiveWindow { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an answer to a query is waited for. Default 10 s; 1 s to 60 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the venue's time is asked. Default 60 s; 1 s to 1 hour.</summary>
    public TimeSpan ClockInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection is replaced in order when it is this old; the venue cuts it after 24 hours. Default 23 h 30 min; 1 minute to 24 hours.</summary>
    public TimeSpan RenewAfter { get; init; } = new(23, 30, 0);

    /// <summary>See <see cref="WebSocketConnectionOptions.HeartbeatInterval"/>. Default 30 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>See <see cref="WebSocketConnectionOptions.AutoReconnect"/>. Default true.</summary>
    public bool AutoReconnect { get; init; } = true;

    /// <summary>See <see cref="WebSocketConnectionOptions.ReconnectBase"/>. Default 1 s.</summary>
    public TimeSpan ReconnectBase { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="WebSocketConnectionOptions.ReconnectMax"/>. Default 60 s.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>See <see cref="WebSocketConnectionOptions.MaxReconnectAttempts"/>. Default 0: for ever.</summary>
    public int MaxReconnectAttempts { get; init; }

    /// <summary>Roots to trust beside the system's store. Default none.</summary>
    public X509Certificate2Collection? ExtraRoots { get; init; }

    /// <summary>Certificates, of servers or of authorities, that are not to be trusted whoever trusts them. Default none.</summary>
    public X509Certificate2Collection? Distrusted { get; init; }

    /// <summary>Shown where a client's certificate is asked for, as some gateways do. Default none.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>HTTP CONNECT proxy as <c>http://[user:password@]host:port</c>. Default none.</summary>
    public Uri? Proxy { get; init; }

    internal VenueId VenueId => new(Venue);

    internal AccountId AccountId => new(Account);

    /// <summary>All that is wrong, each with the key's path and what is allowed; empty when all is well.</summary>
    /// <param name="path">Put before each key, such as <c>LiveTrading:Binance</c>.</param>
    public IReadOnlyList<string> Validate(string path = "Binance")
    {
        List<string> problems = [];
        CheckUrl(problems, path, nameof(StreamUrl), StreamUrl);
        CheckUrl(problems, path, nameof(ApiUrl), ApiUrl);
        if (string.IsNullOrWhiteSpace(Account))
            problems.Add($"{path}:{nameof(Account)} is empty.");
        if (string.IsNullOrEmpty(Venue) || !Venue.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_'))
            problems.Add($"{path}:{nameof(Venue)} is '{Venue}': allowed are upper-case letters, digits and '_'.");
        CheckSymbols(problems, path);
        CheckTime(problems, path, nameof(ReceiveWindow), ReceiveWindow, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60));
        CheckTime(problems, path, nameof(QueryTimeout), QueryTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        CheckTime(problems, path, nameof(ClockInterval), ClockInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        CheckTime(problems, path, nameof(RenewAfter), RenewAfter, TimeSpan.FromMinutes(1), TimeSpan.FromHours(24));
        foreach (string problem in Connection(IO.StreamPriority.MarketData, expectData: false).Validate())
            problems.Add($"{path}:{problem}");
        return problems;
    }

    internal WebSocketConnectionOptions Connection(IO.StreamPriority priority, bool expectData) => new()
    {
        AutoReconnect = AutoReconnect,
        ReconnectBase = ReconnectBase,
        ReconnectMax = ReconnectMax,
        MaxReconnectAttempts = MaxReconnectAttempts,
        HeartbeatInterval = HeartbeatInterval,
        ExpectData = expectData && HeartbeatInterval > TimeSpan.Zero,
        Priority = priority,
        ExtraRoots = ExtraRoots,
        Distrusted = Distrusted,
        ClientCertificate = ClientCertificate,
        Proxy = Proxy,
    };

    private static void CheckUrl(List<string> problems, string path, string name, string? url)
    {
        try
        {
            WebSocketEndpoint.Parse(url ?? "");
        }
        catch (ArgumentException)
        {
            problems.Add($"{path}:{name} is '{url}': expected ws://host[:port]/path or wss://host[:port]/path.");
        }
    }

    private static void CheckTime(List<string> problems, string path, string name, TimeSpan value, TimeSpan low, TimeSpan high)
    {
        if (value < low || value > high)
            problems.Add($"{path}:{name} is {value}: allowed is {low} to {high}.");
    }

    private void CheckSymbols(List<string> problems, string path)
    {
        if (Symbols is null || Symbols.Count is 0 or > MaxInstruments)
        {
            problems.Add($"{path}:{nameof(Symbols)} has {Symbols?.Count ?? 0} entries: allowed are 1 to {MaxInstruments}.");
            return;
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < Symbols.Count; i++)
        {
            string symbol = Symbols[i];
            if (string.IsNullOrEmpty(symbol) || symbol.Length > 64 || symbol.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsAsciiLetterLower(c) || c is '"' or '\\' or '@' or '/'))
                problems.Add($"{path}:{nameof(Symbols)}:{i} is '{symbol}': expected the venue's own symbol, such as BTCUSDT.");
            else if (!seen.Add(symbol))
                problems.Add($"{path}:{nameof(Symbols)}:{i} repeats '{symbol}'.");
        }
    }
}
