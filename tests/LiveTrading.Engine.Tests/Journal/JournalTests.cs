using CsCheck;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Risk;
using LiveTrading.Engine.Tests.Execution;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Journal;

public sealed class JournalTests
{
    private static readonly TestTime s_time = new();

    private static RecoveredJournal Recover(IJournalStorage storage, uint instance = 7) => JournalRecovery.Recover(storage, instance, _ => new InstrumentHandle(3));

    private static OrderJournal Open(IJournalStorage storage) => new(storage, s_time, Recover(storage));

    private static Order NewOrder(ulong counter, string strategy = "s") => new()
    {
        ClientOrderId = ClientOrderId.Create(7, 1, counter),
        ParentId = ClientOrderId.Create(7, 1, 0),
        Instrument = new InstrumentHandle(3),
        InstrumentId = TradingWorld.Btc.Id,
        StrategyId = new StrategyId(strategy),
        Side = OrderSide.Sell,
        Type = OrderType.StopLimit,
        TimeInForce = TimeInForce.Ioc,
        PostOnly = true,
        ReduceOnly = true,
        Price = Price.Of(1.5m),
        TriggerPrice = Price.Of(2.5m),
        Quantity = Quantity.Of(3.5m),
        CreatedTime = new UnixNanos(11),
        SendDeadline = new UnixNanos(12),
    };

    private static OrderEvent Fill(Order order, ulong trade) => new()
    {
        Kind = OrderEventKind.Filled,
        ClientOrderId = order.ClientOrderId,
        VenueOrderId = new VenueOrderId(UInt128.MaxValue),
        Side = OrderSide.Sell,
        TradeId = new TradeId(trade),
        LastPrice = Price.Of(1.25m),
        LastQuantity = Quantity.Of(0.5m),
        VenueFilledQuantity = Quantity.Of(0.5m),
        Commission = -0.000000000123m,
        CommissionCurrency = "BNB",
        Liquidity = LiquiditySide.Maker,
        Reason = "grün ✓",
        FromReconciliation = true,
        EventTime = new UnixNanos(21),
        ReceivedTime = new UnixNanos(22),
    };

    private static MemoryJournalStorage WithEverything()
    {
        var storage = new MemoryJournalStorage();
        OrderJournal journal = Open(storage);
        journal.Start(99);
        Order order = NewOrder(1);
        journal.AppendOrder(order, TradingWorld.Btc);
        OrderEvent fill = Fill(order, 5);
        journal.AppendEvent(in fill);
        journal.AppendBaseline(new BalanceBaseline(new AccountId("A"), "BTC", 1.5m, new UnixNanos(3)));
        journal.AppendBaselinesComplete(new AccountId("A"));
        journal.AppendTransfer(new BalanceTransfer { Account = new AccountId("A"), Currency = "BTC", Amount = -2m, EventTime = new UnixNanos(4) });
        journal.AppendAdjustment(new JournalAdjustment(new AccountId("A"), "BTC", 0.25m, "ada", "by hand", new UnixNanos(5)));
        journal.AppendReconciled(new JournalReconciled(new VenueId("TEST"), new UnixNanos(6)));
        journal.AppendRiskBaselines(new RiskBaselines { Day = 20_000, DayStartPnl = 1m, PeakPnl = 2m, DrawdownReached = true, Strategies = [new StrategyLossBaseline(new StrategyId("s"), 3m, true)] });
        journal.AppendKillLatch("panic");
        return storage;
    }

    [Fact]
    public void Every_kind_of_record_comes_back_equal()
    {
        RecoveredJournal r = Recover(WithEverything());
        Order written = NewOrder(1);
        Order read = Assert.Single(r.Orders);
        Assert.Equal(written.ClientOrderId, read.ClientOrderId);
        Assert.Equal(written.ParentId, read.ParentId);
        Assert.Equal(written.InstrumentId, read.InstrumentId);
        Assert.Equal(written.StrategyId, read.StrategyId);
        Assert.Equal((written.Side, written.Type, written.TimeInForce, written.PostOnly, written.ReduceOnly), (read.Side, read.Type, read.TimeInForce, read.PostOnly, read.ReduceOnly));
        Assert.Equal((written.Price, written.TriggerPrice, written.Quantity, written.CreatedTime, written.SendDeadline), (read.Price, read.TriggerPrice, read.Quantity, read.CreatedTime, read.SendDeadline));
        Assert.Equal(Fill(written, 5) with { Instrument = new InstrumentHandle(3) }, Assert.Single(r.Fills).Event);
        Assert.Equal(new BalanceBaseline(new AccountId("A"), "BTC", 1.5m, new UnixNanos(3)), Assert.Single(r.Baselines));
        Assert.Equal(-2m, Assert.Single(r.Transfers).Amount);
        Assert.Equal("ada", Assert.Single(r.Adjustments).Person);
        Assert.Equal(new UnixNanos(6), r.Reconciled[new VenueId("TEST")]);
        Assert.True(r.RiskBaselines!.DrawdownReached);
        Assert.Equal(new StrategyLossBaseline(new StrategyId("s"), 3m, true), Assert.Single(r.RiskBaselines.Strategies));
        Assert.Equal("panic", r.KillLatch!.Value.Text);
        Assert.Equal(99UL, Assert.Single(r.Starts).Epoch);
        Instrument instrument = Assert.Single(r.Instruments);
        Assert.Equal((TradingWorld.Btc.Id, "BTC", InstrumentStatus.Halted), (instrument.Id, instrument.BaseCurrency, instrument.Status));
        Assert.False(r.WasSealed);
    }

