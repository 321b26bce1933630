using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Tests.Execution;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Journal;

/// <summary>A snapshot and what follows it tell the same as all records.</summary>
public sealed class CompactionTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1_001, 2)]
    [InlineData(2_001, 4)]
    public void State_out_of_snapshot_and_tail_equals_the_state_out_of_all_records(int firstSeed, int compactAfter)
    {
        var kinds = new HashSet<RecoveredFillKind>();
        for (int seed = firstSeed; seed < firstSeed + 25; seed++)
        {
            var session = new CompactionSession(seed, compactAfter);
            session.Run(350);
            MemoryJournalStorage compacted = session.Storage.Copy();
            MemoryJournalStorage whole = session.Storage.CopyUncompacted();
            Assert.True(JournalRecovery.Read(compacted, new Cache()).SnapshotSegment > 0, $"Seed {seed}: nothing was compacted.");
            AssertSameState(seed, whole, compacted);
            AssertSameCanonicalState(seed, session, whole, compacted);
            kinds.UnionWith(JournalRecovery.Read(whole, new Cache()).Fills.Select(f => f.Kind));
        }

        Assert.Equal(3, kinds.Count);
    }

    [Fact]
    public void Snapshot_of_everything_at_once_equals_one_made_step_by_step()
    {
        var session = new CompactionSession(77, 1);
        session.Run(300);
        MemoryJournalStorage whole = session.Storage.CopyUncompacted();
        long through = session.Storage.Segments[0];
        Assert.Equal(session.Storage.ReadSegment(through).ToArray(), JournalCompactor.Build(whole, through, session.Storage.Compaction));
    }

    [Fact]
    public void Engine_goes_on_behind_a_snapshot_without_a_tail()
    {
        var session = new CompactionSession(5, 2);
        session.Run(300);
        MemoryJournalStorage left = session.Storage.Copy();
        long through = left.Segments[^2];
        var only = new MemoryJournalStorage(left.SegmentBytes) { Compaction = left.Compaction };
        foreach (long segment in session.Storage.CopyUncompacted().Segments.Where(s => s <= through + 1))
            Assert.Equal(JournalWriteResult.Written, only.StartSegment(segment));
        MemoryJournalStorage all = session.Storage.CopyUncompacted();
        foreach (long segment in only.Segments.Where(s => s <= through))
            all.ReadSegment(segment).Span.CopyTo(only.Bytes(segment));
        only.Compact();
        RecoveredJournal before = JournalRecovery.Recover(only, 7, new Cache());
        var journal = new OrderJournal(only, session.World.Time, before);
        Assert.Equal(JournalWriteResult.Written, journal.Start(99));
        RecoveredJournal after = JournalRecovery.Recover(only, 7, new Cache());
        Assert.Equal((before.StartCount + 1, before.SnapshotSegment), (after.StartCount, after.SnapshotSegment));
        Assert.True(after.LastSequence > before.LastSequence);
    }

    [Fact]
    public void Order_brought_back_after_it_left_memory_is_recovered()
    {
        // Its record stands twice in the journal: the second one is a life of its own.
        var world = new TradingWorld(cache: new CacheOptions { MaxClosedOrders = 1 });
        Order first = world.Working(1m);
        world.Venue.Trade(first, 0.4m, 59_000m);
        world.Venue.CancelAtVenue(first);
        Order second = world.Working(1m);
        world.Venue.CancelAtVenue(second);
        Assert.Null(world.Cache.FindOrder(first.ClientOrderId));
        world.Venue.Trade(first, 0.1m, 59_000m);
        Assert.Equal(0.5m, world.Position);
        RecoveredJournal recovered = JournalRecovery.Recover(world.Storage.Copy(), 7, new Cache());
        Assert.Equal(2, recovered.Orders.Count);
        TradingWorld next = world.Restart();
        next.Time.Advance(5);
        Assert.Equal((0.5m, true), (next.Position, next.VenueSide.IsReconciled));
    }

    [Fact]
    public void Recovery_reads_no_more_the_longer_the_history_is()
    {
        var session = new CompactionSession(9, 1);
        session.Run(1_500);
        long read = JournalRecovery.Read(session.Storage, new Cache()).Records;
        long whole = JournalRecovery.Read(session.Storage.CopyUncompacted(), new Cache()).Records;
        Assert.True(whole > 15 * read, $"{read} of {whole} records are read");
    }

    [Fact]
    public void Snapshot_cut_at_any_record_or_damaged_at_any_byte_is_never_accepted()
    {
        var session = new CompactionSession(3, 1);
        session.Run(120);
        MemoryJournalStorage whole = session.Storage.Copy();
        long snapshot = whole.Segments[0];
        int length = whole.Bytes(snapshot).Length;
        for (int at = 0; at < length; at++)
        {
            MemoryJournalStorage damaged = whole.Copy();
            damaged.Bytes(snapshot)[at] ^= 0x04;
            JournalException e = Assert.Throws<JournalException>(() => JournalRecovery.Recover(damaged, 7, new Cache()));
            Assert.Contains("memory snapshot", e.Message, StringComparison.Ordinal);
            Assert.Contains("puts back the segments", e.Message, StringComparison.Ordinal);
        }

        for (int end = 0; end < length; end += 97)
        {
            MemoryJournalStorage cut = whole.Copy();
            cut.Bytes(snapshot)[end..].Clear();
            Assert.Throws<JournalException>(() => JournalRecovery.Recover(cut, 7, new Cache()));
        }
    }

    [Fact]
    public void Show_and_verify_understand_every_record_of_a_snapshot()
    {
        var session = new CompactionSession(11, 2);
        session.Run(400);
        JournalVerification verified = JournalInspector.Verify(session.Storage);
        Assert.Null(verified.Damage);
        Assert.Equal(session.Storage.Segments[0], verified.SnapshotSegment);
        IReadOnlyList<JournalEntry> shown = JournalInspector.Show(session.Storage);
        Assert.Equal(verified.Records, shown.Count);
        Assert.Contains(shown, e => e.Kind == JournalRecordKind.SnapshotPosition && e.Fields.ContainsKey("strategy"));
        Assert.Contains(shown, e => e.Kind == JournalRecordKind.SnapshotOrder && e.Fields.ContainsKey("state"));
    }

    private static void AssertSameState(int seed, MemoryJournalStorage whole, MemoryJournalStorage compacted)
    {
        TradingWorld a = Restore(whole);
        TradingWorld b = Restore(compacted);
        Assert.Equal(ClosedOf(a), ClosedOf(b));
        Assert.Equal(OpenOf(a), OpenOf(b));
        Assert.Equal(PositionsOf(a), PositionsOf(b));
        Assert.Equal(a.Portfolio.Fees.OrderBy(f => f.Key, StringComparer.Ordinal), b.Portfolio.Fees.OrderBy(f => f.Key, StringComparer.Ordinal));
        Assert.Equal(BalancesOf(a), BalancesOf(b));
        Assert.Equal(a.Recovered.LastSequence, b.Recovered.LastSequence);
        Assert.Equal(a.Recovered.StartCount, b.Recovered.StartCount);
        Assert.Equal(a.Recovered.KillLatch, b.Recovered.KillLatch);
        Assert.False(a.HasAlert(AlertCode.IllegalEvent), $"Seed {seed}");
    }

    /// <summary>What a snapshot of either says is the same, byte for byte: fills known, baselines, risk, transfers included.</summary>
    private static void AssertSameCanonicalState(int seed, CompactionSession session, MemoryJournalStorage whole, MemoryJournalStorage compacted)
    {
        byte[] fromWhole = SnapshotWriter.Write(JournalRecovery.Read(whole, new Cache()), session.Storage.Compaction);
        byte[] fromCompacted = SnapshotWriter.Write(JournalRecovery.Read(compacted, new Cache()), session.Storage.Compaction);
        Assert.True(fromWhole.AsSpan().SequenceEqual(fromCompacted), $"Seed {seed}: the snapshots differ.");
    }

    private static TradingWorld Restore(MemoryJournalStorage journal) => new(storage: journal.Copy(), epoch: 1_000, reconcile: false, cache: CompactionSession.SmallCache);

    private static IEnumerable<string> OpenOf(TradingWorld world) =>
        world.Recovered.Orders.Where(o => !o.IsClosed).Select(Describe);

    private static List<string> ClosedOf(TradingWorld world)
    {
        var closed = new List<string>();
        foreach (Order order in world.Cache.ClosedOrders)
            closed.Add(Describe(order));
        return closed;
    }

    private static string Describe(Order o) =>
        $"{o.ClientOrderId} {o.VenueOrderId} {o.ParentId} {o.InstrumentId} {o.Instrument} {o.StrategyId} {o.Side} {o.Type} {o.TimeInForce} {o.PostOnly} {o.ReduceOnly} {o.Price} {o.TriggerPrice} {o.Quantity} {o.FilledQuantity} {o.FilledNotional} {o.State} {o.SubmitRequest} {o.CancelRequest} {o.ModifyRequest} {o.CreatedTime} {o.UpdatedTime} {o.SendDeadline}";

    private static IEnumerable<string> PositionsOf(TradingWorld world) =>
        world.Portfolio.Export().Select(p => $"{p.InstrumentId} {p.StrategyId} {p.SignedQuantity} {p.OpenCost} {p.RealizedPnl} {p.QuoteFees} {p.BoughtQuantity} {p.SoldQuantity} {p.TradedNotional} {p.CashFlow} {p.FillCount} {p.LastFillPrice} {string.Join(",", p.Fees.OrderBy(f => f.Key, StringComparer.Ordinal))}");

    private static IEnumerable<(string Currency, decimal Change, decimal Transfers, decimal Foreign, decimal? Baseline, long Time)> BalancesOf(TradingWorld world) =>
        world.Portfolio.Accounts.SelectMany(a => a.Balances).Select(b => (b.Currency, b.EngineChange, b.Transfers, b.ForeignChange, b.Baseline, b.BaselineTime)).OrderBy(b => b.Currency, StringComparer.Ordinal);
}
