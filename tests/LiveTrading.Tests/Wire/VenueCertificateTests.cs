using System.Security.Cryptography.X509Certificates;
using LiveTrading.Tests.Wire.Harness;

namespace LiveTrading.Tests.Wire;

/// <summary><c>livetrading venue --certificate</c>: what cannot be served with is one clear line and exit code 2.</summary>
public sealed class VenueCertificateTests
{
    [Fact]
    public async Task Missing_certificate_file_is_named()
    {
        using TemporaryFolder folder = new();
        string missing = folder.File("no-such.pem");

        (int code, string errors) = await VenueProcess.RunToEnd("--certificate", missing);

        Assert.Equal(2, code);
        Assert.Contains(missing, OnlyLine(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_no_certificate_is_named()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("garbage.pem");
        await File.WriteAllTextAsync(file, "-----BEGIN CERTIFICATE-----\nnot base64\n-----END CERTIFICATE-----\n", TestContext.Current.CancellationToken);

        (int code, string errors) = await VenueProcess.RunToEnd("--certificate", file);

        Assert.Equal(2, code);
        Assert.Contains(file + " is no PEM certificate", OnlyLine(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_of_another_certificate_is_refused()
    {
        using TemporaryFolder folder = new();
        using X509Certificate2 one = TestCertificates.SelfSigned("localhost");
        using X509Certificate2 other = TestCertificates.SelfSigned("localhost");
        TestCertificates.WritePem(one, folder.File("one.pem"), folder.File("one.key"));
        TestCertificates.WritePem(other, folder.File("other.pem"), folder.File("other.key"));

        (int code, string errors) = await VenueProcess.RunToEnd("--certificate", folder.File("one.pem"), "--certificate-key", folder.File("other.key"));

        Assert.Equal(2, code);
        Assert.Contains(folder.File("other.key"), OnlyLine(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_without_certificate_is_refused()
    {
        (int code, string errors) = await VenueProcess.RunToEnd("--certificate-key", "some.key");

        Assert.Equal(2, code);
        Assert.Contains("--certificate-key needs --certificate.", errors, StringComparison.Ordinal);
    }

    private static string OnlyLine(string errors) => Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
