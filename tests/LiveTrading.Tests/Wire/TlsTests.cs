using System.Security.Cryptography.X509Certificates;
using LiveTrading.IO;
using LiveTrading.Simulation.Harness;
using LiveTrading.Summaries;
using LiveTrading.Tests.Wire.Harness;

namespace LiveTrading.Tests.Wire;

/// <summary>Certificates through the whole engine on real sockets: a bad one is refused with its cause, a good one trades.</summary>
public sealed class TlsTests
{
    public enum Fault
    {
        Expired,
        SelfSigned,
        WrongHost,
        UnknownRoot,
        PlainText,
    }

    [Theory]
    [InlineData(Fault.Expired, "it expired on")]
    [InlineData(Fault.SelfSigned, "it is self-signed and not among the trusted roots")]
    [InlineData(Fault.WrongHost, "it is for another host (venue.example)")]
    [InlineData(Fault.UnknownRoot, "does not lead to a trusted root")]
    [InlineData(Fault.PlainText, "The TLS handshake with localhost:")]
    public async Task Venue_that_cannot_be_trusted_is_not_connected_to_and_the_cause_is_said(Fault fault, string cause)
    {
        using X509Certificate2 root = TestCertificates.Root();
        using X509Certificate2? shown = fault switch
        {
            Fault.Expired => TestCertificates.Leaf(root, "localhost", -30, -1),
            Fault.SelfSigned => TestCertificates.SelfSigned("localhost"),
            Fault.WrongHost => TestCertificates.Leaf(root, "venue.example"),
            Fault.UnknownRoot => TestCertificates.Leaf(root, "localhost"),
            _ => null,
        };
        X509Certificate2Collection? roots = fault is Fault.UnknownRoot ? null : [root];
        using VenueOnThread venue = new(shown);
        using TemporaryFolder folder = new();
        await using EngineOnThread engine = new EngineOnThread($"wss://localhost:{venue.Port}", folder.File("journal"), [("count", () => new CountingStrategy())], roots, o => o.ReconnectBase = TimeSpan.FromMilliseconds(50)).Start();

        string line = await engine.Log.First(cause).WaitAsync(EngineOnThread.Patience, TestContext.Current.CancellationToken);
        await engine.Log.First("reconnecting, attempt 3").WaitAsync(EngineOnThread.Patience, TestContext.Current.CancellationToken);
        EngineState state = engine.Engine.State;
        await engine.Stop();

        Assert.DoesNotContain('\n', line);
        Assert.Equal(EngineState.Connecting, state);
        Assert.Empty(engine.Log.With(": connected"));
        Assert.Equal(ExitCodes.Clean, await engine.Ended);
        Assert.Empty(engine.Engine.Summary!.Problems);
        Assert.Equal(0, engine.Engine.Summary.HandlerErrors);
    }

    [Theory]
    [InlineData(true, "auto")]
    [InlineData(true, "epoll")]
    [InlineData(true, "sockets")]
    [InlineData(false, "sockets")]
    public async Task Whole_recording_trades_and_the_summary_adds_up(bool tls, string backend)
    {
        using X509Certificate2 root = TestCertificates.Root();
        using X509Certificate2 leaf = TestCertificates.Leaf(root, "localhost");
        using VenueOnThread venue = new(tls ? leaf : null);
        using TemporaryFolder folder = new();
        await using EngineOnThread engine = new EngineOnThread(
            $"{(tls ? "wss" : "ws")}://localhost:{venue.Port}", folder.File("journal"), [("quoter", () => new Quoter()), ("taker", () => new Taker()), ("count", () => new CountingStrategy())], [root],
            o => o.Loop.Backend = backend).Start();

        await venue.DataEnded.WaitAsync(EngineOnThread.Patience, TestContext.Current.CancellationToken);
        using CancellationTokenSource patience = new(EngineOnThread.Patience);
        while ((await engine.Engine.Summarize()).Messages < 41_249 && !patience.IsCancellationRequested)
            await Task.Yield();
        SessionSummary summary = await engine.Stop();
        long fillsThere = venue.End().Fills;

        Assert.Equal(ExitCodes.Clean, await engine.Ended);
        Assert.Empty(summary.Problems);
        Assert.Equal(41_249, summary.Messages);
        Assert.InRange(summary.BookChecks, 2_890, 2_893);
        Assert.Equal(0, summary.BookMismatches);
        Assert.True(summary.OrdersSubmitted > 0, "nothing was ordered");
        Assert.Equal(fillsThere, summary.Fills);
        Assert.Equal(summary.VenuePosition, summary.Position);
        Assert.Equal((0, 0, 0, 0), (summary.OpenOrders, summary.UnknownOrders, summary.Reconnects, summary.HandlerErrors));
        Assert.NotEmpty(engine.Log.With("event loop " + (backend == "auto" ? AutoBackend() : backend)));
    }

    private static string AutoBackend()
    {
        using EventLoop loop = EventLoops.Create();
        return loop.Backend;
    }
}
