using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.IO;

/// <summary>Where and how to connect.</summary>
public sealed record ConnectOptions
{
    // Longer than any dial makes sense; keeps the arithmetic in nanoseconds far from overflow.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public required int Port { get; init; }

    /// <summary>TLS 1.2 or newer with certificate and host-name check.</summary>
    public bool Tls { get; init; }

    /// <summary>Name to check the certificate against and to send as SNI; null: <see cref="Host"/>.</summary>
    public string? TlsHostName { get; init; }

    /// <summary>Further roots to trust beside the system's store; for a venue in a box with its own certificate. Null: none. There is no way to switch the check off.</summary>
    public X509Certificate2Collection? ExtraRoots { get; init; }

    /// <summary>Certificates, of servers or of authorities, that are not to be trusted whoever trusts them. Null: none.</summary>
    public X509Certificate2Collection? Distrusted { get; init; }

    /// <summary>
    /// Shown to servers that ask for a client's certificate, with the intermediate ones they may need. Null: none. Made once, with
    /// <see cref="SslStreamCertificateContext.Create(X509Certificate2, X509Certificate2Collection?, bool)"/>, and used for every dial.
    /// </summary>
    public SslStreamCertificateContext? ClientCertificate { get; init; }

    /// <summary>HTTP CONNECT proxy as <c>http://[user:password@]host:port</c>; null: direct.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>From the call to <see cref="IStreamHandler.OnConnected"/>, everything included. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>In which order a turn serves the stream.</summary>
    public StreamPriority Priority { get; init; } = StreamPriority.MarketData;

    /// <summary>Buffer sizes.</summary>
    public StreamLimits Limits { get; init; } = StreamLimits.Default;

    /// <summary>Host and port alone: a proxy's address may hold a password.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Host);
        if (Port is < 1 or > 65_535)
        {
            throw new ArgumentOutOfRangeException(nameof(Port), Port, "Port must be from 1 to 65535.");
        }

        if (Timeout <= TimeSpan.Zero || Timeout > MaxTimeout)
        {
            throw new ArgumentOutOfRangeException(nameof(Timeout), Timeout, $"Timeout must be more than zero and at most {MaxTimeout}.");
        }

        if (Proxy is not null && (!Proxy.IsAbsoluteUri || Proxy.Scheme != Uri.UriSchemeHttp || Proxy.Host.Length == 0))
        {
            throw new ArgumentException("Proxy must be written http://[user:password@]host:port.", nameof(Proxy));
        }
    }
}
