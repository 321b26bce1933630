namespace LiveTrading.WireBench.Serving;

/// <summary>Where a load server listens and how.</summary>
internal sealed record LoadServerOptions
{
    /// <summary>On the loopback address; 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>TLS with a certificate made for the occasion, see <see cref="LoadServer.CertificateFile"/>.</summary>
    public bool Tls { get; init; }
}
