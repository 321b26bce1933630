using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LiveTrading.Interop.Tests.Harness;
using LiveTrading.Interop.Tests.Servers;
using LiveTrading.IO;
using LiveTrading.WebSockets;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace LiveTrading.Interop.Tests.Tls;

/// <summary>Mutual TLS: the certificate is shown where it is asked for, and a server that wants one says so when there is none.</summary>
public sealed class ClientCertificateTests(NginxServer nginx) : IClassFixture<NginxServer>
{
    [Theory]
    [InlineData(LoopBackend.Auto, Transport.Tls12, false)]
    [InlineData(LoopBackend.Auto, Transport.Tls13, false)]
    [InlineData(LoopBackend.Auto, Transport.Tls13, true)]
    [InlineData(LoopBackend.Sockets, Transport.Tls12, true)]
    [InlineData(LoopBackend.Sockets, Transport.Tls13, false)]
    public void Nginx_is_shown_it_on_every_dial(LoopBackend backend, Transport transport, bool rsa)
    {
        Requirement.Met(nginx.Missing);
        using X509Certificate2 certificate = nginx.Authority.Client("trader-7", rsa);
        SslStreamCertificateContext shown = SslStreamCertificateContext.Create(certificate, null, offline: true);
        for (int dial = 0; dial < 3; dial++)
        {
            using Client client = Client.Connected(backend, nginx.MutualAddress(transport, "/headers"), Options(nginx, shown));
            Dictionary<string, string> told = JsonSerializer.Deserialize<Dictionary<string, string>>(client.ReadText())!;

            Assert.Equal("CN=trader-7", told["x-tls-client"]);
        }
    }

    [Theory]
    [InlineData(Transport.Tls12)]
    [InlineData(Transport.Tls13)]
    public void Nginx_refuses_without_one(Transport transport)
    {
        Requirement.Met(nginx.Missing);

        Assert.Equal(
            "handshake refused: the server answered 400 Bad Request",
            Client.Refused(LoopBackend.Auto, nginx.MutualAddress(transport, "/headers"), Options(nginx, null)));
    }

    [Fact]
    public void Nginx_refuses_one_of_another_authority()
    {
        Requirement.Met(nginx.Missing);
        using Authority stranger = new("Stranger");
        using X509Certificate2 certificate = stranger.Client("trader-7");

        Assert.Equal(
            "handshake refused: the server answered 400 Bad Request",
            Client.Refused(LoopBackend.Auto, nginx.MutualAddress(Transport.Tls13, "/headers"), Options(nginx, SslStreamCertificateContext.Create(certificate, null, offline: true))));
    }

    [Fact]
    public void Server_that_does_not_ask_is_not_shown_it()
    {
        using KestrelServer server = new();
        using X509Certificate2 certificate = server.Authority.Client("trader-7");
        using Client client = Client.Connected(LoopBackend.Auto, server.Address(Transport.Tls13, "/headers"), Options(server, SslStreamCertificateContext.Create(certificate, null, offline: true)));

        Assert.Equal("", JsonSerializer.Deserialize<Dictionary<string, string>>(client.ReadText())!["x-tls-client"]);
    }

    [Theory]
    [InlineData(Transport.Tls12)]
    [InlineData(Transport.Tls13)]
    public void Kestrel_that_requires_one_is_shown_it(Transport transport)
    {
        using KestrelServer server = new(null, Require);
        using X509Certificate2 certificate = server.Authority.Client("trader-7");
        using Client client = Client.Connected(LoopBackend.Auto, server.Address(transport, "/headers"), Options(server, SslStreamCertificateContext.Create(certificate, null, offline: true)));

        Assert.Equal("CN=trader-7", JsonSerializer.Deserialize<Dictionary<string, string>>(client.ReadText())!["x-tls-client"]);
    }

    [Theory]
    [InlineData(Transport.Tls12)]
    [InlineData(Transport.Tls13)]
    public void Python_that_requires_one_is_shown_it_and_without_it_refuses(Transport transport)
    {
        using PythonMutualServer server = new();
        Requirement.Met(server.Missing);
        using X509Certificate2 certificate = server.Authority.Client("trader-7");
        using (Client client = Client.Connected(LoopBackend.Auto, server.Address(transport, "/echo"), Options(server, SslStreamCertificateContext.Create(certificate, null, offline: true))))
        {
            client.Send("mutual"u8, isText: true);
            Assert.Equal("mutual", client.ReadText());
        }

        // It hangs up without an alert; in TLS 1.3 only after what is our end of the handshake.
        string reason = Client.Refused(LoopBackend.Auto, server.Address(transport, "/echo"), Options(server, null));
        Assert.EndsWith(
            transport == Transport.Tls12
                ? "failed: the other side closed the connection; it may want a client's certificate, of which none is configured."
                : "the server closed the connection before it answered the handshake",
            reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Transport.Tls12)]
    [InlineData(Transport.Tls13)]
    public void Alert_for_want_of_one_is_said_in_words(Transport transport)
    {
        using OpenSslServer server = new(transport);
        Requirement.Met(server.Missing);

        string reason = Client.Refused(LoopBackend.Auto, server.Address, new() { AutoReconnect = false, ExtraRoots = [server.Authority.Root] });

        Assert.EndsWith(
            transport == Transport.Tls12
                ? "the other side sent the alert 'handshake failure': it and we have no cipher in common, or it wants a client's certificate, of which none is configured."
                : "the other side sent the alert 'certificate required': it wants a client's certificate, and none is configured.",
            reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Transport.Tls12)]
    [InlineData(Transport.Tls13)]
    public void Alert_for_one_of_another_authority_is_said_in_words(Transport transport)
    {
        using OpenSslServer server = new(transport);
        Requirement.Met(server.Missing);
        using Authority stranger = new("Stranger");
        using X509Certificate2 certificate = stranger.Client("trader-7");

        string reason = Client.Refused(
            LoopBackend.Auto, server.Address, new() { AutoReconnect = false, ExtraRoots = [server.Authority.Root], ClientCertificate = SslStreamCertificateContext.Create(certificate, null, offline: true) });

        Assert.EndsWith("the other side sent the alert 'unknown ca': it does not take our client's certificate.", reason, StringComparison.Ordinal);
    }

    private static WebSocketConnectionOptions Options(ServerUnderTest server, SslStreamCertificateContext? certificate) =>
        new() { AutoReconnect = false, ExtraRoots = server.Roots, ClientCertificate = certificate };

    private static void Require(HttpsConnectionAdapterOptions https)
    {
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.AllowAnyClientCertificate();
    }
}
