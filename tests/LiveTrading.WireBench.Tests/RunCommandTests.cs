using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LiveTrading.IO;

namespace LiveTrading.WireBench.Tests;

/// <summary>The single runs, as anybody types them.</summary>
public sealed class RunCommandTests
{
    private static readonly string[] _promised = ["messages", "seconds", "messagesPerSecond", "cpuMicrosPerMessage", "allocatedBytesPerMessage", "backend"];

    public static TheoryData<string, string> BackendsAndWaits()
    {
        TheoryData<string, string> all = [];
        foreach (string backend in new[] { "io_uring", "epoll", "sockets" })
        {
            foreach (string wait in new[] { "block", "spin", "hybrid" })
                all.Add(backend, wait);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(BackendsAndWaits))]
    public void Receive_counts_every_message_of_every_backend(string backend, string wait)
    {
        RequireBackend(backend);
        using RunningServer server = new();

        CommandLine run = CommandLine.Run(["receive", server.Url + "/blast?n=20000", "--messages", "20000", "--warmup", "0", "--json", "--backend", backend, .. Waiting(wait)]);

        Assert.Equal("", run.Errors);
        Assert.Equal(0, run.Code);
        Assert.Equal(20000, run.Json.GetProperty("messages").GetInt64());
        Assert.Equal(backend, run.Json.GetProperty("backend").GetString());
        Assert.Equal(wait, run.Json.GetProperty("wait").GetString());
        Assert.False(run.Json.GetProperty("endedEarly").GetBoolean());
        Assert.InRange(run.Json.GetProperty("bytes").GetInt64(), 20000 * 100, 20000 * 4000);
    }

