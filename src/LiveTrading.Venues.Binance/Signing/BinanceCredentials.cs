using System.Diagnostics;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using LiveTrading.Model;
using NSec.Cryptography;

namespace LiveTrading.Venues.Binance.Signing;

/// <summary>
/// An API key and what signs with it. Neither is ever printed: not by <see cref="ToString"/>, a debugger, a serializer or an
/// exception of ours.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class BinanceCredentials
{
    private const int MaxFileBytes = 64 * 1024;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _secret;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _apiKey;

    /// <summary>From an API key and its secret.</summary>
    /// <param name="apiKey">1 to 256 printable ASCII characters, without white space, quotes and backslashes.</param>
    /// <param name="secret">The HMAC secret, or a PKCS#8 private key in PEM (RSA or Ed25519): its form decides <see cref="KeyType"/>.</param>
    /// <exception cref="LiveTradingException">A value is missing or malformed; the text names which, never its content.</exception>
    public BinanceCredentials(string apiKey, string secret)
    {
        ArgumentNullException.ThrowIfNull(apiKey);
        ArgumentNullException.ThrowIfNull(secret);
        apiKey = apiKey.Trim();
        if (apiKey.Length is 0 or > 256 || apiKey.AsSpan().ContainsAnyExceptInRange('!', '~') || apiKey.AsSpan().ContainsAny('"', '\\'))
            throw new LiveTradingException("The Binance API key is missing or malformed: expected 1 to 256 printable ASCII characters without white space, quotes and backslashes.");
        secret = secret.Trim();
        if (secret.Length == 0)
            throw new LiveTradingException("The Binance secret is missing: expected an HMAC secret, or an RSA or Ed25519 private key in PEM (PKCS#8).");
        _apiKey = Encoding.ASCII.GetBytes(apiKey);
        _secret = secret;
        KeyType = DetectType(secret);
        using IRequestSigner probe = CreateSigner();
    }

    /// <summary>How requests are signed.</summary>
    public BinanceKeyType KeyType { get; }

    /// <summary>The API key as it goes into requests.</summary>
    internal ReadOnlySpan<byte> ApiKey => _apiKey;

    /// <summary>
    /// From the environment: <c>{prefix}_API_KEY</c>, and <c>{prefix}_SECRET</c> or <c>{prefix}_SECRET_FILE</c> (a file that
    /// only its owner may read).
    /// </summary>
    /// <param name="prefix">Default <c>BINANCE</c>.</param>
    /// <exception cref="LiveTradingException">A variable is missing, both secrets are given, or the file is missing, readable by others, or malformed.</exception>
    public static BinanceCredentials FromEnvironment(string prefix = "BINANCE")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        string keyName = prefix + "_API_KEY", secretName = prefix + "_SECRET", fileName = prefix + "_SECRET_FILE";
        string? key = Environment.GetEnvironmentVariable(keyName);
        string? secret = Environment.GetEnvironmentVariable(secretName);
        string? file = Environment.GetEnvironmentVariable(fileName);
        if (string.IsNullOrWhiteSpace(key))
            throw new LiveTradingException($"The environment variable {keyName} is not set: it must hold the Binance API key.");
        if (string.IsNullOrWhiteSpace(secret) == string.IsNullOrWhiteSpace(file))
            throw new LiveTradingException($"Set exactly one of the environment variables {secretName} (the secret itself) and {fileName} (a file with it).");
        return new BinanceCredentials(key, string.IsNullOrWhiteSpace(secret) ? ReadProtected(file!) : secret);
    }

    /// <summary>From a file that only its owner may read: the API key on the first line, the secret (one line, or PEM) after it.</summary>
    /// <exception cref="LiveTradingException">The file is missing, readable by others, too large or malformed.</exception>
    public static BinanceCredentials FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string text = ReadProtected(path).TrimStart('\uFEFF');
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0)
            throw new LiveTradingException($"{path}: expected the API key on the first line and the secret after it.");
        return new BinanceCredentials(text[..end], text[(end + 1)..]);
    }

    /// <summary>The type of key only.</summary>
    public override string ToString() => $"Binance credentials ({KeyType})";

    /// <summary>A signer of its own; the caller disposes it.</summary>
    internal IRequestSigner CreateSigner()
    {
        try
        {
            return KeyType switch
            {
                BinanceKeyType.Hmac => new HmacRequestSigner(Encoding.UTF8.GetBytes(_secret)),
                BinanceKeyType.Rsa => CreateRsa(_secret),
                _ => new Ed25519RequestSigner(Key.Import(SignatureAlgorithm.Ed25519, Decode(_secret), KeyBlobFormat.PkixPrivateKey)),
            };
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            throw new LiveTradingException($"The Binance secret looks like a {KeyType} private key in PEM but cannot be read: expected PKCS#8, unencrypted.");
        }
    }

    private static BinanceKeyType DetectType(string secret)
    {
        if (!secret.StartsWith("-----BEGIN", StringComparison.Ordinal))
        {
            return secret.AsSpan().ContainsAny('\r', '\n')
                ? throw new LiveTradingException("The Binance secret has several lines but is no PEM private key.")
                : BinanceKeyType.Hmac;
        }

        try
        {
            AsnReader info = new AsnReader(Decode(secret), AsnEncodingRules.BER).ReadSequence();
            info.ReadInteger();
            string algorithm = info.ReadSequence().ReadObjectIdentifier();
            return algorithm switch
            {
                "1.3.101.112" => BinanceKeyType.Ed25519,
                "1.2.840.113549.1.1.1" => BinanceKeyType.Rsa,
                _ => throw new LiveTradingException($"The Binance private key is of the algorithm {algorithm}: expected Ed25519 or RSA."),
            };
        }
        catch (Exception e) when (e is AsnContentException or FormatException or ArgumentException)
        {
            throw new LiveTradingException("The Binance secret is PEM but no PKCS#8 private key ('BEGIN PRIVATE KEY').");
        }
    }

    private static byte[] Decode(string pem)
    {
        PemFields fields = PemEncoding.Find(pem);
        return Convert.FromBase64String(pem[fields.Base64Data]);
    }

    private static RsaRequestSigner CreateRsa(string pem)
    {
        RSA key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize is < 2048 or > 4096)
                throw new LiveTradingException($"The Binance RSA key has {key.KeySize} bits: expected 2048 to 4096.");
            return new RsaRequestSigner(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static string ReadProtected(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
                UnixFileMode mode = File.GetUnixFileMode(file.SafeFileHandle);
                if ((mode & others) != 0)
                    throw new LiveTradingException($"{path} may be read or written by others: run 'chmod 600 {path}' and try again.");
            }

            if (file.Length > MaxFileBytes)
                throw new LiveTradingException($"{path} has {file.Length} bytes: a credentials file has at most {MaxFileBytes}.");
            using StreamReader reader = new(file, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LiveTradingException($"{path} cannot be read: {e.Message}");
        }
    }
}
