using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.IO;

/// <summary>Where to listen.</summary>
public sealed record ListenOptions
{
    /// <summary>Local address; default loopback.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>0: the system chooses.</summary>
    public int Port { get; init; }

    /// <summary>Serves TLS with this certificate (with private key); null: plain TCP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>How long a client may take for the TLS handshake before it is cut off. Default 10 s; above 0, at most 1 day.</summary>
    public TimeSpan TlsHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Buffer sizes of accepted streams.</summary>
    public StreamLimits Limits { get; init; } = StreamLimits.Default;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Address);
        if (Port is < 0 or > 65_535)
        {
            throw new ArgumentOutOfRangeException(nameof(Port), Port, "Port must be from 0 to 65535.");
        }

        if (TlsHandshakeTimeout <= TimeSpan.Zero || TlsHandshakeTimeout > TimeSpan.FromDays(1))
        {
            throw new ArgumentOutOfRangeException(nameof(TlsHandshakeTimeout), TlsHandshakeTimeout, "TlsHandshakeTimeout must be more than zero and at most 1 day.");
        }

        if (Certificate is { HasPrivateKey: false })
        {
            throw new ArgumentException("The certificate to serve with has no private key.", nameof(Certificate));
        }
    }
}
