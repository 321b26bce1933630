using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LiveTrading.Interop.Tests.Harness;
using LiveTrading.Interop.Tests.Proxies;
using LiveTrading.Interop.Tests.Servers;

namespace LiveTrading.Interop.Tests;

/// <summary>
/// The engine as a process, by configuration alone, through everything a guarded network puts in its way: a proxy with a
/// password, a TLS front that asks for a client's certificate, an authority of its own. Behind it the simulated venue.
/// </summary>
public sealed class SessionTests(TinyProxy proxy) : IClassFixture<TinyProxy>
{
    private const string Listening = "listening on ws://127.0.0.1:";
    private const string Password = "s3cret-word";

    private static string Sample => Path.Combine(AppContext.BaseDirectory, "samples", "appsettings.simulated.json");

    [Fact]
    public void Session_through_proxy_and_mutual_TLS_trades_and_adds_up()
    {
        (ForeignProgram venue, string line) = StartVenue();
        using ForeignProgram runningVenue = venue;
        using NginxServer nginx = new("127.0.0.1:" + line[Listening.Length..]);
        Requirement.Met(nginx.Missing);
        int proxyPort = proxy.PortOf("trader:" + Password);
        using X509Certificate2 certificate = nginx.Authority.Client("trader-7");
        (string certificateFile, string keyFile) = nginx.Authority.Write(certificate, "client");

        (int exitCode, IReadOnlyList<string> output, string said) = Run(
            nginx, "4",
            $"Binance:Proxy=http://trader:{Password}@127.0.0.1:{proxyPort.ToString(CultureInfo.InvariantCulture)}",
            "Binance:ClientCertificateFile=" + certificateFile,
            "Binance:ClientCertificateKeyFile=" + keyFile);

        Assert.True(exitCode == 0, said);
        JsonElement summary = JsonDocument.Parse(output[^1]).RootElement;
        Assert.Empty(summary.GetProperty("problems").EnumerateArray());
        Assert.True(summary.GetProperty("ordersSubmitted").GetInt64() > 0, output[^1]);
        Assert.Equal(0, summary.GetProperty("unknownOrders").GetInt64() + summary.GetProperty("openOrders").GetInt64());
        Assert.DoesNotContain(Password, said, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Session_without_the_certificate_says_why_and_trades_nothing()
    {
        (ForeignProgram venue, string line) = StartVenue();
        using ForeignProgram runningVenue = venue;
        using NginxServer nginx = new("127.0.0.1:" + line[Listening.Length..]);
        Requirement.Met(nginx.Missing);

        (int _, IReadOnlyList<string> output, string said) = Run(nginx, "2");

        Assert.Contains("handshake refused: the server answered 400 Bad Request", said, StringComparison.Ordinal);
        Assert.Equal(0, JsonDocument.Parse(output[^1]).RootElement.GetProperty("ordersSubmitted").GetInt64());
    }

    [Fact]
    public void Session_with_a_wrong_password_for_the_proxy_says_so_and_not_the_password()
    {
        (ForeignProgram venue, string line) = StartVenue();
        using ForeignProgram runningVenue = venue;
        using NginxServer nginx = new("127.0.0.1:" + line[Listening.Length..]);
        Requirement.Met(nginx.Missing);
        int proxyPort = proxy.PortOf("trader:another-word");

        (int _, IReadOnlyList<string> output, string said) = Run(
            nginx, "2", $"Binance:Proxy=http://trader:{Password}@127.0.0.1:{proxyPort.ToString(CultureInfo.InvariantCulture)}");

        Assert.Contains($"The proxy 127.0.0.1:{proxyPort.ToString(CultureInfo.InvariantCulture)} did not connect to localhost: it answered 'HTTP/1", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, said, StringComparison.Ordinal);
        Assert.Equal(0, JsonDocument.Parse(output[^1]).RootElement.GetProperty("ordersSubmitted").GetInt64());
    }

    private static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Requirement.Find("dotnet") ?? "dotnet";

    // With this program's own description of what it needs: beside Kestrel, parts of the product come from the shared framework.
    private static string[] Cli
    {
        get
        {
            string here = Path.Combine(AppContext.BaseDirectory, "LiveTrading.Interop.Tests");
            return ["exec", "--runtimeconfig", here + ".runtimeconfig.json", "--depsfile", here + ".deps.json", Path.Combine(AppContext.BaseDirectory, "LiveTrading.Cli.dll")];
        }
    }

    private static (ForeignProgram Program, string Line) StartVenue()
    {
        Requirement.Met(OperatingSystem.IsWindows() ? "nginx and tinyproxy are asked of Unix alone" : null);
        return ForeignProgram.StartUntilLine(DotNet, [.. Cli, "venue", "--protocol", "binance", "--loop", "--speed", "20", "--port", "0"], start: Listening);
    }

    private static (int ExitCode, IReadOnlyList<string> Output, string Said) Run(NginxServer nginx, string seconds, params string[] settings)
    {
        string rootFile = Path.Combine(nginx.Authority.Folder, "trusted.pem");
        File.WriteAllText(rootFile, nginx.Authority.Root.ExportCertificatePem());
        string[] all =
        [
            "Binance:StreamUrl=" + nginx.MutualAddress(Transport.Tls13, ""), "Binance:ApiUrl=" + nginx.MutualAddress(Transport.Tls12, "/ws-api/v3"), "Binance:ExtraRootsFile=" + rootFile, .. settings,
        ];
        return ForeignProgram.Run(
            DotNet, [.. Cli, "run", "--json", "--config", Sample, "--journal", Path.Combine(nginx.Authority.Folder, "journal"), "--seconds", seconds, .. all.SelectMany(static s => new[] { "--set", s })]);
    }
}
