using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using LiveTrading.Interop.Tests.Harness;

namespace LiveTrading.Interop.Tests.Servers;

/// <summary>OpenSSL's test server: TLS alone, requiring a client's certificate of its own authority, refusing with alerts.</summary>
internal sealed class OpenSslServer : IDisposable
{
    private readonly ForeignProgram? _program;
    private readonly int _port;

    public OpenSslServer(Transport transport)
    {
        string? openssl = Requirement.Find("openssl");
        if (openssl is null)
        {
            Missing = "openssl is not installed (Debian: openssl)";
            return;
        }

        using X509Certificate2 certificate = Authority.Server();
        (string certificateFile, string keyFile) = Authority.Write(certificate, "server");
        string rootFile = Path.Combine(Authority.Folder, "root.pem");
        File.WriteAllText(rootFile, Authority.Root.ExportCertificatePem());
        _port = ForeignProgram.FreePorts(1)[0];
        _program = ForeignProgram.StartUntilListening(
            openssl,
            ["s_server", "-accept", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}"), "-cert", certificateFile, "-key", keyFile, "-CAfile", rootFile, "-Verify", "2", "-verify_return_error", "-quiet",
                transport == Transport.Tls12 ? "-tls1_2" : "-tls1_3"],
            _port);
    }

    public Authority Authority { get; } = new();

    public string? Missing { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"wss://localhost:{_port}/");

    public void Dispose()
    {
        _program?.Dispose();
        Authority.Dispose();
    }
}
