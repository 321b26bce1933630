using System.Globalization;
using System.Net.Sockets;
using LiveTrading.IO;
using LiveTrading.WebSockets.Conformance.Cases;
using LiveTrading.WebSockets.Conformance.Driver;
using LiveTrading.WebSockets.Conformance.Server;

namespace LiveTrading.WebSockets.Tests.Conformance;

public sealed class ConformanceTests
{
    public static TheoryData<LoopBackend> OtherBackends => OperatingSystem.IsLinux() ? [LoopBackend.Epoll, LoopBackend.Sockets] : [LoopBackend.Sockets];

    [Fact]
    public void Client_passes_every_case_strictly()
    {
        IReadOnlyList<ConformanceCase> cases = AllCases.Make(CaseSize.Quick);
        using var server = new FuzzingServer(cases);
        var output = new StringWriter();
        int exit = new ConformanceDriver(new DriverOptions { Url = $"ws://127.0.0.1:{server.Port}", Agent = "LiveTrading", Deflate = true }, output).Run();

        Assert.Equal([], server.Results.Where(r => r.Verdict != CaseVerdict.Ok).Select(r => $"{r.Id}: {r.What}: {r.Detail}"));
        Assert.Equal(cases.Count, server.Results.Count);
        Assert.True(exit == 0, output.ToString());
    }

    [Theory]
    [MemberData(nameof(OtherBackends))]
    public void Client_passes_a_share_of_the_cases_on_every_backend(LoopBackend backend)
    {
        ConformanceCase[] cases = [.. AllCases.Make(CaseSize.Quick).Where((_, i) => i % 7 == 0)];
        using var server = new FuzzingServer(cases);
        new ConformanceDriver(new DriverOptions { Url = $"ws://127.0.0.1:{server.Port}", Agent = "LiveTrading", Deflate = true, Backend = backend }, TextWriter.Null).Run();

        Assert.Equal([], server.Results.Where(r => r.Verdict != CaseVerdict.Ok).Select(r => $"{r.Id}: {r.What}: {r.Detail}"));
        Assert.Equal(cases.Length, server.Results.Count);
    }

    [Fact]
    public void Client_without_an_offer_leaves_compression_cases_unimplemented()
    {
        ConformanceCase[] cases = [.. AllCases.Make(CaseSize.Quick).Where(c => c.Extensions is not null).Take(3)];
        using var server = new FuzzingServer(cases);
        int exit = new ConformanceDriver(new DriverOptions { Url = $"ws://127.0.0.1:{server.Port}", Agent = "plain" }, TextWriter.Null).Run();

        Assert.Equal(0, exit);
        Assert.All(server.Results, r => Assert.Equal(CaseVerdict.Unimplemented, r.Verdict));
    }

    [Fact]
    public void Driver_runs_the_cases_asked_for_and_asks_for_their_status()
    {
        ConformanceCase[] cases = [.. AllCases.Make(CaseSize.Quick).Take(5)];
        cases[3] = cases[3] with { Play = _ => throw new CaseFailedException("on purpose") };
        using var server = new FuzzingServer(cases);
        string agent = "";
        server.Reported = (name, _) => agent = name;
        var output = new StringWriter();
        int exit = new ConformanceDriver(
            new DriverOptions { Url = $"ws://127.0.0.1:{server.Port}", Agent = "a b&c", Status = true, Cases = new HashSet<int> { 2, 4 } }, output).Run();

        Assert.Equal(1, exit);
        Assert.Equal([cases[1].Id, cases[3].Id], server.Results.Select(r => r.Id));
        Assert.Contains("case 4: {\"behavior\": \"FAILED\"}", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("case 2", output.ToString(), StringComparison.Ordinal);
        Assert.Equal("a b&c", agent);
    }

    [Fact]
    public void Cases_are_as_many_as_the_page_says()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "ARCHITECTURE.md")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("ARCHITECTURE.md is not above the tests");
        string expected = string.Create(CultureInfo.InvariantCulture, $"{AllCases.Make(CaseSize.Quick).Count:#,0} cases of our own over real sockets, every answer exact ({AllCases.Make(CaseSize.Full).Count:#,0} at full size)");
        Assert.Contains(expected, File.ReadAllText(Path.Combine(root, "ARCHITECTURE.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Driver_without_a_server_says_so()
    {
        int port;
        using (var server = new FuzzingServer([]))
            port = server.Port;
        var output = new StringWriter();
        Assert.Equal(2, new ConformanceDriver(new DriverOptions { Url = $"ws://127.0.0.1:{port}", Agent = "x" }, output).Run());
        Assert.Contains("did not say how many cases there are", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "an address (ws://HOST:PORT) and an agent's name are needed")]
    [InlineData("ws://x:1", "an address (ws://HOST:PORT) and an agent's name are needed")]
    [InlineData("http://x:1 me", "'http://x:1' is not an address of the form ws://HOST:PORT")]
    [InlineData("ws://x:1 me --cases 5-", "--cases needs numbers and ranges, for example 1-10,20")]
    [InlineData("ws://x:1 me --cases 7-3", "--cases needs numbers and ranges, for example 1-10,20")]
    [InlineData("ws://x:1 me --cases", "--cases needs numbers and ranges, for example 1-10,20")]
    [InlineData("ws://x:1 me --case-seconds 0", "--case-seconds needs a whole number of 1 to 3600")]
    [InlineData("ws://x:1 me --backend steam", "--backend needs one of Auto, IoUring, Epoll, Sockets")]
    [InlineData("ws://x:1 me --what", "--what is not an option")]
    public void Parse_of_wrong_arguments_says_what_is_wrong(string arguments, string expected)
    {
        Assert.Null(DriverOptions.Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), out string error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void Parse_of_right_arguments_reads_them_all()
    {
        DriverOptions? options = DriverOptions.Parse(["ws://x:1/", "me", "--deflate", "--status", "--cases", "1-3,20", "--case-seconds", "5", "--backend", "epoll"], out _);
        Assert.Equal("ws://x:1", options!.Url);
        Assert.True(options.Deflate && options.Status);
        Assert.Equal(LoopBackend.Epoll, options.Backend);
        Assert.Equal([1, 2, 3, 20], options.Cases!.Order());
        Assert.Equal(TimeSpan.FromSeconds(5), options.CaseTimeout);
    }

    [Theory]
    [InlineData("81 05 61 62")] // half a frame, then nothing: no close
    [InlineData("88 82 00 00 00 00 03 E8")] // a close with another code
    [InlineData("88 02 03 EF")] // the right close, not masked
    [InlineData("")] // nothing at all
    public void A_client_that_does_anything_else_fails_the_case(string hex)
    {
        ConformanceCase wrongText = AllCases.Make(CaseSize.Quick).First(c => c.What == "wrong 80, its frame never whole");
        using var server = new FuzzingServer([wrongText]);
        using var client = new TcpClient("127.0.0.1", server.Port);
        client.ReceiveTimeout = 30_000;
        NetworkStream stream = client.GetStream();
        stream.Write("GET /runCase?case=1&agent=x HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"u8);
        stream.Write(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        client.Client.Shutdown(SocketShutdown.Send);
        // The server hangs up when it has judged.
        var buffer = new byte[4096];
        while (stream.Read(buffer) > 0)
        {
        }
        server.Dispose();
        Assert.Equal(CaseVerdict.Failed, Assert.Single(server.Results).Verdict);
    }
}
