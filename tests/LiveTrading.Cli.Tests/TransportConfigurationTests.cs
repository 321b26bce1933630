using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LiveTrading.Cli.Running;
using LiveTrading.Cli.Tests.Harness;
using LiveTrading.Configuration;
using LiveTrading.Venues.Binance;
using Microsoft.Extensions.Configuration;

namespace LiveTrading.Cli.Tests;

/// <summary>Certificates and proxies out of configuration: used as written, every mistake named, no secret said.</summary>
public sealed class TransportConfigurationTests : IDisposable
{
    private const string Password = "pass-w0rd-of-the-key";
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryDirectory _folder = new();
    private readonly X509Certificate2 _certificate = Make("CN=trader-7", 30);

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Binance")]
    [InlineData("LiveTrading:WsEndpoints:0")]
    public void Every_key_reaches_the_connections(string section)
    {
        string certificate = Write("client.pem", _certificate.ExportCertificatePem());
        string key = Write("client.key", Key().ExportPkcs8PrivateKeyPem());
        (List<OptionsProblem> problems, SslStreamCertificateContext? shown, X509Certificate2Collection? roots, X509Certificate2Collection? distrusted, Uri? proxy) = Read(
            section, ("ClientCertificateFile", certificate), ("ClientCertificateKeyFile", key), ("ExtraRootsFile", certificate), ("DistrustedFile", certificate), ("Proxy", "http://user:word@127.0.0.1:3128"));

        Assert.Empty(problems);
        Assert.Equal("CN=trader-7", shown!.TargetCertificate.Subject);
        Assert.True(shown.TargetCertificate.HasPrivateKey);
        Assert.Equal("CN=trader-7", Assert.Single(roots!).Subject);
        Assert.Equal("CN=trader-7", Assert.Single(distrusted!).Subject);
        Assert.Equal("user:word", proxy!.UserInfo);
        Assert.Equal(3128, proxy.Port);
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("encrypted pem")]
    [InlineData("pfx")]
    [InlineData("encrypted pfx")]
    public void Certificate_and_key_are_read_from_one_file_of_every_kind(string kind)
    {
        bool encrypted = kind.StartsWith("encrypted", StringComparison.Ordinal);
        byte[] content = kind.EndsWith("pfx", StringComparison.Ordinal)
            ? _certificate.Export(X509ContentType.Pkcs12, encrypted ? Password : null)
            : Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem() + "\n" + (encrypted ? EncryptedKey() : Key().ExportPkcs8PrivateKeyPem()));
        List<(string, string)> keys = [("ClientCertificateFile", Write("client", content))];
        if (encrypted)
            keys.Add(("ClientCertificatePasswordFile", Write("password", Password + "\n")));

        (List<OptionsProblem> problems, SslStreamCertificateContext? shown, _, _, _) = Read("Binance", [.. keys]);

