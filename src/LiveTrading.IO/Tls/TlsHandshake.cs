using System.Net.Security;
using System.Security.Authentication;
using LiveTrading.IO.Turns;

namespace LiveTrading.IO.Tls;

/// <summary>A handshake on the thread pool — building certificate chains may block — whose result is delivered on the loop.</summary>
internal sealed class TlsHandshake : IDeferredCompletion
{
    /// <summary>TLS 1.2 or newer; older ones are broken.</summary>
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly LoopKernel _kernel;
    private readonly SslStream _ssl;
    private readonly ITlsHandshakeOwner _owner;
    private readonly CertificateCheck? _check;
    private readonly string _remote;
    private readonly bool _showsCertificate;
    private StreamCloseInfo? _failure;

    private TlsHandshake(LoopKernel kernel, SslStream ssl, ITlsHandshakeOwner owner, CertificateCheck? check, string remote, bool showsCertificate)
    {
        _kernel = kernel;
        _ssl = ssl;
        _owner = owner;
        _check = check;
        _remote = remote;
        _showsCertificate = showsCertificate;
    }

    internal static void BeginClient(LoopKernel kernel, SslStream ssl, ITlsHandshakeOwner owner, ConnectOptions options)
    {
        string host = options.TlsHostName ?? options.Host;
        var check = new CertificateCheck(host, options.ExtraRoots, options.Distrusted);
        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = Protocols,
            AllowRenegotiation = false,
            RemoteCertificateValidationCallback = check.Accept,
            ClientCertificateContext = options.ClientCertificate,
        };
        var handshake = new TlsHandshake(kernel, ssl, owner, check, $"{options.Host}:{options.Port}", options.ClientCertificate is not null);
        _ = Task.Run(() => handshake.RunAsync(ssl.AuthenticateAsClientAsync(authentication)));
    }

    internal static void BeginServer(LoopKernel kernel, SslStream ssl, ITlsHandshakeOwner owner, SslStreamCertificateContext certificate, string remote)
    {
        var authentication = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols = Protocols,
            AllowRenegotiation = false,
        };
        var handshake = new TlsHandshake(kernel, ssl, owner, null, remote, showsCertificate: false);
        _ = Task.Run(() => handshake.RunAsync(ssl.AuthenticateAsServerAsync(authentication)));
    }

    /// <summary>The result, on the loop.</summary>
    public void Complete() => _owner.OnHandshakeDone(_failure);

    private async Task RunAsync(Task authenticate)
    {
        try
        {
            await authenticate.ConfigureAwait(false);
        }
        catch (Exception error)
        {
            _failure = Explain(error);
        }

        _kernel.PostOffLoop(this);
    }

    private StreamCloseInfo Explain(Exception error)
    {
        if (_check?.Refusal is { } refusal)
        {
            return new StreamCloseInfo(StreamError.Certificate, refusal);
        }

        return new StreamCloseInfo(StreamError.Tls, $"The TLS handshake with {_remote} failed: {TlsFailure.Describe(error, _showsCertificate)}");
    }
}
