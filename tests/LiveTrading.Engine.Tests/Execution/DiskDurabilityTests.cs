using LiveTrading.Engine.Events;
using LiveTrading.Engine.Execution;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Execution;

/// <summary>At durability <see cref="JournalDurability.Disk"/> nothing goes out before its record is on the disk.</summary>
public sealed class DiskDurabilityTests
{
    private const int MinSegmentBytes = 64 << 10;

    private static TradingWorld NewWorld(int segmentBytes = MinSegmentBytes, int compactAfter = 0)
    {
        var world = new TradingWorld(storage: new MemoryJournalStorage(segmentBytes) { CompactAfter = compactAfter }, durability: JournalDurability.Disk);
        Settle(world);
        return world;
    }

    /// <summary>Lets what asked for a sync have it: baselines, for example.</summary>
    private static void Settle(TradingWorld world)
    {
        do
        {
            world.Time.Advance(0);
            if (world.Storage.IsSyncing)
                world.Storage.CompleteSync();
        }
        while (world.Storage.IsSyncing);
    }

    private static Order WorkingOrder(TradingWorld world, decimal quantity = 1m)
    {
        Order order = world.Submit(quantity);
        Settle(world);
        world.Venue.Send(order);
        world.Venue.Receive(order);
        return order;
    }

    private static void SetState(TradingWorld world, TradingStateScope scope, TradingState state)
    {
        if (scope == TradingStateScope.Engine)
            world.Risk.SetTradingState(state, "test");
        else if (scope == TradingStateScope.Instrument)
            world.Risk.SetInstrumentState(world.Instrument, state, "test");
        else
            world.Risk.SetStrategyState(TradingWorld.Strategy, state, "test");
    }

    private static string? LastReason(TradingWorld world, Order order) => world.Events.Last(e => e.ClientOrderId == order.ClientOrderId).Reason;

    [Fact]
    public void Order_goes_out_only_when_its_record_is_on_the_disk()
    {
        TradingWorld world = NewWorld();
        Order order = world.Submit();
        world.Time.Advance(0.01);
        Assert.True(world.Storage.IsSyncing);
        Assert.Equal((OrderState.Pending, 0), (order.State, world.Venue.SubmitsSent));
        bool recorded = false;
        world.Venue.OnSubmit = o => recorded = JournalRecovery.Recover(world.Storage.CopyAfterPowerLoss(), 7, _ => new(0)).Orders.Exists(r => r.ClientOrderId == o.ClientOrderId);
        world.Storage.CompleteSync();
        Assert.Equal(1, world.Venue.SubmitsSent);
        Assert.True(recorded, "handed over before its record would have survived a loss of power");
    }

    [Fact]
    public void Burst_shares_one_sync_and_keeps_its_order()
    {
        TradingWorld world = NewWorld();
        long before = world.Storage.Syncs;
        List<ClientOrderId> submitted = [.. Enumerable.Range(0, 20).Select(_ => world.Submit(0.01m).ClientOrderId)];
        Settle(world);
        Assert.Equal(1, world.Storage.Syncs - before);
        Assert.Equal(submitted, world.Venue.Sent.Select(s => s.Order));
    }

    [Fact]
    public void Batch_waits_for_one_sync_and_goes_out_together()
    {
        TradingWorld world = NewWorld();
        long before = world.Storage.Syncs;
        OrderRequest[] requests = [.. Enumerable.Range(0, 20).Select(i => OrderRequest.Limit(world.Instrument, OrderSide.Buy, Quantity.Of(0.01m), Price.Of(59_000m + i)))];
        var orders = new Order[20];
        Assert.Equal(20, world.Engine.SubmitBatch(TradingWorld.Strategy, requests, orders));
        Assert.Equal(0, world.Venue.SubmitsSent);
        Settle(world);
        Assert.Equal(1, world.Storage.Syncs - before);
        Assert.Equal(orders.Select(o => o.ClientOrderId), world.Venue.Sent.Select(s => s.Order));
    }