    [Fact]
    public void Kill_release_clears_the_latch()
    {
        MemoryJournalStorage storage = WithEverything();
        Open(storage).AppendKillRelease("ada");
        Assert.Null(Recover(storage).KillLatch);
    }

    [Fact]
    public void Seal_is_seen_and_closes_the_journal()
    {
        MemoryJournalStorage storage = WithEverything();
        OrderJournal journal = Open(storage);
        Assert.Equal(JournalWriteResult.Written, journal.Seal());
        Assert.Equal(JournalWriteResult.Closed, journal.Start(1));
        Assert.True(Recover(storage).WasSealed);
        Open(storage).Start(2);
        Assert.False(Recover(storage).WasSealed);
    }

    [Fact]
    public void Truncated_at_every_byte_recovers_the_whole_records_before_it()
    {
        MemoryJournalStorage whole = WithEverything();
        var ends = new List<int>();
        var reader = new JournalReader(whole);
        while (reader.MoveNext())
            ends.Add(reader.EndOffset);
        for (int cut = 0; cut < ends[^1]; cut++)
        {
            MemoryJournalStorage torn = whole.Copy();
            torn.Bytes(1)[cut..].Clear();
            RecoveredJournal r = Recover(torn);
            int kept = ends.Count(e => e <= cut);

            // A record may end in zeros: then cutting them off leaves it whole.
            Assert.InRange(r.Records, kept, ends.Count);
            OrderJournal journal = new(torn, s_time, r);
            Assert.Equal(JournalWriteResult.Written, journal.Start(5));
            Assert.Equal(5UL, Recover(torn).Starts[^1].Epoch);
        }
    }