        Assert.Empty(problems);
        Assert.Equal("CN=trader-7", shown!.TargetCertificate.Subject);
        Assert.True(shown.TargetCertificate.HasPrivateKey);
    }

    [Fact]
    public void Intermediate_certificates_behind_the_first_are_sent_with_it()
    {
        using X509Certificate2 root = Make("CN=Root", 300, isAuthority: true);
        using X509Certificate2 middle = Make("CN=Middle", 200, isAuthority: true, issuer: root);
        using X509Certificate2 leaf = Make("CN=trader-8", 30, issuer: middle);
        using ECDsa key = leaf.GetECDsaPrivateKey()!;
        string file = Write("chain.pem", leaf.ExportCertificatePem() + "\n" + middle.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());

        (List<OptionsProblem> problems, SslStreamCertificateContext? shown, _, _, _) = Read("Binance", ("ClientCertificateFile", file));

        Assert.Empty(problems);
        Assert.Equal("CN=trader-8", shown!.TargetCertificate.Subject);
        Assert.Equal("CN=Middle", Assert.Single(shown.IntermediateCertificates).Subject);
    }

    [Fact]
    public void Key_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has other permissions.");
            return;
        }

        string certificate = Write("client.pem", _certificate.ExportCertificatePem()), key = Write("client.key", Key().ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(key, OwnerAlone | UnixFileMode.GroupRead);

        Complains("Binance:ClientCertificateKeyFile", "may be read or written by others: run 'chmod 600", ("ClientCertificateFile", certificate), ("ClientCertificateKeyFile", key));
    }

    [Fact]
    public void Key_of_another_certificate_is_refused()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string certificate = Write("client.pem", _certificate.ExportCertificatePem()), key = Write("client.key", other.ExportPkcs8PrivateKeyPem());

        Complains("Binance:ClientCertificateFile", "is no certificate (PEM or PKCS#12) with its private key", ("ClientCertificateFile", certificate), ("ClientCertificateKeyFile", key));
    }

    [Fact]
    public void Wrong_password_is_refused_and_not_said()
    {
        string file = Write("client.pfx", _certificate.Export(X509ContentType.Pkcs12, Password));

        Complains("Binance:ClientCertificateFile", "or the password is wrong", ("ClientCertificateFile", file), ("ClientCertificatePasswordFile", Write("password", Password + "x")));
    }

    [Fact]
    public void Expired_certificate_is_refused_with_its_last_day()
    {
        using X509Certificate2 expired = Make("CN=old", -2);
        using ECDsa key = expired.GetECDsaPrivateKey()!;
        string file = Write("old.pem", expired.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());

        Complains("Binance:ClientCertificateFile", "expired on " + expired.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", null), ("ClientCertificateFile", file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate at all")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void Garbage_is_refused(string content)
    {
        string file = Write("garbage.pem", content);

        Complains("Binance:ClientCertificateFile", "garbage.pem is no certificate", ("ClientCertificateFile", file));
        Complains("Binance:ExtraRootsFile", "garbage.pem ", ("ExtraRootsFile", file));
        Complains("Binance:DistrustedFile", "garbage.pem ", ("DistrustedFile", file));
    }

    [Theory]
    [InlineData("ExtraRootsFile")]
    [InlineData("DistrustedFile")]
    [InlineData("ClientCertificateFile")]
    public void File_that_is_not_there_is_named(string key) => Complains("Binance:" + key, "nowhere.pem", (key, _folder["nowhere.pem"]));

    [Theory]
    [InlineData("ClientCertificateKeyFile")]
    [InlineData("ClientCertificatePasswordFile")]
    public void Key_or_password_without_a_certificate_is_refused(string key) => Complains("Binance:" + key, "stands without ClientCertificateFile.", (key, "x"));

    [Theory]
    [InlineData("127.0.0.1:3128")]
    [InlineData("https://user:pass-w0rd-of-the-key@127.0.0.1:3128")]
    [InlineData("http://127.0.0.1:3128/path")]
    [InlineData("socks5://127.0.0.1")]
    [InlineData("http://")]
    public void Proxy_of_another_form_is_refused_and_not_repeated(string proxy) => Complains("Binance:Proxy", "is not of the form http://[user:password@]host:port.", ("Proxy", proxy));

    [Fact]
    public void Proxy_elsewhere_needs_live_mode() => Complains("Binance:Proxy", "'proxy.test' is not this machine", ("Proxy", "http://proxy.test:3128"));

    private static X509Certificate2 Make(string name, int toDays, bool isAuthority = false, X509Certificate2? issuer = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset from = DateTimeOffset.UtcNow.AddDays(-10), to = DateTimeOffset.UtcNow.AddDays(toDays);
        if (issuer is null)
            return request.CreateSelfSigned(from, to);
        using X509Certificate2 signed = request.Create(issuer, from, to, [7, (byte)name.Length]);
        return signed.CopyWithPrivateKey(key);
    }

    private static (List<OptionsProblem> Problems, SslStreamCertificateContext? Shown, X509Certificate2Collection? Roots, X509Certificate2Collection? Distrusted, Uri? Proxy) Read(
        string section, params (string Key, string Value)[] keys)
    {
        List<KeyValuePair<string, string?>> settings = [new("Binance:StreamUrl", "ws://127.0.0.1:1"), new("Binance:ApiUrl", "ws://127.0.0.1:1/ws-api/v3"), new("Binance:Symbols:0", "BTCUSDT")];
        if (section != "Binance")
            settings.Add(new(section + ":Url", "ws://127.0.0.1:1"));
        settings.AddRange(keys.Select(k => KeyValuePair.Create(section + ":" + k.Key, (string?)k.Value)));
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        List<OptionsProblem> problems = [];
        LiveTradingOptions engine = EngineConfiguration.Read(configuration, problems).Options;
        BinanceOptions? binance = BinanceConfiguration.Read(configuration, "none.json", engine, problems);
        if (section == "Binance")
            return (problems, binance!.ClientCertificate, binance.ExtraRoots, binance.Distrusted, binance.Proxy);
        WsEndpointOptions endpoint = engine.WsEndpoints[0];
        return (problems, endpoint.ClientCertificate, endpoint.ExtraRoots, endpoint.Distrusted, endpoint.Proxy);
    }

    private static void Complains(string key, string words, params (string Key, string Value)[] keys)
    {
        OptionsProblem problem = Assert.Single(Read("Binance", keys).Problems);
        Assert.Equal(key, problem.Key);
        Assert.Contains(words, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    private ECDsa Key() => _certificate.GetECDsaPrivateKey()!;

    private string EncryptedKey() => Key().ExportEncryptedPkcs8PrivateKeyPem(Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

    private string Write(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    private string Write(string name, byte[] content)
    {
        string path = _folder[name];
        File.WriteAllBytes(path, content);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, OwnerAlone);
        return path;
    }
}
