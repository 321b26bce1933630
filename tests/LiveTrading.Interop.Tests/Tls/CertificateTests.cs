using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using LiveTrading.Interop.Tests.Harness;
using LiveTrading.Interop.Tests.Servers;
using LiveTrading.IO;

namespace LiveTrading.Interop.Tests.Tls;

/// <summary>Certificates that must not be trusted: refused, in one line that says who and why.</summary>
public sealed class CertificateTests
{
    [Theory]
    [InlineData(Transport.Tls12)]
    [InlineData(Transport.Tls13)]
    public void Expired_is_refused_with_its_last_day(Transport transport)
    {
        string end = DateTime.UtcNow.AddDays(-3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        Assert.Equal($"connecting failed: The certificate of localhost was refused: it expired on {end}", UpToTime(Refused(a => a.Server(fromDays: -30, toDays: -3), transport)));
    }

    [Fact]
    public void Not_yet_valid_is_refused_with_its_first_day()
    {
        string start = DateTime.UtcNow.AddDays(3).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        Assert.Equal($"connecting failed: The certificate of localhost was refused: it is not valid before {start}", UpToTime(Refused(static a => a.Server(fromDays: 3, toDays: 30))));
    }

    [Fact]
    public void Self_signed_is_refused() =>
        Assert.Equal("connecting failed: The certificate of localhost was refused: it is self-signed and not among the trusted roots.", Refused(static _ => Authority.SelfSigned("localhost")));

    [Fact]
    public void For_another_host_is_refused_with_its_names() =>
        Assert.Equal("connecting failed: The certificate of localhost was refused: it is for another host (venue.test).", Refused(static a => a.Server("venue.test")));

    [Fact]
    public void Of_an_authority_that_is_not_trusted_is_refused_with_its_name()
    {
        using Authority stranger = new("Stranger");

        Assert.Equal(
            "connecting failed: The certificate of localhost was refused: its issuer (CN=Stranger) does not lead to a trusted root.",
            Refused(_ => stranger.Server()));
    }

    [Fact]
    public void Of_an_authority_with_a_trusted_name_but_another_key_is_refused()
    {
        using Authority impostor = new("Interop Root");

        Assert.Contains("The certificate of localhost was refused: ", Refused(_ => impostor.Server()), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_in_two_ways_is_refused_with_both() =>
        Assert.Matches(
            "^connecting failed: The certificate of localhost was refused: it is for another host \\(venue\\.test\\); it expired on [-0-9]+ [0-9:]+ UTC\\.$",
            Refused(static a => a.Server("venue.test", fromDays: -30, toDays: -3)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Distrusted_is_refused_although_its_root_is_trusted(bool root)
    {
        using KestrelServer server = new();
        using X509Certificate2 shown = server.ServerCertificate();

        string reason = Client.Refused(
            LoopBackend.Auto, server.Address(Transport.Tls13, "/echo"), new() { AutoReconnect = false, ExtraRoots = server.Roots, Distrusted = [root ? server.Authority.Root : shown] });

        Assert.Equal($"connecting failed: The certificate of localhost was refused: {(root ? "CN=Interop Root" : "CN=localhost")} is among the distrusted certificates.", reason);
    }

    [Theory]
    [InlineData(Transport.Tls12)]
    [InlineData(Transport.Tls13)]
    public void Session_that_another_connection_trusted_does_not_spare_the_check(Transport transport)
    {
        using KestrelServer server = new();
        for (int i = 0; i < 2; i++)
        {
            using Client trusting = Client.Connected(LoopBackend.Auto, server.Address(transport, "/headers"), new() { AutoReconnect = false, ExtraRoots = server.Roots });
            trusting.ReadText();
            trusting.Close();
        }

        Assert.Contains("does not lead to a trusted root", Client.Refused(LoopBackend.Auto, server.Address(transport, "/echo")), StringComparison.Ordinal);
        Assert.Contains(
            "is among the distrusted certificates",
            Client.Refused(LoopBackend.Auto, server.Address(transport, "/echo"), new() { AutoReconnect = false, ExtraRoots = server.Roots, Distrusted = server.Roots }),
            StringComparison.Ordinal);
    }

    private static string Refused(Func<Authority, X509Certificate2> certificate, Transport transport = Transport.Tls13)
    {
        using KestrelServer server = new(certificate, null);
        return Client.Refused(LoopBackend.Auto, server.Address(transport, "/echo"), new() { AutoReconnect = false, ExtraRoots = server.Roots });
    }

    private static string UpToTime(string text) => text[..text.LastIndexOf('-')] + text[text.LastIndexOf('-')..][..3];
}