    [Fact]
    public void Batch_beyond_what_can_be_held_is_denied_and_the_rest_goes_out()
    {
        TradingWorld world = NewWorld();
        for (int i = 0; i < OrderHold.Capacity - 10; i++)
            world.Submit(0.001m);
        OrderRequest[] requests = [.. Enumerable.Range(0, 20).Select(i => OrderRequest.Limit(world.Instrument, OrderSide.Buy, Quantity.Of(0.001m), Price.Of(59_000m + i)))];
        var orders = new Order[20];

        Assert.Equal(10, world.Engine.SubmitBatch(TradingWorld.Strategy, requests, orders));
        Settle(world);

        Assert.Equal(OrderHold.Capacity, world.Venue.SubmitsSent);
        Assert.All(orders[10..], o => Assert.Equal(OrderState.Denied, o.State));
    }

    [Fact]
    public void Orders_that_come_while_a_sync_runs_share_the_next_one()
    {
        TradingWorld world = NewWorld();
        long before = world.Storage.Syncs;
        world.Submit();
        world.Time.Advance(0.001);
        for (int i = 0; i < 10; i++)
        {
            world.Submit();
            world.Time.Advance(0.001);
        }

        world.Storage.CompleteSync();
        Assert.Equal(1, world.Venue.SubmitsSent);
        Assert.True(world.Storage.IsSyncing);
        Settle(world);
        Assert.Equal((2L, 11), (world.Storage.Syncs - before, world.Venue.SubmitsSent));
    }

    [Fact]
    public void Held_order_counts_as_working()
    {
        TradingWorld world = NewWorld();
        world.Submit();
        Assert.Equal((1, 1), (world.Risk.OpenOrderCount, world.Engine.OpenOrUnknownCount));
        Assert.True(world.Risk.GrossExposure > 0m);
    }

    [Fact]
    public void Cancel_drops_a_held_order_unsent()
    {
        TradingWorld world = NewWorld();
        Order dropped = world.Submit();
        Order kept = world.Submit();
        world.Time.Advance(0.001);
        Assert.True(world.Engine.Cancel(dropped));
        Assert.Equal((OrderState.Denied, "canceled before it was sent"), (dropped.State, LastReason(world, dropped)));
        Settle(world);
        Assert.Equal([(RequestKind.Submit, kept.ClientOrderId)], world.Venue.Sent);
        Assert.Equal(OrderState.Denied, JournalRecovery.Recover(world.Storage.Copy(), 7, _ => new(0)).Orders[0].State);
    }

    [Fact]
    public void Cancel_all_drops_every_held_order()
    {
        TradingWorld world = NewWorld();
        Order[] orders = [.. Enumerable.Range(0, 5).Select(_ => world.Submit())];
        Assert.Equal(5, world.Engine.CancelAll(null, null, "kill"));
        Assert.All(orders, o => Assert.Equal(OrderState.Denied, o.State));
        Settle(world);
        Assert.Empty(world.Venue.Sent);
        Assert.Equal(0, world.Engine.OpenOrUnknownCount);
    }

    [Theory]
    [InlineData(TradingStateScope.Engine)]
    [InlineData(TradingStateScope.Instrument)]
    [InlineData(TradingStateScope.Strategy)]
    public void Halt_drops_held_orders(TradingStateScope scope)
    {
        TradingWorld world = NewWorld();
        Order order = world.Submit();
        SetState(world, scope, TradingState.Halted);
        Assert.Equal((OrderState.Denied, "not sent: trading is halted"), (order.State, LastReason(world, order)));
        Settle(world);
        Assert.Empty(world.Venue.Sent);
    }

