using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using LiveTrading.Interop.Tests.Harness;

namespace LiveTrading.Interop.Tests.Servers;

/// <summary>nginx as the front that ends TLS and passes on to Kestrel; it tells in headers what it saw of TLS.</summary>
public sealed class NginxServer : ServerUnderTest
{
    // Another program may take a port between the look and nginx' own bind.
    private const int Attempts = 5;

    private static readonly string? _nginx = Requirement.Find("nginx");

    private readonly KestrelServer? _behind;
    private readonly string _upstream;
    private readonly ForeignProgram? _program;
    private readonly int[] _ports = [];

    public NginxServer()
        : this(new KestrelServer())
    {
    }

    /// <summary>Before another server.</summary>
    /// <param name="upstream">As <c>127.0.0.1:port</c>.</param>
    internal NginxServer(string upstream)
    {
        _upstream = upstream;
        if (_nginx is null)
        {
            Missing = "nginx is not installed (Debian: nginx-light)";
            return;
        }

        using X509Certificate2 certificate = Authority.Server();
        (string certificateFile, string keyFile) = Authority.Write(certificate, "server");
        string rootFile = Path.Combine(Authority.Folder, "root.pem");
        File.WriteAllText(rootFile, Authority.Root.ExportCertificatePem());
        string configuration = Path.Combine(Authority.Folder, "nginx.conf");
        for (int attempt = 1; ; attempt++)
        {
            _ports = ForeignProgram.FreePorts(5);
            File.WriteAllText(configuration, Configuration(certificateFile, keyFile, rootFile));
            try
            {
                _program = ForeignProgram.StartUntilListening(_nginx, ["-e", "stderr", "-p", Authority.Folder, "-c", configuration], _ports);
                return;
            }
            catch (InvalidOperationException error) when (attempt < Attempts && error.Message.Contains("in use", StringComparison.Ordinal))
            {
                // With other ports.
            }
        }
    }

    private NginxServer(KestrelServer behind)
        : this(new Uri(behind.Address(Transport.Plain, "/")).Authority.Replace("localhost", "127.0.0.1", StringComparison.Ordinal))
    {
        _behind = behind;
    }

    public override IReadOnlyList<DeflateServer> Deflate => _behind!.Deflate;

    public override bool Pings => false;

    public override string EndWithoutCode => _behind!.EndWithoutCode;

    public override string DeflateAddress(DeflateServer how, string path)
    {
        ArgumentNullException.ThrowIfNull(how);
        return $"{Address(Transport.Tls13, path)}?{how.Query}";
    }

    /// <summary>An address that asks for a client's certificate of this authority, and answers 400 without one.</summary>
    internal string MutualAddress(Transport transport, string path) =>
        string.Create(CultureInfo.InvariantCulture, $"wss://localhost:{_ports[transport == Transport.Tls12 ? 3 : 4]}{path}");

    protected override int Port(Transport transport) => _ports[(int)transport];

    protected override void Stop()
    {
        _program?.Dispose();
        _behind?.Dispose();
    }

    private string Configuration(string certificateFile, string keyFile, string rootFile) => $$"""
        daemon off;
        master_process off;
        worker_processes 1;
        pid {{Authority.Folder}}/nginx.pid;
        events { worker_connections 512; }
        http {
            access_log off;
            client_body_temp_path {{Authority.Folder}}/body;
            proxy_temp_path {{Authority.Folder}}/proxy;
            fastcgi_temp_path {{Authority.Folder}}/fastcgi;
            uwsgi_temp_path {{Authority.Folder}}/uwsgi;
            scgi_temp_path {{Authority.Folder}}/scgi;
            ssl_certificate {{certificateFile}};
            ssl_certificate_key {{keyFile}};
            ssl_client_certificate {{rootFile}};
            ssl_session_cache shared:interop:1m;
            map $http_upgrade $passed_on { default upgrade; '' close; }
            upstream behind { server {{_upstream}}; }
            proxy_http_version 1.1;
            proxy_read_timeout 300s;
            proxy_set_header Host $host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $passed_on;
            proxy_set_header X-Tls-Protocol $ssl_protocol;
            proxy_set_header X-Tls-Name $ssl_server_name;
            proxy_set_header X-Tls-Reused $ssl_session_reused;
            proxy_set_header X-Tls-Client $ssl_client_s_dn;
            {{Server(0, null, null)}}
            {{Server(1, "TLSv1.2", "off")}}
            {{Server(2, "TLSv1.3", "off")}}
            {{Server(3, "TLSv1.2", "on")}}
            {{Server(4, "TLSv1.3", "on")}}
        }
        """;

    private string Server(int port, string? protocol, string? verify) => string.Create(CultureInfo.InvariantCulture, $$"""
        server {
            listen 127.0.0.1:{{_ports[port]}}{{(protocol is null ? "" : " ssl http2")}};
            {{(protocol is null ? "" : $"ssl_protocols {protocol}; ssl_verify_client {verify};")}}
            location / { proxy_pass http://behind; }
        }
        """);
}
