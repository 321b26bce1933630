using System.Text.Json;
using LiveTrading.Interop.Tests.Harness;
using LiveTrading.Interop.Tests.Servers;
using LiveTrading.IO;

namespace LiveTrading.Interop.Tests.Tls;

/// <summary>A reconnect resumes the session: it costs no second certificate check. nginx says whether it did.</summary>
public sealed class ResumptionTests(NginxServer nginx) : IClassFixture<NginxServer>
{
    [Theory]
    [InlineData(LoopBackend.Auto, Transport.Tls12)]
    [InlineData(LoopBackend.Auto, Transport.Tls13)]
    [InlineData(LoopBackend.Sockets, Transport.Tls12)]
    [InlineData(LoopBackend.Sockets, Transport.Tls13)]
    public void Second_connection_resumes_the_session_of_the_first(LoopBackend backend, Transport transport)
    {
        Requirement.Met(nginx.Missing);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "How the platform's TLS resumes is known for Linux alone.");
        Dial(backend, transport);

        Assert.Equal("r", Dial(backend, transport)["x-tls-reused"]);
    }

    private Dictionary<string, string> Dial(LoopBackend backend, Transport transport)
    {
        using Client client = Client.Connected(backend, nginx.Address(transport, "/headers"), new() { AutoReconnect = false, ExtraRoots = nginx.Roots });
        Dictionary<string, string> told = JsonSerializer.Deserialize<Dictionary<string, string>>(client.ReadText())!;
        client.Close();
        return told;
    }
}