    [Theory]
    [InlineData(TradingStateScope.Engine, RiskCode.TradingReducing)]
    [InlineData(TradingStateScope.Instrument, RiskCode.InstrumentReducing)]
    [InlineData(TradingStateScope.Strategy, RiskCode.StrategyReducing)]
    public void Reducing_drops_held_orders_that_would_increase_and_keeps_the_others(TradingStateScope scope, RiskCode code)
    {
        TradingWorld world = NewWorld();
        Order bought = WorkingOrder(world, 1m);
        world.Venue.Trade(bought, 1m, 59_000m);
        Order buy = world.Submit(1m);
        Order sell = world.Submit(1m, OrderSide.Sell);
        SetState(world, scope, TradingState.Reducing);

        Assert.Equal(OrderState.Denied, buy.State);
        Assert.Contains(code.ToString(), LastReason(world, buy), StringComparison.Ordinal);
        Settle(world);
        Assert.Equal([(RequestKind.Submit, bought.ClientOrderId), (RequestKind.Submit, sell.ClientOrderId)], world.Venue.Sent);
    }

    [Fact]
    public void Position_closed_meanwhile_denies_the_held_order_that_was_to_reduce_it()
    {
        TradingWorld world = NewWorld();
        Order bought = WorkingOrder(world, 1m);
        world.Venue.Trade(bought, 1m, 59_000m);
        world.Risk.SetTradingState(TradingState.Reducing, "test");
        Order held = world.Submit(1m, OrderSide.Sell);
        Assert.Equal(OrderState.Pending, held.State);
        world.Venue.Sink.OnOrderEvent(world.Venue.EventOf(bought, OrderEventKind.FillBusted) with { TradeId = world.Venue.Trades[^1].TradeId });

        Settle(world);

        Assert.Equal(OrderState.Denied, held.State);
        Assert.DoesNotContain((RequestKind.Submit, held.ClientOrderId), world.Venue.Sent);
    }

    [Fact]
    public void Change_that_others_crowd_out_while_it_is_recorded_is_refused_and_nothing_held_is_lost()
    {
        TradingWorld world = NewWorld();
        world.Venue.Capabilities = world.Venue.Capabilities with { ModifyInPlace = true };
        Order order = WorkingOrder(world, 2m);
        List<Order> held = [];
        world.Bus.Subscribe("order.pending_modify", (in OrderEvent _) =>
        {
            while (held.Count < OrderHold.Capacity)
                held.Add(world.Submit(0.001m));
        });

        Assert.False(world.Engine.Modify(order, order.Price, Quantity.Of(1m)));
        Settle(world);

        Assert.Equal(RequestState.None, order.ModifyRequest);
        Assert.DoesNotContain(world.Venue.Sent, s => s.Kind == RequestKind.Modify);
        Assert.Equal(held.Select(o => o.ClientOrderId), world.Venue.Sent.Skip(1).Select(s => s.Order));
    }

    [Fact]
    public void Halt_of_another_strategy_drops_nothing()
    {
        TradingWorld world = NewWorld();
        Order order = world.Submit();
        world.Risk.SetStrategyState(new StrategyId("other"), TradingState.Halted, "test");
        Settle(world);
        Assert.Equal([(RequestKind.Submit, order.ClientOrderId)], world.Venue.Sent);
    }

    [Fact]
    public void Shutdown_drops_held_orders()
    {
        TradingWorld world = NewWorld();
        Order order = world.Submit();
        world.Engine.BeginShutdown();
        Assert.Equal(OrderState.Denied, order.State);
        Settle(world);
        Assert.Empty(world.Venue.Sent);
    }

    [Fact]
    public void Disk_that_does_not_answer_lets_no_old_price_out()
    {
        TradingWorld world = NewWorld();
        Order order = world.Submit();
        world.Time.Advance(0.499);
        Assert.Equal(OrderState.Pending, order.State);
        world.Time.Advance(0.002);
        Assert.Equal(OrderState.Denied, order.State);
        Assert.Contains("send deadline", LastReason(world, order), StringComparison.Ordinal);
        Order later = world.Submit();
        Settle(world);
        Assert.Equal([(RequestKind.Submit, later.ClientOrderId)], world.Venue.Sent);
    }

