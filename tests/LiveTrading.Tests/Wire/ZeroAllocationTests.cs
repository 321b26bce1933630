using System.Security.Cryptography.X509Certificates;
using LiveTrading.IO;
using LiveTrading.Summaries;
using LiveTrading.Tests.Wire.Harness;

namespace LiveTrading.Tests.Wire;

/// <summary>
/// Socket to strategy callback without a byte allocated on the loop thread: the venue plays as fast as it can from another
/// process, the engine takes every message through its real path.
/// </summary>
/// <remarks>
/// Windows of consecutive messages follow each other after warm-up. Timers that fire in them (ticks, staleness, losses,
/// overdue answers) count; pings and the question for the venue's time are set beyond them because they are not per message.
/// A window or two may hold a few hundred bytes in all: the runtime's TLS stream makes a small object, once, when a read of it
/// first has to wait at a place where none had waited before, and on a busy machine the feed may pause long enough for an event
/// of its own (a stale feed, a late answer). Whatever costs anything per message, per read or per record shows in every window
/// and is thousands of times as much.
/// </remarks>
public sealed class ZeroAllocationTests(ZeroAllocationTests.Feed feed) : IClassFixture<ZeroAllocationTests.Feed>
{
    private const int Rounds = 12;
    private const long WarmUp = 80_000;
    private const long Window = 100_000;
    private const int Windows = 4;
    private const long OnceOnlyBytes = 1024;

    [Theory]
    [InlineData(false, "io_uring", false)]
    [InlineData(true, "io_uring", false)]
    [InlineData(false, "epoll", false)]
    [InlineData(false, "epoll", true)]
    [InlineData(true, "epoll", false)]
    [InlineData(false, "sockets", false)]
    [InlineData(true, "sockets", false)]
    public async Task Market_data_in_steady_state_allocates_nothing_on_the_loop_thread(bool tls, string backend, bool records)
    {
        if (backend == "io_uring" && !IsOffered())
            Assert.Skip("The kernel offers no io_uring.");
        using TemporaryFolder folder = new();
        List<string> arguments = ["--port", "0", "--speed", "0", "--wait", "--data", feed.Path];
        X509Certificate2Collection? roots = null;
        if (tls)
        {
            using X509Certificate2 root = TestCertificates.Root();
            using X509Certificate2 leaf = TestCertificates.Leaf(root, "localhost");
            TestCertificates.WritePem(leaf, folder.File("venue.pem"), folder.File("venue.key"));
            arguments.AddRange(["--certificate", folder.File("venue.pem"), "--certificate-key", folder.File("venue.key")]);
            roots = [X509CertificateLoader.LoadCertificate(root.Export(X509ContentType.Cert))];
        }

        using VenueProcess venue = await VenueProcess.Start([.. arguments]);
        Assert.StartsWith(tls ? "wss://" : "ws://", venue.Url, StringComparison.Ordinal);
        MeasuringStrategy strategy = new();
        await using EngineOnThread engine = new EngineOnThread(
            venue.Url, folder.File("journal"), [("measure", () => strategy)], roots,
            o =>
            {
                o.HeartbeatInterval = TimeSpan.FromHours(1);
                o.Loop.Backend = backend;
                o.Recording.Directory = records ? folder.File("recordings") : null;
            },
            b => b with { ClockInterval = TimeSpan.FromHours(1) }).Start();

        long[] allocated = await strategy.Allocated.WaitAsync(EngineOnThread.Patience, TestContext.Current.CancellationToken);
        SessionSummary summary = await engine.Stop();

        string told = "bytes allocated in each window: " + string.Join(", ", allocated);
        Assert.True(allocated.Count(a => a == 0) >= Windows / 2, told);
        Assert.True(allocated.Sum() <= OnceOnlyBytes, told);
        Assert.InRange(summary.Messages, WarmUp + (Windows * Window), feed.Messages + 1);
        Assert.Equal(0, summary.BookMismatches);
        Assert.Equal(records, Directory.Exists(folder.File("recordings")));
        Assert.Empty(engine.Log.With("recording ended"));
        Assert.True(strategy.Books > 30_000 && strategy.Trades > 90_000, "every kind of message is in the windows");
    }

    private static bool IsOffered()
    {
        using EventLoop loop = EventLoops.Create();
        return loop.Backend == "io_uring";
    }

    /// <summary>The long recording, written once for all.</summary>
    public sealed class Feed : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Feed()
        {
            Path = _folder.File("long.jsonl");
            Messages = LongRecording.Write(Path, Rounds);
        }

        public string Path { get; }

        public long Messages { get; }

        public void Dispose() => _folder.Dispose();
    }

    private sealed class MeasuringStrategy : CountingStrategy
    {
        private readonly TaskCompletionSource<long[]> _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly long[] _windows = new long[Windows];
        private long _count = -WarmUp;
        private long _before;

        public Task<long[]> Allocated => _allocated.Task;

        protected override void OnMessage()
        {
            _count++;
            if (_count < 0 || _count > Windows * Window || _count % Window != 0)
                return;
            long now = GC.GetAllocatedBytesForCurrentThread();
            if (_count > 0)
                _windows[(_count / Window) - 1] = now - _before;
            _before = now;
            if (_count == Windows * Window)
                _allocated.SetResult(_windows);
        }
    }
}
