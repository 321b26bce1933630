using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LiveTrading.Configuration;

/// <summary>
/// How the connections of a section are secured and routed: keys <c>ExtraRootsFile</c>, <c>DistrustedFile</c>, <c>ClientCertificateFile</c>,
/// <c>ClientCertificateKeyFile</c>, <c>ClientCertificatePasswordFile</c> and <c>Proxy</c>. Files are read now. Neither keys nor
/// passwords appear in a problem's text.
/// </summary>
public sealed class TransportSettings
{
    private const string RootsKey = "ExtraRootsFile";
    private const string DistrustedKey = "DistrustedFile";
    private const string CertificateKey = "ClientCertificateFile";
    private const string KeyKey = "ClientCertificateKeyFile";
    private const string PasswordKey = "ClientCertificatePasswordFile";
    private const string ProxyKey = "Proxy";
    private const int MaxFileBytes = 1 << 20;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private TransportSettings()
    {
    }

    /// <summary>To trust beside the system's; null: none.</summary>
    public X509Certificate2Collection? ExtraRoots { get; private init; }

    /// <summary>Not to trust, whoever does; null: none.</summary>
    public X509Certificate2Collection? Distrusted { get; private init; }

    /// <summary>For servers that ask for one; null: none.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; private init; }

    /// <summary>HTTP CONNECT proxy; null: none.</summary>
    public Uri? Proxy { get; private init; }

    /// <summary>Reads them; every problem goes to the reader.</summary>
    public static TransportSettings Read(SettingsReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new TransportSettings { ExtraRoots = ReadCertificates(reader, RootsKey), Distrusted = ReadCertificates(reader, DistrustedKey), ClientCertificate = ReadCertificate(reader), Proxy = ReadProxy(reader) };
    }

    private static X509Certificate2Collection? ReadCertificates(SettingsReader reader, string key)
    {
        if (reader.TextOrNull(key) is not { } path)
            return null;
        try
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPem(ReadText(path));
            if (certificates.Count > 0)
                return certificates;
            reader.Report(key, $"{path} holds no certificate in PEM.");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            reader.Report(key, $"{path} cannot be read: {e.Message}");
        }

        return null;
    }

    private static SslStreamCertificateContext? ReadCertificate(SettingsReader reader)
    {
        string? file = reader.TextOrNull(CertificateKey), keyFile = reader.TextOrNull(KeyKey), passwordFile = reader.TextOrNull(PasswordKey);
        if (file is null)
        {
            foreach ((string alone, string? value) in new[] { (KeyKey, keyFile), (PasswordKey, passwordFile) })
            {
                if (value is not null)
                    reader.Report(alone, $"stands without {CertificateKey}.");
            }

            return null;
        }

        string? password = null;
        if (passwordFile is not null)
        {
            if (Find(reader, PasswordKey, passwordFile, isSecret: true) is not { } bytes)
                return null;
            password = Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n');
        }

        if (Find(reader, CertificateKey, file, isSecret: keyFile is null) is not { } content)
            return null;
        byte[]? key = keyFile is null ? null : Find(reader, KeyKey, keyFile, isSecret: true);
        if (keyFile is not null && key is null)
            return null;
        try
        {
            SslStreamCertificateContext context = Load(content, key, password);
            X509Certificate2 certificate = context.TargetCertificate;
            DateTime now = DateTime.Now;
            if (certificate.NotAfter >= now && certificate.NotBefore <= now)
                return context;
            reader.Report(CertificateKey, certificate.NotAfter < now ? $"{file} expired on {Day(certificate.NotAfter)}." : $"{file} is not valid before {Day(certificate.NotBefore)}.");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Parsers of keys tell shapes, never content.
            reader.Report(CertificateKey, $"{file}{(keyFile is null ? "" : " with " + keyFile)} is no certificate (PEM or PKCS#12) with its private key{(password is null ? "" : ", or the password is wrong")}: {e.Message}");
        }

        return null;
    }

    private static SslStreamCertificateContext Load(byte[] content, byte[]? key, string? password)
    {
        string text = Encoding.UTF8.GetString(content);
        if (!text.Contains("-----BEGIN", StringComparison.Ordinal))
            return Context(X509CertificateLoader.LoadPkcs12Collection(content, password, X509KeyStorageFlags.Exportable));
        X509Certificate2Collection all = [];
        all.ImportFromPem(text);
        string keyText = key is null ? text : Encoding.UTF8.GetString(key);
        using X509Certificate2 first = password is null ? X509Certificate2.CreateFromPem(text, keyText) : X509Certificate2.CreateFromEncryptedPem(text, keyText, password);

        // Through PKCS#12, because the TLS of Windows does not take a key that lives in memory only.
        X509Certificate2 whole = X509CertificateLoader.LoadPkcs12(first.Export(X509ContentType.Pkcs12), null);
        return Context([whole, .. all.Skip(1)]);
    }

    // The one with a key, and the others as its intermediates. Nothing is fetched from anywhere.
    private static SslStreamCertificateContext Context(X509Certificate2Collection certificates)
    {
        X509Certificate2 target = certificates.FirstOrDefault(static c => c.HasPrivateKey) ?? throw new CryptographicException("no private key is in it");
        X509Certificate2Collection others = [.. certificates.Where(c => !ReferenceEquals(c, target))];
        return SslStreamCertificateContext.Create(target, others, offline: true);
    }

    private static Uri? ReadProxy(SettingsReader reader)
    {
        if (reader.TextOrNull(ProxyKey) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttp && uri.Host.Length > 0 && uri.PathAndQuery == "/" && uri.Fragment.Length == 0)
            return uri;

        // Not repeated: it may hold a password.
        reader.Report(ProxyKey, "is not of the form http://[user:password@]host:port.");
        return null;
    }

    private static byte[]? Find(SettingsReader reader, string key, string path, bool isSecret)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (isSecret && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
            {
                reader.Report(key, $"{path} may be read or written by others: run 'chmod 600 {path}' and try again.");
                return null;
            }

            return ReadAll(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reader.Report(key, $"{path} cannot be read: {e.Message}");
            return null;
        }
    }

    private static string ReadText(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Encoding.UTF8.GetString(ReadAll(file));
    }

    private static byte[] ReadAll(FileStream file)
    {
        if (file.Length > MaxFileBytes)
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"it has {file.Length} bytes, at most {MaxFileBytes} are read"));
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