    [Fact]
    public void Venue_lost_meanwhile_denies_at_the_release()
    {
        TradingWorld world = NewWorld();
        Order order = world.Submit();
        world.Venue.IsReady = false;
        Settle(world);
        Assert.Equal((OrderState.Denied, "not sent: the venue is not ready"), (order.State, LastReason(world, order)));
    }

    [Fact]
    public void Full_hold_denies_and_records_nothing()
    {
        TradingWorld world = NewWorld();
        for (int i = 0; i < OrderHold.Capacity; i++)
            world.Submit(0.001m);
        long records = world.Journal.Records;
        Order beyond = world.Submit(0.001m);
        Assert.Equal(OrderState.Denied, beyond.State);
        Assert.Contains("1024 requests wait", LastReason(world, beyond), StringComparison.Ordinal);
        Assert.Equal(records, world.Journal.Records);
        Settle(world);
        Assert.Equal(OrderHold.Capacity, world.Venue.SubmitsSent);
    }

    [Fact]
    public void Cancel_of_a_working_order_never_waits_for_the_disk()
    {
        TradingWorld world = NewWorld();
        Order order = WorkingOrder(world);
        world.Submit();
        world.Time.Advance(0.001);
        Assert.True(world.Storage.IsSyncing);
        world.Engine.Cancel(order);
        Assert.Equal(1, world.Venue.CancelsSent);
    }

    [Fact]
    public void Change_in_place_waits_for_the_disk()
    {
        TradingWorld world = NewWorld();
        world.Venue.Capabilities = world.Venue.Capabilities with { ModifyInPlace = true };
        Order order = WorkingOrder(world, 2m);
        Assert.True(world.Engine.Modify(order, order.Price, Quantity.Of(1m)));
        world.Time.Advance(0.001);
        Assert.DoesNotContain(world.Venue.Sent, s => s.Kind == RequestKind.Modify);
        world.Storage.CompleteSync();
        Assert.Contains((RequestKind.Modify, order.ClientOrderId), world.Venue.Sent);
        Assert.Equal((order.Price, Quantity.Of(1m)), world.Venue.LastModify);
    }

    [Fact]
    public void Cancel_drops_a_held_change_and_goes_out_at_once()
    {
        TradingWorld world = NewWorld();
        world.Venue.Capabilities = world.Venue.Capabilities with { ModifyInPlace = true };
        Order order = WorkingOrder(world, 2m);
        world.Engine.Modify(order, order.Price, Quantity.Of(1m));
        world.Engine.Cancel(order);
        Assert.Equal(1, world.Venue.CancelsSent);
        Assert.Equal(1, world.Count(OrderEventKind.ModifyRejected));
        Settle(world);
        Assert.DoesNotContain(world.Venue.Sent, s => s.Kind == RequestKind.Modify);
    }

    [Fact]
    public void Held_change_of_an_order_that_fills_meanwhile_is_not_sent()
    {
        TradingWorld world = NewWorld();
        world.Venue.Capabilities = world.Venue.Capabilities with { ModifyInPlace = true };
        Order order = WorkingOrder(world, 2m);
        world.Engine.Modify(order, order.Price, Quantity.Of(1m));
        world.Venue.Trade(order, 2m, 59_000m);
        Settle(world);
        Assert.Equal(OrderState.Filled, order.State);
        Assert.DoesNotContain(world.Venue.Sent, s => s.Kind == RequestKind.Modify);
    }

