using System.Text;
using System.Text.Json;
using LiveTrading.Model;
using LiveTrading.Venues.Binance.Signing;

namespace LiveTrading.Venues.Binance.Tests.Signing;

public sealed class SigningVectorTests
{
    private static readonly JsonElement File = JsonDocument.Parse(SampleFiles.Read("signing.json")).RootElement;

    public static TheoryData<string> Names()
    {
        TheoryData<string> names = [];
        foreach (JsonElement vector in File.GetProperty("vectors").EnumerateArray())
            names.Add(vector.GetProperty("name").GetString()!);
        return names;
    }

    [Fact]
    public void Vectors_AreAllThere() => Assert.Equal(36, Names().Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void Sign_Vector_GivesItsSignature(string name)
    {
        JsonElement vector = File.GetProperty("vectors").EnumerateArray().First(v => v.GetProperty("name").GetString() == name);
        string secret = vector.GetProperty("algorithm").GetString()!.StartsWith("HMAC", StringComparison.Ordinal)
            ? File.GetProperty("keys").GetProperty(vector.GetProperty("secret").GetString()!).GetString()!
            : PrivateKey(vector.GetProperty("algorithm").GetString()!);
        BinanceCredentials credentials = new("key", secret);
        using IRequestSigner signer = credentials.CreateSigner();
        byte[] signature = new byte[signer.MaxSignatureBytes];

        int written = signer.Sign(Encoding.UTF8.GetBytes(vector.GetProperty("payload").GetString()!), signature);

        Assert.Equal(vector.GetProperty("signature").GetString(), Encoding.ASCII.GetString(signature, 0, written));
    }

    [Theory]
    [InlineData("hmacSecret")]
    [InlineData("ed25519Pkcs8Pem")]
    public void Sign_SteadyState_AllocatesNothing(string key)
    {
        using IRequestSigner signer = new BinanceCredentials("key", File.GetProperty("keys").GetProperty(key).GetString()!).CreateSigner();
        byte[] payload = Encoding.UTF8.GetBytes("apiKey=key&quantity=0.01&symbol=BTCUSDT&timestamp=1660801715431");
        byte[] signature = new byte[signer.MaxSignatureBytes];
        for (int i = 0; i < 100; i++)
            signer.Sign(payload, signature);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++)
            signer.Sign(payload, signature);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("hmacSecret")]
    [InlineData("ed25519Pkcs8Pem")]
    [InlineData("rsaPkcs8Pem")]
    public void ToString_NeverShowsTheSecret(string key)
    {
        string secret = File.GetProperty("keys").GetProperty(key).GetString()!;
        BinanceCredentials credentials = new("MyVisibleApiKey", secret);

        string shown = credentials + JsonSerializer.Serialize(credentials);

        Assert.DoesNotContain("MyVisibleApiKey", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(secret.Trim()[^40..^30], shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "secret")]
    [InlineData("key with space", "secret")]
    [InlineData("key\"quote", "secret")]
    [InlineData("key", "")]
    [InlineData("key", "two\nlines")]
    [InlineData("key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("key", "-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----")]
    [InlineData("key", "-----BEGIN")]
    public void Credentials_Malformed_AreRefusedWithoutQuotingThem(string key, string secret)
    {
        LiveTradingException e = Assert.Throws<LiveTradingException>(() => new BinanceCredentials(key, secret));
        Assert.DoesNotContain("AAAA", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("quote\"", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFile_ReadableByOthers_IsRefused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no Unix permissions.");
            return;
        }

        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        System.IO.File.WriteAllText(path, "key\nsecret\n");
        try
        {
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            LiveTradingException e = Assert.Throws<LiveTradingException>(() => BinanceCredentials.FromFile(path));
            Assert.Contains("chmod 600", e.Message, StringComparison.Ordinal);

            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            Assert.Equal(BinanceKeyType.Hmac, BinanceCredentials.FromFile(path).KeyType);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    private static string PrivateKey(string algorithm) =>
        File.GetProperty("keys").GetProperty(algorithm.StartsWith("Ed", StringComparison.Ordinal) ? "ed25519Pkcs8Pem" : "rsaPkcs8Pem").GetString()!;
}
