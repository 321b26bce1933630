using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Tests.Execution;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Journal;

/// <summary>Journals of other versions of the format.</summary>
public sealed class JournalVersionTests
{
    // Written by version 1: a start, an order with a fill, a baseline, a transfer, an adjustment, a reconciliation, risk
    // baselines, the kill switch engaged and released, a clean end.
    private const string VersionOne = "MAAAAGzjttQBAAAAAAAAAAEBAABMVEpSTkwwMQcAAAABAAAAAAAAAAAAKjb+nJcXKAAAAAyTe3ACAAAAAAAAAAIBAAAHAAAAYwAAAAAAAAAAACo2/pyXFz8AAACU703iAwAAAAAAAAADAQAABwBCVENVU0RUBABURVNUAwBCVEMEAFVTRFQAQEIPAAAAAADoAwAAAAAAAHMAAACK54NXBAAAAAAAAAAEAQAAAQAAAAAAAQAAAAAABwAAAAAAAAAAAAEAAAAAAAcAAAAHAEJUQ1VTRFQEAFRFU1QBAHMBAwEBAYDR8AgAAAAAgLLmDgAAAACAk9wUAAAAAAsAAAAAAAAADAAAAAAAAACiAAAADJMZ9gUAAAAAAAAABQEAAAcAAQAAAAAAAQAAAAAABwAAAP////////////////////8BBQAAAAAAAAAAAAAAAAAAAEBZcwcAAAAAgPD6AgAAAACA8PoCAAAAAHsAAAAAAAAAAAAAAAAADIADAEJOQgEAAAAAAAAAAAAAAAAAAAAACQBncsO8biDinJMBABUAAAAAAAAAFgAAAAAAAAA0AAAAxBMA7gYAAAAAAAAABgEAAAEAQQMAQlRDDwAAAAAAAAAAAAAAAAABAAMAAAAAAAAANAAAABxrcbIHAAAAAAAAAAcBAAABAEEDAEJUQwIAAAAAAAAAAAAAAAAAAIAEAAAAAAAAAEIAAAA//bbpCAAAAAAAAAAIAQAAAQBBAwBCVEMZAAAAAAAAAAAAAAAAAAIAAwBhZGEHAGJ5IGhhbmQFAAAAAAAAACIAAAD94ypSCQAAAAAAAAANAQAABABURVNUBgAAAAAAAABWAAAAATkFjAoAAAAAAAAACwEAACBOAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAIAAAAAAAAAAAAAAAAAAAAAAQEAAAABAHMDAAAAAAAAAAAAAAAAAAAAASMAAADbK8wvCwAAAAAAAAAJAQAABQBwYW5pYwAAKjb+nJcXIQAAABIRlXYMAAAAAAAAAAoBAAADAGFkYQAAKjb+nJcXHgAAAM504WANAAAAAAAAAAwBAAAAAAAAKjb+nJcX";

    private static MemoryJournalStorage Old()
    {
        var storage = new MemoryJournalStorage();
        storage.StartSegment(1);
        byte[] bytes = Convert.FromBase64String(VersionOne);
        bytes.CopyTo(storage.Bytes(1));
        return storage;
    }

    [Fact]
    public void Version_one_is_read_whole()
    {
        RecoveredJournal r = JournalRecovery.Recover(Old(), 7, new Cache());
        Order order = Assert.Single(r.Orders);
        Assert.Equal((OrderState.PartiallyFilled, Quantity.Of(0.5m)), (order.State, order.FilledQuantity));
        Assert.Equal(-0.000000000123m, Assert.Single(r.Fills).Event.Commission);
        Assert.Equal(1.5m, Assert.Single(r.Baselines).Amount);
        Assert.Equal(-2m, Assert.Single(r.Transfers).Amount);
        Assert.Equal("ada", Assert.Single(r.Adjustments).Person);
        Assert.Equal(new StrategyLossBaseline(new StrategyId("s"), 3m, true), Assert.Single(r.RiskBaselines!.Strategies));
        Assert.Null(r.KillLatch);
        Assert.Equal((true, 1L, 99UL), (r.WasSealed, r.StartCount, r.Starts[0].Epoch));
    }