    [Fact]
    public void Failed_sync_is_final_halts_and_denies_what_is_held()
    {
        TradingWorld world = NewWorld();
        Order working = WorkingOrder(world);
        Order held = world.Submit();
        world.Storage.FailSyncAfter = 0;
        world.Time.Advance(0.001);
        world.Storage.CompleteSync();
        world.Time.Advance(0);
        Assert.Equal((OrderState.Denied, TradingState.Halted), (held.State, world.Risk.TradingState));
        Assert.True(world.HasAlert(AlertCode.JournalFailed));
        Assert.Equal(JournalWriteResult.Failed, world.Journal.Result);
        long syncs = world.Storage.Syncs;
        long appends = world.Storage.Appends;
        world.Engine.Cancel(working);
        Assert.Equal(1, world.Venue.CancelsSent);
        Assert.Equal(OrderState.Denied, world.Submit().State);
        world.Time.Advance(1);
        Assert.Equal((syncs, appends), (world.Storage.Syncs, world.Storage.Appends));
    }

    [Fact]
    public void Journal_that_fails_while_an_order_is_held_denies_it()
    {
        TradingWorld world = NewWorld();
        Order working = WorkingOrder(world);
        Order held = world.Submit();
        world.Storage.FailAfter = world.Storage.Appends;
        world.Venue.Trade(working, 0.5m, 59_000m);
        world.Time.Advance(0);
        Assert.Equal(OrderState.Denied, held.State);
        Assert.Equal(0.5m, world.Position);
        Assert.Equal(1, world.Venue.SubmitsSent);
    }

    [Fact]
    public void Sync_after_sync_keeps_up_with_a_journal_of_many_segments()
    {
        var world = new TradingWorld(storage: new MemoryJournalStorage(2 * JournalFormat.MaxRecordBytes), durability: JournalDurability.Disk);
        world.Storage.CompleteSyncsBy(world.Time);
        world.Storage.SyncDelayNanos = 1_000_000;
        for (int i = 0; i < 200; i++)
        {
            world.Submit(0.001m);
            world.Time.Advance(0.0007);
        }

        world.Time.Advance(0.1);
        Assert.True(world.Storage.Segments.Count > 3);
        Assert.Equal(200, world.Venue.SubmitsSent);
        Assert.Equal(200, JournalRecovery.Recover(world.Storage.CopyAfterPowerLoss(), 7, _ => new(0)).Orders.Count);
    }

    [Theory]
    [InlineData(MinSegmentBytes, 0, false)]
    [InlineData(2 * JournalFormat.MaxRecordBytes, 0, true)]
    [InlineData(2 * JournalFormat.MaxRecordBytes, 2, true)]
    public void Loss_of_power_at_any_time_leaves_a_journal_that_knows_every_order_sent(int segmentBytes, int compactAfter, bool losesSegments)
    {
        bool lost = false;
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            TradingWorld world = NewWorld(segmentBytes, compactAfter);
            world.Storage.CompleteSyncsBy(world.Time);
            var working = new List<Order>();
            for (int step = random.Next(5, losesSegments ? 200 : 60); step > 0; step--)
            {
                world.Storage.SyncDelayNanos = random.Next(0, losesSegments ? 400_000_000 : 20_000_000);
                if (random.Next(3) != 0)
                    working.Add(world.Submit(0.01m));
                else if (working.Count > 0 && working[random.Next(working.Count)] is { State: OrderState.Pending, SubmitRequest: RequestState.Queued } sent && world.Venue.Sent.Contains((RequestKind.Submit, sent.ClientOrderId)) && !world.Venue.Orders.ContainsKey(sent.ClientOrderId))
                    world.Venue.Receive(sent);
                world.Time.Advance(random.NextDouble() * 0.01);
            }

            ClientOrderId[] sentOrders = [.. world.Venue.Sent.Where(s => s.Kind == RequestKind.Submit).Select(s => s.Order)];
            int chance = random.Next(0, 101);
            MemoryJournalStorage left = world.Storage.CopyAfterPowerLoss(chance == 0 ? null : _ => random.Next(100) < chance);
            RecoveredJournal recovered = JournalRecovery.Recover(left.Copy(), 7, _ => new(0));
            lost |= recovered.Warnings.Exists(w => w.StartsWith("Took away", StringComparison.Ordinal));
            Assert.All(sentOrders, id => Assert.True(recovered.Orders.Exists(o => o.ClientOrderId == id), $"Seed {seed}: order {id} was sent and is not known after the loss of power."));
            TradingWorld next = world.RestartOn(left, epoch: 2);
            next.Time.Advance(120);
            Assert.True(next.VenueSide.IsReconciled, $"Seed {seed}: not reconciled.");
            Assert.False(next.HasAlert(AlertCode.OrderAdopted), $"Seed {seed}: an own order was not known.");
        }

