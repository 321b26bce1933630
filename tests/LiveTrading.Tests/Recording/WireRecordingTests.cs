using System.Text;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Strategies;
using LiveTrading.Recording;
using LiveTrading.Simulation.Harness;
using LiveTrading.Tests.Wire.Harness;

namespace LiveTrading.Tests.Recording;

/// <summary>Recorded over real sockets and files, with the journal at durability Disk, saved states and a connection of its own; then replayed.</summary>
public sealed class WireRecordingTests
{
    [Theory]
    [InlineData(JournalDurability.Process)]
    [InlineData(JournalDurability.Disk)]
    public async Task Replay_sessions_of_real_runs_does_the_same(JournalDurability durability)
    {
        using TemporaryFolder folder = new();
        int compactions = 0;
        for (int run = 0; run < 3; run++)
        {
            using VenueOnThread venue = new(null, speed: 100);
            await using EngineOnThread engine = new EngineOnThread(
                $"ws://127.0.0.1:{venue.Port}", folder.File("journal" + durability), [("quoter", () => new Quoter()), ("counter", () => new Keeper())], null,
                o =>
                {
                    o.Journal.Durability = durability;
                    o.Journal.SegmentBytes = 64 * 1024;
                    o.Journal.CompactAfter = 1;
                    o.Recording.Directory = folder.File("recordings");
                    o.WatchMarket = true;
                    o.WsEndpoints.Add(new WsEndpointOptions { Name = "extra", Url = $"ws://127.0.0.1:{venue.Port}/ws/btcusdt@trade" });
                }).Start();
            await engine.Log.First("State: Running").WaitAsync(EngineOnThread.Patience, TestContext.Current.CancellationToken);
            await venue.DataEnded.WaitAsync(EngineOnThread.Patience, TestContext.Current.CancellationToken);
            await engine.Stop();
            compactions += engine.Log.With("snapshot").Count;
        }

        Assert.True(compactions > 0, "a session began with a snapshot");

        IReadOnlyList<string> files = SessionReplay.Find(folder.File("recordings"));
        Assert.Equal(3, files.Count);
        foreach (string file in files)
        {
            ReplayResult result = SessionReplay.Run(file, s => s.Id == "quoter" ? new Quoter() : new Keeper());
            Assert.Null(result.Difference);
            Assert.Null(result.Damage);
            Assert.True(result.ReachedEnd, result.ToString());
            Assert.True(result.Inputs > 10_000 && result.JournalRecords > 20, result.ToString());
        }

        string text = Encoding.UTF8.GetString(await File.ReadAllBytesAsync(files[0], TestContext.Current.CancellationToken));
        Assert.DoesNotContain("demo-secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("demo-key", text, StringComparison.Ordinal);
    }

    /// <summary>Trades by a count that it keeps across restarts.</summary>
    private sealed class Keeper : Taker
    {
        private byte _starts;

        protected internal override void OnStart()
        {
            _starts++;
            base.OnStart();
            StartTimer("keeper", _starts * 10_000_000L, 50_000_000);
        }

        protected override void SaveState(System.Buffers.IBufferWriter<byte> destination)
        {
            destination.GetSpan(1)[0] = _starts;
            destination.Advance(1);
        }

        protected override void LoadState(ReadOnlySpan<byte> state) => _starts = state[0];
    }
}
