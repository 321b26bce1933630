using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.IO;
using LiveTrading.IO.Polling;
using LiveTrading.IO.Uring;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Storage;

namespace LiveTrading.Tests.Storage;

/// <summary>What the journal at durability <see cref="JournalDurability.Disk"/> costs on io_uring, in exact numbers.</summary>
public sealed class JournalSystemCallTests : IDisposable
{
    private static readonly Instrument s_btc = new() { Id = new InstrumentId("BTCUSDT", new VenueId("TEST")), BaseCurrency = "BTC", QuoteCurrency = "USDT" };

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "lt-calls-" + Guid.NewGuid().ToString("N"));
    private readonly EventLoop _loop = CreateLoop();
    private readonly FileJournalStorage _storage;
    private readonly OrderJournal _journal;
    private ulong _orders;

    public JournalSystemCallTests()
    {
        _storage = FileJournalStorage.Open(_directory, 1 << 20, _loop);
        _journal = new OrderJournal(_storage, new FixedClock(), JournalRecovery.Recover(_storage, 7, new Cache()), JournalDurability.Disk);
        Assert.Equal(JournalWriteResult.Written, _journal.Start(1));

        // Once around, so that the ring is set up.
        Append();
        _journal.RequestSync();
        RunUntilSynced();
    }

    private UringPoller Poller => (UringPoller)((PolledEventLoop)_loop).Poller;

    public void Dispose()
    {
        _storage.Dispose();
        _loop.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Order_to_the_disk_and_back_is_one_system_call_of_the_loop_and_one_write_a_record()
    {
        for (int i = 0; i < 20; i++)
        {
            (long records, long syncs, long enters) = (_journal.Records, _journal.Syncs, Poller.Enters);
            Append();
            _journal.RequestSync();
            int turns = RunUntilSynced();
            Assert.Equal((1, 1L, 1L), (turns, Poller.Enters - enters, _journal.Syncs - syncs));

            // The order, and the mark after the sync.
            Assert.Equal(2, _journal.Records - records);
        }
    }

    [Fact]
    public void Hundred_orders_of_one_turn_share_one_sync_and_one_system_call()
    {
        (long syncs, long enters) = (_journal.Syncs, Poller.Enters);
        for (int i = 0; i < 100; i++)
        {
            Append();
            _journal.RequestSync();
            if (i == 0)
                Assert.Equal(0, Poller.Enters - enters);
        }

        // What came after the first had asked shares the sync that follows it.
        int turns = RunUntilSynced();
        Assert.Equal((2, 2L, 2L), (turns, Poller.Enters - enters, _journal.Syncs - syncs));
    }

    [Fact]
    public void Order_to_the_disk_and_back_allocates_nothing()
    {
        Order order = NewOrder();
        Rounds(50);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Rounds(50);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Rounds(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _journal.AppendOrder(order, s_btc);
                _journal.RequestSync();
                RunUntilSynced();
            }
        }
    }

    private static EventLoop CreateLoop()
    {
        try
        {
            return EventLoops.Create(new EventLoopOptions { Backend = LoopBackend.IoUring });
        }
        catch (Exception e) when (e is LoopIOException or PlatformNotSupportedException)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private Order NewOrder() => new()
    {
        ClientOrderId = ClientOrderId.Create(7, 1, ++_orders),
        Instrument = new InstrumentHandle(0),
        InstrumentId = s_btc.Id,
        StrategyId = new StrategyId("s"),
        Price = Price.Of(100m),
        Quantity = Quantity.Of(1m),
    };

    private void Append() => Assert.Equal(JournalWriteResult.Written, _journal.AppendOrder(NewOrder(), s_btc));

    /// <summary>Turns until everything written before the call is known to be on the disk.</summary>
    private int RunUntilSynced()
    {
        long through = _journal.LastSequence;
        long end = _loop.MonotonicNanos + 30_000_000_000;
        int turns = 0;
        while (_journal.SyncedSequence < through)
        {
            Assert.True(_loop.MonotonicNanos < end, "not synced within 30 s");
            _loop.RunOnce(30_000_000_000);
            turns++;
        }

        return turns;
    }

    private sealed class FixedClock : Engine.Time.IEngineClock
    {
        public UnixNanos Now => new(1);

        public long MonotonicNanos => 1;
    }
}