    [Theory]
    [MemberData(nameof(BackendsAndWaits))]
    public void Pingpong_answers_every_message_of_every_backend(string backend, string wait)
    {
        RequireBackend(backend);
        using RunningServer server = new();

        CommandLine run = CommandLine.Run(["pingpong", server.Url + "/pingpong?n=200", "--messages", "200", "--reply", "190", "--warmup", "0", "--json", "--backend", backend, .. Waiting(wait)]);

        Assert.Equal("", run.Errors);
        Assert.Equal(0, run.Code);
        Assert.Equal(200, run.Json.GetProperty("messages").GetInt64());

        // The server sent its figures, hence it had a reply to each.
        Assert.True(run.Json.GetProperty("latencyMicros").GetProperty("p50").GetDouble() > 0);
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("pingpong")]
    public void Json_is_one_object_with_what_is_promised(string command)
    {
        using RunningServer server = new();
        string mode = command == "receive" ? "blast" : "pingpong";

        CommandLine run = CommandLine.Run(command, $"{server.Url}/{mode}?n=100", "--messages", "100", "--warmup", "0", "--json");

        Assert.All(_promised, name => Assert.True(run.Json.TryGetProperty(name, out _), name));
        Assert.True(run.Json.GetProperty("seconds").GetDouble() > 0);
        Assert.True(run.Json.GetProperty("messagesPerSecond").GetDouble() > 0);
        Assert.Equal(1, run.Output.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void Receive_allocates_nothing_a_message(string backend)
    {
        RequireBackend(backend);
        using RunningServer server = new();

        CommandLine run = CommandLine.Run("receive", server.Url + "/blast?n=300000", "--messages", "300000", "--warmup", "1", "--json", "--backend", backend);

        Assert.Equal(0, run.Json.GetProperty("allocatedBytesPerMessage").GetDouble());
        Assert.InRange(run.Json.GetProperty("warmupMessages").GetInt64(), 1, long.MaxValue);
    }

    [Theory]
    [InlineData("io_uring", 2)]
    [InlineData("epoll", 3)]
    [InlineData("sockets", 3)]
    public void Pingpong_counts_the_calls_that_a_sleeping_loop_makes(string backend, int most)
    {
        RequireBackend(backend);
        using RunningServer server = new();

        CommandLine run = CommandLine.Run("pingpong", server.Url + "/pingpong?n=500", "--messages", "500", "--warmup", "0", "--json", "--backend", backend);

        // A wait, a receive and a send; on the ring all in one. Now and then a timer of the connection's adds a turn.
        Assert.InRange(run.Json.GetProperty("systemCallsPerMessage").GetDouble(), 0.9, most + 0.1);
    }

    [Fact]
    public void Receive_when_the_server_ends_early_reports_what_came()
    {
        using RunningServer server = new();

        CommandLine run = CommandLine.Run("receive", server.Url + "/blast?n=500", "--messages", "100000", "--warmup", "0", "--json");

        // The server's last word is a message too.
        Assert.Equal(0, run.Code);
        Assert.Equal(501, run.Json.GetProperty("messages").GetInt64());
        Assert.True(run.Json.GetProperty("endedEarly").GetBoolean());
    }

    [Fact]
    public void Pingpong_when_the_server_ends_early_reports_what_came()
    {
        using RunningServer server = new();

        CommandLine run = CommandLine.Run("pingpong", server.Url + "/pingpong?n=50", "--messages", "1000", "--warmup", "0", "--json");

        Assert.Equal(0, run.Code);
        Assert.Equal(51, run.Json.GetProperty("messages").GetInt64());
    }

    [Theory]
    [InlineData("receive", "blast")]
    [InlineData("pingpong", "pingpong")]
    public void Run_when_the_server_has_more_stops_counting(string command, string mode)
    {
        using RunningServer server = new();

        CommandLine run = CommandLine.Run(command, $"{server.Url}/{mode}?n=100000", "--messages", "70", "--warmup", "0", "--json");

        Assert.Equal(0, run.Code);
        Assert.Equal(70, run.Json.GetProperty("messages").GetInt64());
        Assert.False(run.Json.GetProperty("endedEarly").GetBoolean());
    }

    [Fact]
    public void Receive_counts_over_all_connections()
    {
        using RunningServer server = new();

        CommandLine run = CommandLine.Run("receive", server.Url + "/blast?n=16000&conns=16", "--messages", "16000", "--connections", "16", "--warmup", "0", "--json");

        Assert.Equal(16000, run.Json.GetProperty("messages").GetInt64());
        Assert.Equal(16, run.Json.GetProperty("connections").GetInt32());
    }

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public void Receive_over_tls_trusts_the_given_roots(string backend)
    {
        RequireBackend(backend);
        using RunningServer server = new(tls: true);

        CommandLine run = CommandLine.Run("receive", server.Url + "/blast?n=5000", "--messages", "5000", "--ca", server.CertificateFile!, "--warmup", "0", "--json", "--backend", backend);

        Assert.Equal("", run.Errors);
        Assert.Equal(5000, run.Json.GetProperty("messages").GetInt64());
    }

    [Fact]
    public void Receive_over_tls_without_the_roots_says_so()
    {
        using RunningServer server = new(tls: true);

        CommandLine run = CommandLine.Run("receive", server.Url + "/blast?n=5000", "--messages", "5000", "--warmup", "0");

        Assert.Equal(1, run.Code);
        Assert.Contains("certificate", run.Errors, StringComparison.OrdinalIgnoreCase);
        RequireOneLine(run.Errors);
    }

    [Fact]
    public void Receive_tells_the_latency_of_stamped_messages()
    {
        using RunningServer server = new();

        CommandLine run = CommandLine.Run("receive", server.Url + "/paced?n=200&r=2000&size=200", "--messages", "200", "--stamped", "--warmup", "0", "--json");

        JsonElement latency = run.Json.GetProperty("latencyMicros");
        Assert.InRange(latency.GetProperty("p50").GetDouble(), 0, latency.GetProperty("max").GetDouble());
        Assert.True(latency.GetProperty("max").GetDouble() > 0);
    }

    [Fact]
    public void Receive_of_messages_without_a_stamp_is_an_error_when_one_is_expected()
    {
        using RunningServer server = new();

        CommandLine run = CommandLine.Run("receive", server.Url + "/blast?n=100", "--messages", "100", "--stamped", "--warmup", "0");

        Assert.Equal(1, run.Code);
        Assert.Contains("--stamped", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("nonsense")]
    public void Run_with_a_bad_address_says_what_is_expected(string url)
    {
        CommandLine run = CommandLine.Run("receive", url, "--messages", "1");

        Assert.Equal(1, run.Code);
        Assert.Contains("ws://", run.Errors, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
        RequireOneLine(run.Errors);
    }

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    [InlineData("sockets")]
    public void Run_when_nobody_listens_says_so(string backend)
    {
        RequireBackend(backend);

        CommandLine run = CommandLine.Run("pingpong", string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{UnusedPort()}/x"), "--messages", "1", "--warmup", "0", "--json", "--backend", backend);

        Assert.Equal(1, run.Code);
        Assert.Contains("refused", run.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", run.Output);
        RequireOneLine(run.Errors);
    }

    [Fact]
    public void Run_when_the_server_refuses_the_upgrade_says_so()
    {
        using RunningServer server = new();

        CommandLine run = CommandLine.Run("receive", server.Url + "/nothing", "--messages", "1", "--warmup", "0");

        Assert.Equal(1, run.Code);
        Assert.Contains("404", run.Errors, StringComparison.Ordinal);
        RequireOneLine(run.Errors);
    }

    [Fact]
    public void Run_when_nothing_comes_ends_after_the_silence()
    {
        using RunningServer server = new();

        // The server waits for a second connection that never comes.
        CommandLine run = CommandLine.Run("receive", server.Url + "/blast?n=10&conns=2", "--messages", "10", "--silence", "1", "--warmup", "0");

        Assert.Equal(1, run.Code);
        Assert.Contains("no message for 1 s", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--messages", "0")]
    [InlineData("--messages", "5", "--connections", "0")]
    [InlineData("--messages", "5", "--backend", "kqueue")]
    [InlineData("--messages", "5", "--spin", "--hybrid", "20")]
    [InlineData("--messages", "5", "--hybrid", "-1")]
    [InlineData()]
    public void Run_with_bad_arguments_ends_with_2(params string[] arguments)
    {
        CommandLine run = CommandLine.Run(["receive", "ws://127.0.0.1:1/", .. arguments]);

        Assert.Equal(2, run.Code);
        Assert.NotEqual("", run.Errors);
    }

    private static string[] Waiting(string wait) => wait switch
    {
        "spin" => ["--spin"],
        "hybrid" => ["--hybrid", "20"],
        _ => [],
    };

    private static void RequireBackend(string backend)
    {
        if (backend == "io_uring")
        {
            try
            {
                EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.IoUring }).Dispose();
            }
            catch (Exception error) when (error is LoopIOException or PlatformNotSupportedException)
            {
                Assert.Skip(error.Message);
            }
        }
        else if (backend == "epoll")
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "epoll exists on Linux alone.");
        }
    }

    private static int UnusedPort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static void RequireOneLine(string errors)
    {
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.DoesNotContain("..", errors, StringComparison.Ordinal);
    }
}
