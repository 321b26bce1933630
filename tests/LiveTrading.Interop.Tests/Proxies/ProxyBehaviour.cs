using System.Text.RegularExpressions;
using LiveTrading.Interop.Tests.Harness;
using LiveTrading.Interop.Tests.Servers;
using LiveTrading.IO;
using LiveTrading.WebSockets;

namespace LiveTrading.Interop.Tests.Proxies;

/// <summary>What is asked of every CONNECT proxy, with Kestrel behind it.</summary>
public abstract class ProxyBehaviour<TProxy>(TProxy proxy, KestrelServer server) : IClassFixture<TProxy>
    where TProxy : ProxyServer
{
    private const string User = "trader:s3cret%2Dword";
    private const string UserAsKept = "trader:s3cret-word";

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Bytes_pass_both_ways(LoopBackend backend, Transport transport)
    {
        using Client client = Client.Connected(backend, server.Address(transport, "/echo"), Through($"http://127.0.0.1:{proxy.PortOf()}"));
        byte[] big = new byte[2_000_000];
        new Random(3).NextBytes(big);
        client.Send("hello"u8, isText: true);
        client.Send(big, isText: false);
        client.RunUntil(() => client.Messages.Count == 2 || client.Ends.Count > 0, "both echoes");

        Assert.Equal("hello"u8.ToArray(), client.Messages[0].Payload);
        Assert.True(big.AsSpan().SequenceEqual(client.Messages[1].Payload));
        Assert.Equal("disconnected by request", client.Close());
    }

    [Theory]
    [InlineData(Transport.Plain)]
    [InlineData(Transport.Tls13)]
    public void With_a_password_passes(Transport transport)
    {
        int port = proxy.PortOf(UserAsKept);
        using Client client = Client.Connected(LoopBackend.Auto, server.Address(transport, "/echo"), Through($"http://{User}@localhost:{port}"));
        client.Send("hello"u8, isText: true);

        Assert.Equal("hello", client.ReadText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("stranger:s3cret%2Dword@")]
    public void Without_the_right_user_is_refused_and_no_secret_said(string user)
    {
        int port = proxy.PortOf(UserAsKept);
        string reason = Client.Refused(LoopBackend.Auto, server.Address(Transport.Tls13, "/echo"), Through($"http://{user}127.0.0.1:{port}"));

        AssertRefused("localhost", port, user.Length == 0 ? 407 : proxy.WrongUser, reason);
        Assert.DoesNotContain("s3cret", reason);
        Assert.DoesNotContain("stranger", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void To_a_port_that_it_does_not_allow_is_refused()
    {
        int port = proxy.PortOf(allowedPort: 1);
        string reason = Client.Refused(LoopBackend.Auto, server.Address(Transport.Plain, "/echo"), Through($"http://127.0.0.1:{port}"));

        AssertRefused("localhost", port, 403, reason);
    }

    [Fact]
    public void To_where_nothing_listens_is_refused()
    {
        int port = proxy.PortOf();
        string reason = Client.Refused(LoopBackend.Auto, $"wss://127.0.0.1:{ForeignProgram.FreePorts(1)[0]}/", Through($"http://127.0.0.1:{port}"));

        AssertRefused("127.0.0.1", port, proxy.Unreachable, reason);
    }

    [Fact]
    public void That_goes_away_is_dialed_again_until_it_is_back()
    {
        (ForeignProgram program, int port) = proxy.Start();
        using Client client = Client.Connected(
            LoopBackend.Auto, server.Address(Transport.Tls13, "/echo"), Through($"http://127.0.0.1:{port}") with { AutoReconnect = true, ReconnectBase = TimeSpan.FromMilliseconds(10), ReconnectMax = TimeSpan.FromMilliseconds(100) });
        program.Dispose();
        client.RunUntil(() => client.Ends.Count >= 2, "the end and a failed attempt");
        Assert.Contains("The proxy cannot be reached", client.Ends[^1], StringComparison.Ordinal);
        using ForeignProgram again = proxy.Run(port, null, 0);
        client.RunUntil(() => client.Connects == 2, "connected again");
    }

    private static void AssertRefused(string host, int port, int status, string reason) =>
        Assert.Matches($"^connecting failed: The proxy 127\\.0\\.0\\.1:{port} did not connect to {Regex.Escape(host)}: it answered 'HTTP/1\\.[01] {status} [^']+'\\.$", reason);

    private WebSocketConnectionOptions Through(string address) => new() { AutoReconnect = false, ExtraRoots = server.Roots, Proxy = new Uri(address), SendQueueBytes = 4 << 20 };
}
