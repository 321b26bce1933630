using System.Text;
using System.Text.Json;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Protocol;

namespace LiveTrading.Venues.Simulated.Tests.Server;

public class SignatureTests
{
    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "signing.json"))).RootElement;

    public static TheoryData<string> Names
    {
        get
        {
            var names = new TheoryData<string>();
            foreach (JsonElement vector in Root.GetProperty("vectors").EnumerateArray())
                names.Add(vector.GetProperty("name").GetString()!);
            return names;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_aVector_acceptsItAndNothingElse(string name)
    {
        JsonElement vector = Root.GetProperty("vectors").EnumerateArray().First(v => v.GetProperty("name").GetString() == name);
        string algorithm = vector.GetProperty("algorithm").GetString()!;
        SimulatedKeyKind kind = algorithm.StartsWith("HMAC", StringComparison.Ordinal) ? SimulatedKeyKind.Hmac : algorithm == "Ed25519" ? SimulatedKeyKind.Ed25519 : SimulatedKeyKind.Rsa;
        JsonElement keys = Root.GetProperty("keys");
        string secret = kind switch
        {
            SimulatedKeyKind.Hmac => vector.TryGetProperty("secret", out JsonElement s) && keys.TryGetProperty(s.GetString()!, out JsonElement named) ? named.GetString()! : keys.GetProperty("hmacSecret").GetString()!,
            SimulatedKeyKind.Ed25519 => keys.GetProperty("ed25519PublicSpkiPem").GetString()!,
            _ => keys.GetProperty("rsaPublicSpkiPem").GetString()!,
        };
        var check = new RequestSignature(new SimulatedUser { ApiKey = "k", KeyKind = kind, Secret = secret });
        byte[] payload = Encoding.UTF8.GetBytes(vector.GetProperty("payload").GetString()!);
        string signature = vector.GetProperty("signature").GetString()!;
        Assert.True(check.Verify(payload, signature));
        payload[^1] ^= 1;
        Assert.False(check.Verify(payload, signature));
        payload[^1] ^= 1;
        Assert.False(check.Verify(payload, ""));
        Assert.False(check.Verify(payload, signature[..^2]));
        Assert.False(check.Verify(payload, "%" + signature[1..]));
    }

    [Fact]
    public void Hmac_inUpperCase_isAccepted()
    {
        JsonElement vector = Root.GetProperty("vectors")[0];
        var check = new RequestSignature(new SimulatedUser { ApiKey = "k", Secret = Root.GetProperty("keys").GetProperty("hmacSecret").GetString()! });
        Assert.True(check.Verify(Encoding.UTF8.GetBytes(vector.GetProperty("payload").GetString()!), vector.GetProperty("signature").GetString()!.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("a=1&b=2&signature=zz", "", "a=1&b=2")]
    [InlineData("signature=zz&a=1", "", "a=1")]
    [InlineData("a=1&signature=zz&b=2", "", "a=1&b=2")]
    [InlineData("a=1", "b=2&signature=zz", "a=1b=2")]
    [InlineData("a=%20x%2B", "signature=zz", "a=%20x%2B")]
    [InlineData("xsignature=1&a=2", "", "xsignature=1&a=2")]
    public void RestPayload_isTheRawTextWithoutItsSignature(string query, string body, string payload) =>
        Assert.Equal(payload, Encoding.UTF8.GetString(RequestParameters.FromRest(query, Encoding.UTF8.GetBytes(body)).SignedPayload));

    [Fact]
    public void SocketPayload_isSortedAndKeepsNumbersAsTheyStand()
    {
        using JsonDocument json = JsonDocument.Parse("{\"symbol\":\"BTCUSDT\",\"quantity\":0.002,\"apiKey\":\"k\",\"signature\":\"zz\",\"returnRateLimits\":false,\"recvWindow\":10000}");
        Assert.Equal(
            "apiKey=k&quantity=0.002&recvWindow=10000&returnRateLimits=false&symbol=BTCUSDT",
            Encoding.UTF8.GetString(RequestParameters.FromJson(json.RootElement).SignedPayload));
    }

    [Fact]
    public void Query_winsOverTheBody_andIsDecoded()
    {
        RequestParameters p = RequestParameters.FromRest("a=1%2B1", Encoding.UTF8.GetBytes("a=2&b=x+y"));
        Assert.Equal("1+1", p.Text("a"));
        Assert.Equal("x y", p.Text("b"));
    }

    [Theory]
    [InlineData(SimulatedKeyKind.Ed25519)]
    [InlineData(SimulatedKeyKind.Rsa)]
    public void BadPublicKey_isNamedWithoutShowingIt(SimulatedKeyKind kind)
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new RequestSignature(new SimulatedUser { ApiKey = "bob", KeyKind = kind, Secret = "tops3cret" }));
        Assert.Contains("bob", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tops3cret", e.ToString(), StringComparison.Ordinal);
    }
}
