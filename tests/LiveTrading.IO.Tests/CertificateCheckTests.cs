using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LiveTrading.IO.Tls;

namespace LiveTrading.IO.Tests;

/// <summary>What is judged when the platform has no objection: distrusted certificates alone.</summary>
public sealed class CertificateCheckTests
{
    private const string HostName = "venue.test";

    [Fact]
    public void Accept_platform_agrees_and_nothing_is_distrusted_accepted() => Assert.Null(Judge([]));

    [Fact]
    public void Accept_platform_agrees_and_another_is_distrusted_accepted()
    {
        using X509Certificate2 other = TestCertificates.Root();

        // The same name as the root's, and another key.
        Assert.Null(Judge([other]));
    }

    [Theory]
    [InlineData(true, "CN=Test Root")]
    [InlineData(false, "CN=venue.test")]
    public void Accept_platform_agrees_but_one_of_the_chain_is_distrusted_refused(bool root, string name) =>
        Assert.Equal($"The certificate of venue.test was refused: {name} is among the distrusted certificates.", Judge(null, root));

    [Fact]
    public void Accept_no_certificate_refused()
    {
        var check = new CertificateCheck(HostName, null, null);

        Assert.False(check.Accept(this, null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
        Assert.Equal("venue.test has shown no certificate.", check.Refusal);
    }

    // Null: the root or the leaf of the very chain.
    private static string? Judge(X509Certificate2Collection? distrusted, bool root = false)
    {
        using X509Certificate2 authority = TestCertificates.Root();
        using X509Certificate2 leaf = TestCertificates.Leaf(authority, HostName);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(leaf));
        var check = new CertificateCheck(HostName, null, distrusted ?? [root ? authority : leaf]);

        bool accepted = check.Accept(chain, leaf, chain, SslPolicyErrors.None);

        Assert.Equal(check.Refusal is null, accepted);
        return check.Refusal;
    }
}