    [Fact]
    public void Flipped_bit_before_the_last_record_stops_the_start_and_says_where()
    {
        MemoryJournalStorage whole = WithEverything();
        var offsets = new List<(int Offset, int Length)>();
        var reader = new JournalReader(whole);
        while (reader.MoveNext())
            offsets.Add((reader.Offset, reader.Header.Length));
        foreach ((int offset, int length) in offsets.SkipLast(1))
        {
            for (int at = offset; at < offset + length; at++)
            {
                MemoryJournalStorage damaged = whole.Copy();
                damaged.Bytes(1)[at] ^= 0x10;
                JournalException e = Assert.Throws<JournalException>(() => Recover(damaged));
                Assert.Contains("memory segment 1, offset " + offset.ToString(System.Globalization.CultureInfo.InvariantCulture), e.Message, StringComparison.Ordinal);
                Assert.Contains("journal repair", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Garbage_never_throws_anything_but_a_journal_exception()
    {
        Gen.Byte.Array[0, 600].Sample(bytes =>
        {
            var storage = new MemoryJournalStorage(2 * JournalFormat.MaxRecordBytes);
            storage.StartSegment(1);
            bytes.CopyTo(storage.Bytes(1));
            try
            {
                return Recover(storage).Records == 0;
            }
            catch (JournalException)
            {
                return true;
            }
        });
    }

    [Fact]
    public void Garbage_payload_with_a_right_checksum_stops_the_start()
    {
        for (JournalRecordKind kind = JournalRecordKind.Start; kind <= JournalRecordKind.Reconciled; kind++)
        {
            var storage = new MemoryJournalStorage();
            OrderJournal journal = Open(storage);
            journal.Start(1);
            Span<byte> record = new byte[JournalFormat.HeaderBytes + 7];
            record.Fill(0xFF);
            JournalFormat.Complete(record, journal.LastSequence + 1, kind);
            storage.Append(record);
            Assert.Throws<JournalException>(() => Recover(storage));
        }
    }

    [Fact]
    public void Missing_record_stops_the_start()
    {
        MemoryJournalStorage storage = WithEverything();
        Span<byte> record = new byte[JournalFormat.HeaderBytes + 10];
        JournalFormat.Complete(record, 500, JournalRecordKind.Seal);
        Recover(storage);
        storage.Append(record);
        Assert.Contains("is missing", Assert.Throws<JournalException>(() => Recover(storage)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_instance_is_refused()
    {
        JournalException e = Assert.Throws<JournalException>(() => Recover(WithEverything(), 8));
        Assert.Contains("belongs to instance 7", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_takes_any_instance_and_changes_nothing()
    {
        MemoryJournalStorage storage = WithEverything();
        int end = storage.Bytes(1).LastIndexOfAnyExcept((byte)0) + 1;
        storage.Bytes(1)[end] = 0x55;
        RecoveredJournal r = JournalRecovery.Read(storage, new Cache());
        Assert.Equal(7U, r.Instance);
        Assert.Single(r.Orders);
        Assert.Contains("Shown is what stands before this", Assert.Single(r.Warnings), StringComparison.Ordinal);
        Assert.Equal(0x55, storage.Bytes(1)[end]);
    }

    [Fact]
    public void Read_shows_what_stands_before_a_damage_that_stops_the_start()
    {
        MemoryJournalStorage storage = WithEverything();
        storage.Bytes(1)[storage.Bytes(1).IndexOf("panic"u8)] ^= 1;
        storage.Append(new byte[JournalFormat.HeaderBytes]);
        RecoveredJournal r = JournalRecovery.Read(storage, new Cache());
        Assert.Single(r.Fills);
        Assert.Null(r.KillLatch);
        Assert.Single(r.Warnings);
    }

    [Fact]
    public void Segments_roll_and_recover_in_order()
    {
        var storage = new MemoryJournalStorage(2 * JournalFormat.MaxRecordBytes);
        OrderJournal journal = Open(storage);
        journal.Start(1);
        for (ulong i = 1; i <= 500; i++)
        {
            Assert.Equal(JournalWriteResult.Written, journal.AppendOrder(NewOrder(i), TradingWorld.Btc));
        }

        Assert.True(storage.Segments.Count > 5);
        RecoveredJournal r = Recover(storage);
        Assert.Equal(Enumerable.Range(1, 500).Select(i => (ulong)i), r.Orders.Select(o => o.ClientOrderId.Counter));
        Assert.Equal(journal.LastSequence, r.LastSequence);
    }

    [Fact]
    public void Damage_in_an_earlier_segment_is_never_taken_for_a_torn_tail()
    {
        var storage = new MemoryJournalStorage(2 * JournalFormat.MaxRecordBytes);
        OrderJournal journal = Open(storage);
        for (ulong i = 1; i <= 100; i++)
            journal.AppendOrder(NewOrder(i), TradingWorld.Btc);
        int last = storage.Bytes(1).LastIndexOfAnyExcept((byte)0);
        storage.Bytes(1)[last] ^= 1;
        Assert.Throws<JournalException>(() => Recover(storage));
    }

    [Fact]
    public void Full_storage_fails_once_and_for_good()
    {
        var storage = new MemoryJournalStorage(2 * JournalFormat.MaxRecordBytes, maxSegments: 1);
        OrderJournal journal = Open(storage);
        var failures = new List<JournalWriteResult>();
        journal.Failed = failures.Add;
        JournalWriteResult result = JournalWriteResult.Written;
        for (ulong i = 1; result == JournalWriteResult.Written; i++)
            result = journal.AppendOrder(NewOrder(i), TradingWorld.Btc);
        Assert.Equal(JournalWriteResult.DiskFull, result);
        Assert.Equal(JournalWriteResult.Closed, journal.Start(1));
        Assert.Equal([JournalWriteResult.DiskFull], failures);
    }

    [Fact]
    public void Identifier_too_long_refuses_that_record_only()
    {
        var storage = new MemoryJournalStorage();
        OrderJournal journal = Open(storage);
        Assert.Equal(JournalWriteResult.TooLarge, journal.AppendOrder(NewOrder(1, new string('x', 500)), TradingWorld.Btc));
        Assert.True(journal.IsWritable);
        Assert.Equal(JournalWriteResult.Written, journal.AppendOrder(NewOrder(2), TradingWorld.Btc));
    }

    [Fact]
    public void Long_reason_is_cut_at_a_character()
    {
        var storage = new MemoryJournalStorage();
        OrderJournal journal = Open(storage);
        Order order = NewOrder(1);
        journal.AppendOrder(order, TradingWorld.Btc);
        OrderEvent e = Fill(order, 1) with { Reason = string.Concat(Enumerable.Repeat("😀", 400)) };
        Assert.Equal(JournalWriteResult.Written, journal.AppendEvent(in e));
        string read = Recover(storage).Fills[0].Event.Reason!;
        Assert.Equal(400, System.Text.Encoding.UTF8.GetByteCount(read));
        Assert.DoesNotContain('\uFFFD', read);
    }

    [Fact]
    public void Append_event_allocates_nothing()
    {
        var storage = new MemoryJournalStorage(64 << 20);
        OrderJournal journal = Open(storage);
        Order order = NewOrder(1);
        journal.AppendOrder(order, TradingWorld.Btc);
        OrderEvent e = Fill(order, 1);
        for (int i = 0; i < 1000; i++)
            journal.AppendEvent(in e);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
            journal.AppendEvent(in e);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