    [Fact]
    public void Version_one_goes_on_in_this_version_and_is_compacted()
    {
        MemoryJournalStorage storage = Old();
        var journal = new OrderJournal(storage, new TestTime(), JournalRecovery.Recover(storage, 7, new Cache()));
        Assert.Equal(JournalWriteResult.Written, journal.Start(100));
        storage.StartSegment(2);
        storage.Compact();
        RecoveredJournal r = JournalRecovery.Read(storage, new Cache());
        Assert.Equal((1L, 2L), (r.SnapshotSegment, r.StartCount));
        Assert.Equal(1.5m, Assert.Single(r.Baselines).Amount);
        Assert.Single(r.KnownFills);
    }

    [Fact]
    public void Newer_version_is_refused_and_not_called_damage()
    {
        MemoryJournalStorage storage = Old();
        RecoveredJournal before = JournalRecovery.Recover(storage, 7, new Cache());
        byte[] record = new byte[JournalFormat.HeaderBytes + 10];
        JournalFormat.Complete(record, before.LastSequence + 1, JournalRecordKind.Seal);
        record[17] = JournalFormat.Version + 1;
        JournalFormat.Sum(record);
        storage.Append(record);
        JournalException e = Assert.Throws<JournalException>(() => JournalRecovery.Recover(storage, 7, new Cache()));
        Assert.Contains("was written by a newer version", e.Message, StringComparison.Ordinal);
        Assert.Contains("format version 3", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("repair", e.Message, StringComparison.Ordinal);
        Assert.True(JournalInspector.Verify(storage).Damage!.IsNewerVersion);
    }

    [Fact]
    public void Baselines_that_a_crash_cut_short_do_not_count()
    {
        var storage = new MemoryJournalStorage();
        var journal = new OrderJournal(storage, new TestTime(), JournalRecovery.Recover(storage, 7, new Cache()));
        journal.Start(1);
        journal.AppendBaseline(new(new AccountId("A"), "BTC", 1m, default));
        Assert.Empty(JournalRecovery.Recover(storage.Copy(), 7, new Cache()).Baselines);
        journal.Start(2);
        journal.AppendBaseline(new(new AccountId("A"), "BTC", 2m, default));
        journal.AppendBaseline(new(new AccountId("A"), "USDT", 3m, default));
        journal.AppendBaselinesComplete(new AccountId("A"));
        Assert.Equal([2m, 3m], JournalRecovery.Recover(storage, 7, new Cache()).Baselines.Select(b => b.Amount));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(28)]
    [InlineData(29)]
    [InlineData(1_000)]
    public void Risk_baselines_of_any_number_of_strategies_come_back(int strategies)
    {
        var storage = new MemoryJournalStorage();
        var journal = new OrderJournal(storage, new TestTime(), JournalRecovery.Recover(storage, 7, new Cache()));
        journal.Start(1);
        var written = new RiskBaselines { Day = 1, DayStartPnl = 2m, PeakPnl = 3m, Strategies = [.. Enumerable.Range(0, strategies).Select(i => new StrategyLossBaseline(new StrategyId(new string('x', 110) + i), i, i % 2 == 0))] };
        Assert.Equal(JournalWriteResult.Written, journal.AppendRiskBaselines(written));
        RiskBaselines read = JournalRecovery.Recover(storage, 7, new Cache()).RiskBaselines!;
        Assert.Equal((1L, 2m, 3m), (read.Day, read.DayStartPnl, read.PeakPnl));
        Assert.Equal(written.Strategies, read.Strategies);
    }

    [Fact]
    public void Risk_baselines_that_a_crash_cut_short_leave_the_ones_before()
    {
        var storage = new MemoryJournalStorage();
        var journal = new OrderJournal(storage, new TestTime(), JournalRecovery.Recover(storage, 7, new Cache()));
        journal.Start(1);
        RiskBaselines first = new() { Day = 1, DayStartPnl = 2m, PeakPnl = 3m };
        journal.AppendRiskBaselines(first);
        storage.FailAfter = storage.Appends + 1;
        journal.AppendRiskBaselines(first with { Day = 2, Strategies = [.. Enumerable.Range(0, 60).Select(i => new StrategyLossBaseline(new StrategyId("s" + i), i, false))] });
        Assert.Equal(1, JournalRecovery.Recover(storage.Copy(), 7, new Cache()).RiskBaselines!.Day);
    }
}
