using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Storage;

namespace LiveTrading.Tests.Storage;

/// <summary>A person releases the kill switch of an engine that does not run.</summary>
public sealed class KillSwitchReleaseTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("release-").FullName;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Release_latchedJournal_isReleasedForTheNextStart(bool sealedInOrder)
    {
        Write(journal =>
        {
            journal.AppendKillLatch("panic", flatten: true);
            if (sealedInOrder)
                journal.Seal();
        });

        JournalKill? latch = KillSwitchRelease.Release(_directory, "ada", "feed repaired");

        Assert.Equal(("panic", true), (latch!.Value.Text, latch.Value.Flatten));
        RecoveredJournal after = Read();
        Assert.Null(after.KillLatch);
        Assert.Equal(sealedInOrder, after.WasSealed);
        Assert.Null(KillSwitchRelease.Release(_directory, "ada", null));
    }

    [Fact]
    public void Release_ofOneStrategy_leavesTheOthersAndTheEngines()
    {
        Write(journal =>
        {
            journal.AppendKillLatch("panic");
            journal.AppendKillLatch("wild", strategy: new StrategyId("trend"));
            journal.AppendKillLatch("wilder", strategy: new StrategyId("quoting"));
        });

        Assert.Equal("wild", KillSwitchRelease.Release(_directory, "ada", null, "trend")!.Value.Text);

        RecoveredJournal after = Read();
        Assert.Equal("panic", after.KillLatch!.Value.Text);
        Assert.Equal("wilder", Assert.Single(after.StrategyKills).Value.Text);
        Assert.Null(KillSwitchRelease.Release(_directory, "ada", null, "trend"));
    }

    [Fact]
    public void Release_notEngaged_changesNothing()
    {
        Write(_ => { });
        long before = Read().LastSequence;

        Assert.Null(KillSwitchRelease.Release(_directory, "ada", null));

        Assert.Equal(before, Read().LastSequence);
    }

    [Fact]
    public void Release_whileAnEngineRuns_isRefused()
    {
        Write(journal => journal.AppendKillLatch("panic"));
        using FileJournalStorage engine = FileJournalStorage.Open(_directory);

        JournalException refused = Assert.Throws<JournalException>(() => KillSwitchRelease.Release(_directory, "ada", null));

        Assert.Contains("Another engine", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Release_damagedJournal_isRefused()
    {
        Write(journal =>
        {
            journal.AppendKillLatch("panic");
            journal.AppendKillRelease("bob");
            journal.AppendKillLatch("again");
        });
        string segment = Directory.GetFiles(_directory, "journal-*.ltj")[0];
        byte[] bytes = File.ReadAllBytes(segment);
        int at = bytes.AsSpan().IndexOf("bob"u8);
        bytes[at] ^= 1;
        File.WriteAllBytes(segment, bytes);

        Assert.Throws<JournalException>(() => KillSwitchRelease.Release(_directory, "ada", null));

        Assert.Equal(bytes, File.ReadAllBytes(segment));
    }

    [Fact]
    public void Release_noDirectory_isRefusedAndMakesNone()
    {
        string missing = Path.Combine(_directory, "missing");
        Assert.Throws<JournalException>(() => KillSwitchRelease.Release(missing, "ada", null));
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public void Release_veryLongReason_isCutAndRecorded()
    {
        Write(journal => journal.AppendKillLatch("panic"));
        Assert.NotNull(KillSwitchRelease.Release(_directory, "ada", new string('x', 100_000)));
        Assert.Null(Read().KillLatch);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Write(Action<OrderJournal> records)
    {
        using FileJournalStorage storage = FileJournalStorage.Open(_directory);
        RecoveredJournal recovered = JournalRecovery.Recover(storage, 7, new Cache());
        OrderJournal journal = new(storage, new FixedClock(), recovered);
        journal.Start(1);
        records(journal);
    }

    private RecoveredJournal Read()
    {
        using FileJournalStorage storage = FileJournalStorage.OpenForReading(_directory);
        RecoveredJournal read = JournalRecovery.Read(storage, new Cache());
        Assert.Empty(read.Warnings);
        return read;
    }

    private sealed class FixedClock : IEngineClock
    {
        public UnixNanos Now => new(1_700_000_000_000_000_000);

        public long MonotonicNanos => 1;
    }
}
