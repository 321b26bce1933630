using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LiveTrading.WireBench.Serving;

/// <summary>
/// Sends market data to whoever asks, one group of connections at a time: <c>/blast?n=N</c> as fast as the sockets take it,
/// <c>/paced?n=N&amp;r=R&amp;size=S</c> at a fixed rate whatever the client does, <c>/pingpong?n=N&amp;gap=US&amp;size=S</c> one
/// message after the other, each after the reply to the one before; <c>&amp;conns=K</c> over so many connections. Each ends with
/// a message <c>END</c>, figures of the server's own, and a close frame.
/// </summary>
/// <remarks>One thread. It is the measuring instrument: paced and pingpong spin. Nothing of the product's loop is in it.</remarks>
internal sealed class LoadServer : IDisposable
{
    private const int Backlog = 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SslStreamCertificateContext? _certificate;
    private readonly FeedFrames _frames = new();
    private readonly List<LoadConnection> _group = [];
    private volatile bool _stopping;

    /// <exception cref="WireBenchException">The port is taken.</exception>
    public LoadServer(LoadServerOptions options)
    {
        try
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            _listener.Listen(Backlog);
        }
        catch (SocketException error)
        {
            _listener.Dispose();
            throw new WireBenchException(string.Create(CultureInfo.InvariantCulture, $"port {options.Port} cannot be used: {error.Message}"));
        }

        if (options.Tls)
        {
            X509Certificate2 certificate = MakeCertificate();
            _certificate = SslStreamCertificateContext.Create(certificate, null);
            CertificateFile = Path.Combine(Path.GetTempPath(), $"wirebench-{Guid.NewGuid():N}.pem");
            File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        }
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Without a path.</summary>
    public string Url => string.Create(CultureInfo.InvariantCulture, $"{(_certificate is null ? "ws" : "wss")}://127.0.0.1:{Port}");

    /// <summary>What a client must trust; gone when this is disposed. Null without TLS.</summary>
    public string? CertificateFile { get; }

    /// <summary>Serves until disposed.</summary>
    public void Run()
    {
        while (!_stopping)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Disposed, or a client that went before it was accepted.
                continue;
            }

            if (LoadConnection.Accept(socket, _certificate) is { } connection)
                Join(connection);
        }

        DropGroup(politely: false);
    }

    public void Dispose()
    {
        _stopping = true;
        _listener.Dispose();
        if (CertificateFile is not null)
            File.Delete(CertificateFile);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=wirebench", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }

    private void Join(LoadConnection connection)
    {
        // Who asks for something else than those that wait finds them gone: their others will not come any more.
        if (_group.Count > 0 && _group[0].Request != connection.Request)
            DropGroup(politely: false);
        _group.Add(connection);
        if (_group.Count < connection.Request.Connections)
            return;
        bool served = false;
        try
        {
            new LoadTurn(_group, _frames, () => _stopping).Run();
            served = true;
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // The client has had enough: the usual end of a warm-up.
        }

        DropGroup(politely: served);
    }

    private void DropGroup(bool politely)
    {
        foreach (LoadConnection connection in _group)
        {
            if (politely)
                connection.SayGoodbye();
            connection.Dispose();
        }

        _group.Clear();
    }
}
