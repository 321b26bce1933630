using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LiveTrading.Cli.Tests.Harness;

namespace LiveTrading.Cli.Tests;

public sealed class SignalTests
{
    // The promise is 5 s for the stop; a loaded machine may take its time with the process around it.
    private static readonly TimeSpan _stopBound = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Demo_signal_cancelsOwnOrdersAndPrintsSummary(string signal)
    {
        RequireUnix();
        using TemporaryDirectory directory = new();
        using CliProcess demo = CliProcess.Start("demo", "--speed", "5", "--json", "--journal", directory["journal"]);
        WaitForOrders(demo, directory["journal"]);

        demo.Signal(signal);
        TimeSpan took = demo.MeasureExit();

        Assert.True(demo.WaitForExit() == 0, demo.Describe());
        Assert.True(took < _stopBound, $"stopping took {took}");
        JsonElement s = demo.Summary;
        Assert.Equal("signal", s.Text("shutdownReason"));
        Assert.True(s.Number("ordersSubmitted") > 0, demo.Describe());
        Assert.Equal(0, s.Number("openOrders"));
        Assert.Equal(0, s.Number("unknownOrders"));
        Assert.Equal(s.Map("position"), s.Map("venuePosition"));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void Run_signal_cancelsOwnOrdersAtVenueAndPrintsSummary(string signal)
    {
        RequireUnix();
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using CliProcess run = CliProcess.Start(venue.RunArguments(directory["journal"]));
        run.WaitForEvent("order", e => e.Is("kind", "accepted"));

        run.Signal(signal);
        TimeSpan took = run.MeasureExit();

        Assert.True(run.WaitForExit() == 0, run.Describe());
        Assert.True(took < _stopBound, $"stopping took {took}");
        Assert.Equal("signal", run.Summary.Text("shutdownReason"));
        Assert.Equal(0, run.Summary.Number("openOrders"));
        Assert.Empty(venue.OpenOrders());
        Assert.Empty(run.Summary.GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public void Run_signalWhileNothingListens_stopsClean()
    {
        RequireUnix();
        using TemporaryDirectory directory = new();
        using CliProcess run = CliProcess.Start(VenueProcess.RunArguments(FreePort(), directory["journal"]));
        run.WaitForEvent("connection", e => e.Is("kind", "reconnecting"));

        run.Signal("TERM");

        AssertCleanStop(run);
    }

    [Fact]
    public void Run_signalWhileTheVenueNeverAnswersTheHandshake_stopsClean()
    {
        RequireUnix();
        using TemporaryDirectory directory = new();
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using CliProcess run = CliProcess.Start(VenueProcess.RunArguments(((IPEndPoint)silent.LocalEndpoint).Port, directory["journal"]));
        run.WaitUntil(silent.Pending, "a connection");

        run.Signal("TERM");

        AssertCleanStop(run);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void Run_signalWhileTheTlsHandshakeHangs_stopsClean(string signal)
    {
        RequireUnix();
        using TemporaryDirectory directory = new();
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        string address = $"wss://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        using CliProcess run = CliProcess.Start([.. VenueProcess.RunArguments(1, directory["journal"]), "--set", "Binance:StreamUrl=" + address, "--set", $"Binance:ApiUrl={address}/ws-api/v3"]);
        run.WaitUntil(silent.Pending, "a connection");
        using Socket taken = silent.AcceptSocket();
        Assert.True(taken.Receive(new byte[1]) > 0, "the handshake has not begun");

        run.Signal(signal);

        AssertCleanStop(run);
    }

    [Fact]
    public void Run_signalWhileTheConnectionIsNeverTaken_stopsClean()
    {
        RequireUnix();
        using TemporaryDirectory directory = new();
        using TcpListener full = new(IPAddress.Loopback, 0);
        full.Start(backlog: 1);
        int port = ((IPEndPoint)full.LocalEndpoint).Port;

        // What fills the queue of connections nobody takes leaves the next ones dialling without an answer.
        List<Socket> waiting = [];
        for (int i = 0; i < 4; i++)
        {
            waiting.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false });
            Assert.Throws<SocketException>(() => waiting[^1].Connect(IPAddress.Loopback, port));
        }

        using CliProcess run = CliProcess.Start(VenueProcess.RunArguments(port, directory["journal"]));
        run.WaitForState("connecting");

        run.Signal("TERM");

        AssertCleanStop(run);
        waiting.ForEach(s => s.Dispose());
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void Run_secondSignalWhileTheVenueIsFrozen_forces(string signal, int exitCode)
    {
        RequireUnix();
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using CliProcess run = CliProcess.Start([.. venue.RunArguments(directory["journal"]), "--set", "LiveTrading:Stop:Timeout=00:01:00"]);
        run.WaitForEvent("order", e => e.Is("kind", "accepted"));
        venue.Process.Signal("STOP");

        run.Signal(signal);
        run.WaitForState("stopping");
        run.Signal(signal);

        Assert.True(run.WaitForExit() == exitCode, run.Describe());
        Assert.Contains(run.Errors, l => l.Contains("Forced to stop by a second signal", StringComparison.Ordinal));
        Assert.Equal("signal", run.Summary.Text("shutdownReason"));
    }

    [Fact]
    public void Run_signalWhileTheVenueIsFrozen_endsBoundedAndListsWhatIsLeft()
    {
        RequireUnix();
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using CliProcess run = CliProcess.Start(venue.RunArguments(directory["journal"]));
        WaitForRestingOrder(venue);
        venue.Process.Signal("STOP");

        run.Signal("TERM");
        TimeSpan took = run.MeasureExit();

        Assert.True(run.WaitForExit() == 3, run.Describe());
        Assert.True(took < _stopBound, $"stopping took {took}");
        JsonElement s = run.Summary;
        long left = s.Number("openOrders") + s.Number("unknownOrders");
        Assert.True(left > 0, run.Describe());
        Assert.Equal(left, run.Errors.Count(l => l.Contains("Left at the venue", StringComparison.Ordinal)));
    }

    [Fact]
    public void Venue_signal_endsClean()
    {
        RequireUnix();
        using VenueProcess venue = VenueProcess.Start();

        venue.Process.Signal("TERM");

        Assert.True(venue.Process.WaitForExit() == 0, venue.Process.Describe());
    }

    private static void AssertCleanStop(CliProcess run)
    {
        TimeSpan took = run.MeasureExit();
        Assert.True(run.WaitForExit() == 0, run.Describe());
        Assert.True(took < _stopBound, $"stopping took {took}");
        Assert.Equal("signal", run.Summary.Text("shutdownReason"));
        Assert.Equal(0, run.Summary.Number("ordersSubmitted"));
    }

    // The demo tells machines nothing before its end, so its journal is looked into from outside.
    private static void WaitForOrders(CliProcess demo, string journal) => demo.WaitUntil(
        () =>
        {
            if (!Directory.Exists(journal))
                return false;
            using CliProcess show = CliProcess.Run("journal", "show", journal, "--json");
            return show.WaitForExit() == 0 && show.Summary.GetProperty("orders").EnumerateArray().Any(o => o.Is("state", "Accepted"));
        },
        "an accepted order");

    private static void WaitForRestingOrder(VenueProcess venue) => venue.Process.WaitUntil(() => venue.OpenOrders().Length > 0, "a resting order");

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void RequireUnix()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows cannot send these signals to another process.");
        Assert.SkipWhen(SignalDefaults.AreLost, "These tests run where signals are ignored, and so do the processes they start.");
    }
}