        Assert.Equal(losesSegments, lost);
    }

    [Fact]
    public void Change_of_segments_does_not_wait_for_the_disk()
    {
        var storage = new FlushCounter(new MemoryJournalStorage(2 * JournalFormat.MaxRecordBytes));
        var journal = new OrderJournal(storage, new TestTime(), JournalRecovery.Recover(storage, 7, _ => new(0)), JournalDurability.Disk);
        journal.Start(1);
        int flushes = storage.Flushes;
        Assert.True(flushes > 0);
        while (storage.Segments.Count < 4)
            Assert.Equal(JournalWriteResult.Written, journal.AppendKillLatch(new string('x', 200)));
        Assert.Equal(flushes, storage.Flushes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Hole_before_a_later_segment_is_the_end_only_while_no_mark_covers_it(int place)
    {
        var storage = new MemoryJournalStorage(2 * JournalFormat.MaxRecordBytes);
        var journal = new OrderJournal(storage, new TestTime(), JournalRecovery.Recover(storage, 7, _ => new(0)), JournalDurability.Disk);
        journal.Start(1);
        while (storage.Segments.Count < 3)
            journal.AppendKillLatch(new string('x', 200));
        while (storage.IsSyncing)
            storage.CompleteSync();
        journal.AppendKillLatch("behind the mark");
        while (storage.Segments.Count < 5)
            journal.AppendKillLatch(new string('y', 200));

        // Behind the last mark: whatever lies there and behind it is the end.
        MemoryJournalStorage unsynced = storage.Copy();
        unsynced.Bytes(3 + place)[..JournalFormat.MaxRecordBytes].Clear();
        RecoveredJournal recovered = JournalRecovery.Recover(unsynced, 7, _ => new(0));
        Assert.Equal(place == 1, recovered.Warnings.Exists(w => w.StartsWith("Took away 1 segments", StringComparison.Ordinal)));
        Assert.Equal(3 + place, unsynced.Segments[^1]);
        Assert.Equal(recovered.LastSequence, JournalRecovery.Recover(unsynced, 7, _ => new(0)).LastSequence);
        var next = new OrderJournal(unsynced, new TestTime(), recovered, JournalDurability.Disk);
        Assert.Equal(JournalWriteResult.Written, next.Start(2));
        Assert.Equal(JournalWriteResult.Written, next.AppendKillLatch("after"));
        Assert.Equal(2, JournalRecovery.Recover(unsynced, 7, _ => new(0)).StartCount);

        // Before it: damage, and nothing is touched.
        MemoryJournalStorage damaged = storage.Copy();
        damaged.Bytes(place)[(JournalFormat.MaxRecordBytes / 2)..JournalFormat.MaxRecordBytes].Clear();
        Assert.Throws<JournalException>(() => JournalRecovery.Recover(damaged, 7, _ => new(0)));
        Assert.Equal(5, damaged.Segments.Count);
    }

    [Fact]
    public void Damage_that_a_later_sync_covers_is_never_cut_off()
    {
        TradingWorld world = NewWorld();
        world.Submit();
        Settle(world);
        world.Submit();
        Settle(world);
        MemoryJournalStorage damaged = world.Storage.Copy();
        var reader = new JournalReader(damaged);
        int order = 0;
        while (reader.MoveNext())
        {
            if (reader.Header.Kind == JournalRecordKind.Order)
                order = reader.Offset;
        }

        damaged.Bytes(1)[order + 30] ^= 1;
        Assert.Throws<JournalException>(() => JournalRecovery.Recover(damaged, 7, _ => new(0)));
    }

    [Fact]
    public void Kill_latch_is_forced_out_soon_though_nothing_waits_for_it()
    {
        TradingWorld world = NewWorld();
        world.Journal.AppendKillLatch("panic");
        Assert.True(world.Storage.IsSyncing);
        world.Storage.CompleteSync();
        Assert.Equal("panic", JournalRecovery.Recover(world.Storage.CopyAfterPowerLoss(), 7, _ => new(0)).KillLatch!.Value.Text);
    }

    [Fact]
    public void Power_lost_after_the_start_of_the_run_was_compacted_leaves_a_journal_that_starts()
    {
        var storage = new MemoryJournalStorage(MinSegmentBytes);
        RecoveredJournal empty = JournalRecovery.Recover(storage, 7, _ => new(0));
        var journal = new OrderJournal(storage, new TestTime(), empty, JournalDurability.Disk);
        Assert.Equal(JournalWriteResult.Written, journal.Start(1));
        while (storage.Segments.Count < 2)
            Assert.Equal(JournalWriteResult.Written, journal.AppendKillRelease(new string('x', 300)));
        for (int i = 0; i < 10; i++)
            Assert.Equal(JournalWriteResult.Written, journal.AppendKillRelease(new string('x', 300)));
        storage.Compact();

        MemoryJournalStorage left = storage.CopyAfterPowerLoss(at => at >= MemoryJournalStorage.SectorBytes);
        RecoveredJournal recovered = JournalRecovery.Recover(left, 7, _ => new(0));

        Assert.True(recovered.SnapshotSegment > 0, "nothing was compacted");
        Assert.Single(recovered.Starts);
    }

    [Fact]
    public void Power_lost_before_the_first_sync_of_a_run_leaves_a_journal_that_starts()
    {
        var storage = new MemoryJournalStorage();
        RecoveredJournal empty = JournalRecovery.Recover(storage, 7, _ => new(0));
        var journal = new OrderJournal(storage, new TestTime(), empty, JournalDurability.Disk);
        Assert.Equal(JournalWriteResult.Written, journal.Start(1));
        for (int i = 0; i < 30; i++)
            Assert.Equal(JournalWriteResult.Written, journal.AppendKillRelease(new string('x', 300)));

        MemoryJournalStorage left = storage.CopyAfterPowerLoss(at => at >= MemoryJournalStorage.SectorBytes);

        Assert.Single(JournalRecovery.Recover(left, 7, _ => new(0)).Starts);
    }

    private sealed class FlushCounter(MemoryJournalStorage inner) : IJournalStorage
    {
        public int Flushes { get; private set; }

        public IReadOnlyList<long> Segments => inner.Segments;

        public int SegmentBytes => inner.SegmentBytes;

        public string DescribeSegment(long segment) => inner.DescribeSegment(segment);

        public ReadOnlyMemory<byte> ReadSegment(long segment) => inner.ReadSegment(segment);

        public JournalWriteResult Append(ReadOnlySpan<byte> record) => inner.Append(record);

        public JournalWriteResult StartSegment(long segment) => inner.StartSegment(segment);

        public JournalWriteResult TruncateLast(int end) => inner.TruncateLast(end);

        public JournalWriteResult DropSegmentsAfter(long segment) => inner.DropSegmentsAfter(segment);

        public JournalWriteResult Flush()
        {
            Flushes++;
            return inner.Flush();
        }

        public JournalWriteResult BeginSync(Action<JournalWriteResult> completed) => inner.BeginSync(completed);
    }
}
