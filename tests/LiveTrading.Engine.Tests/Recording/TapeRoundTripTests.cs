using LiveTrading.Engine.Events;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Strategies;
using LiveTrading.Engine.Tests.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Recording;

/// <summary>What is recorded comes out as it went in, whatever its values; what is damaged is told, and nothing wrong ever comes out.</summary>
public sealed class TapeRoundTripTests
{
    public static TheoryData<int> Seeds { get; } = [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Replay_every_input_comes_out_as_it_went_in(int seed)
    {
        (RecordedBlocks blocks, List<string> heard) = Record(seed, 400);

        (HeardSession replayed, ReplayTape tape) = Play(blocks);

        Assert.Equal(heard, replayed.Lines);
        Assert.Null(tape.Damage);
        Assert.Null(tape.Difference);
        Assert.True(tape.ReachedEnd);
        Assert.Equal(heard.Count, tape.Inputs);
        Assert.True(blocks.Blocks > 10, "the recording has several blocks");
    }

    [Fact]
    public void Recording_that_ended_encodes_nothing_any_more()
    {
        var blocks = new RecordedBlocks();
        var tape = new RecordingTape(blocks, new ManualClock());
        var boundary = new CoreBoundary(tape);
        boundary.OnMessage("feed", new byte[100], isText: true);
        Assert.True(tape.Fields.Written.Length > 100);
        tape.Complete();
        long records = tape.Records;
        boundary.OnMessage("feed", new byte[100_000], isText: true);
        boundary.OnFault("what");
        boundary.OnCommand(1, 2, "three");
        Assert.Equal((0, records), (tape.Fields.Written.Length, tape.Records));
    }

    [Fact]
    public void Recording_that_ended_still_gives_strategies_their_states()
    {
        var tape = new RecordingTape(new RecordedBlocks(), new ManualClock());
        var states = new CoreStateStore(tape, new OneState());
        tape.Fail("the disk is full");
        Assert.Equal([1, 2, 3], states.Load(new StrategyId("s")));
    }

    [Fact]
    public void Status_of_an_order_beyond_the_last_is_refused()
    {
        var fields = new FieldBuffer();
        var report = new OrderStatusReport { VenueOrderId = new VenueOrderId(1), Instrument = new InstrumentHandle(0), Status = VenueOrderStatus.Expired };
        fields.Clear().Write(report);
        var known = new PayloadReader(fields.Written);
        RecordFields.ReadReport(ref known);
        Assert.True(known.IsComplete);
        fields.Clear().Write(report with { Status = VenueOrderStatus.Expired + 1 });
        var unknown = new PayloadReader(fields.Written);
        RecordFields.ReadReport(ref unknown);
        Assert.True(unknown.Failed);
    }

    [Fact]
    public void Replay_cut_at_any_byte_plays_what_stands_before()
    {
        (RecordedBlocks blocks, List<string> heard) = Record(7, 60);
        byte[] whole = blocks.Bytes;
        int most = 0;
        for (int length = 0; length < whole.Length; length++)
        {
            blocks.Bytes = whole[..length];
            if (TryPlay(blocks) is not { } played)
                continue;
            Assert.Null(played.Tape.Damage);
            Assert.False(played.Tape.ReachedEnd);
            Assert.Equal(heard.Take(played.Session.Lines.Count), played.Session.Lines);
            Assert.True(played.Session.Lines.Count >= most, "a longer piece plays no less");
            most = played.Session.Lines.Count;
        }

        Assert.True(most > heard.Count / 2);
    }

    [Fact]
    public void Replay_any_bit_flipped_is_told_and_nothing_wrong_comes_out()
    {
        (RecordedBlocks blocks, List<string> heard) = Record(8, 30);
        byte[] whole = blocks.Bytes;
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= (byte)(1 << (at % 8));
            blocks.Bytes = flipped;
            if (TryPlay(blocks) is not { } played)
                continue;
            Assert.Equal(heard.Take(played.Session.Lines.Count), played.Session.Lines);
            bool isInUnusedHeader = at is >= 28 and < RecordingFormat.HeaderBytes;
            Assert.True(isInUnusedHeader || played.Tape.Damage is not null || !played.Tape.ReachedEnd, $"byte {at}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Replay_nonsense_with_a_right_checksum_does_not_throw(int seed)
    {
        Random random = new(seed);
        (RecordedBlocks blocks, _) = Record(seed, 40);
        byte[] whole = blocks.Bytes;
        for (int round = 0; round < 60; round++)
        {
            byte[] changed = [.. whole];
            for (int at = RecordingFormat.HeaderBytes; at + RecordingFormat.BlockHeaderBytes < changed.Length;)
            {
                int length = RecordingFormat.BlockLength(changed.AsSpan(at));
                Span<byte> block = changed.AsSpan(at, length);
                if (random.Next(4) == 0)
                {
                    for (int i = random.Next(1, 6); i > 0; i--)
                        block[random.Next(RecordingFormat.BlockHeaderBytes, length)] = (byte)random.Next(256);
                    RecordingFormat.CompleteBlock(block);
                }

                at += length;
            }

            blocks.Bytes = changed;
            TryPlay(blocks);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Open_random_bytes_is_refused(int seed)
    {
        Random random = new(seed);
        RecordedBlocks blocks = new() { Bytes = new byte[random.Next(5000)] };
        random.NextBytes(blocks.Bytes);

        RecordingException refused = Assert.Throws<RecordingException>(() => ReplayTape.Open(blocks));

        Assert.StartsWith("memory cannot be replayed: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_newer_version_is_refused_by_name()
    {
        (RecordedBlocks blocks, _) = Record(1, 5);
        blocks.Bytes[8]++;
        Assert.Contains("damaged", Assert.Throws<RecordingException>(() => ReplayTape.Open(blocks)).Message, StringComparison.Ordinal);

        // As a newer program would have written it, with its checksum.
        WriteVersion(blocks.Bytes, RecordingFormat.Version + 1);
        Assert.Contains("version 2", Assert.Throws<RecordingException>(() => ReplayTape.Open(blocks)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_output_that_is_not_produced_is_told()
    {
        RecordedBlocks blocks = new();
        RecordingTape tape = Begin(blocks, new ManualClock());
        CoreTimers timers = new(tape, new ManualTimers(new ManualClock()));
        timers.Create(_ => { }).Start(5);
        tape.Complete();

        ReplayTape replay = ReplayTape.Open(blocks);
        new ReplayInputs(replay, new HeardSession()).Run();

        Assert.Equal("timer 0 started, due in 5E-09 s, period 0 s", replay.Difference?.Expected);
        Assert.Equal(2, replay.Difference?.Record);
    }

    [Fact]
    public void Replay_input_within_a_call_of_the_core_is_brought_within_it()
    {
        RecordedBlocks blocks = new();
        RecordingTape tape = Begin(blocks, new ManualClock());
        HeardSession session = new();
        MarketDataRecorder sink = new(tape, session);
        CoreDataClient client = new(tape, 0, new VenueId("X"), true, new EagerClient(sink));
        client.RequestBookSnapshot(new InstrumentHandle(3));
        tape.Complete();

        ReplayTape replay = ReplayTape.Open(blocks);
        HeardSession replayed = new();
        ReplayInputs inputs = new(replay, replayed);
        new CoreDataClient(replay, 0, new VenueId("X"), true, null).RequestBookSnapshot(new InstrumentHandle(3));
        Assert.Equal(session.Lines, replayed.Lines);
        Assert.Single(replayed.Lines);
        inputs.Run();

        Assert.Null(replay.Difference);
        Assert.True(replay.ReachedEnd);
    }

    [Fact]
    public void Record_no_free_block_ends_it_once_and_what_stands_replays()
    {
        RecordedBlocks blocks = new(1024) { FullAfter = 5 };
        ManualClock clock = new();
        RecordingTape tape = Begin(blocks, clock);
        HeardSession session = new();
        MarketDataRecorder sink = new(tape, session);
        for (int i = 0; i < 1_000; i++)
        {
            clock.Advance(TimeSpan.FromTicks(10));
            sink.OnQuote(new QuoteTick(new InstrumentHandle(0), new Price(i), new Quantity(1), new Price(i + 1), new Quantity(1), i, default, clock.Now));
        }

        tape.Complete();

        Assert.Equal(1_000, session.Lines.Count);
        Assert.False(tape.IsRecording);
        Assert.Equal(["the writer fell behind and the buffer is full"], blocks.Ends);
        (HeardSession replayed, ReplayTape replay) = Play(blocks);
        Assert.Equal(session.Lines.Take(replayed.Lines.Count), replayed.Lines);
        Assert.InRange(replayed.Lines.Count, 50, 999);
        Assert.Equal(RecordingEnd.Broken, replay.End);
        Assert.Equal("the writer fell behind and the buffer is full", replay.EndReason);
    }

    [Fact]
    public void Record_message_larger_than_a_block_ends_it()
    {
        RecordedBlocks blocks = new(1024);
        RecordingTape tape = Begin(blocks, new ManualClock());
        new MarketDataRecorder(tape, new HeardSession()).OnBookSnapshot(new BookUpdate(new InstrumentHandle(0), 1, 1, default, default), new BookLevel[100], new BookLevel[100]);

        Assert.False(tape.IsRecording);
        Assert.Contains("holds 1024", tape.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_market_data_allocates_nothing_and_a_quote_takes_less_than_64_bytes()
    {
        RecordedBlocks blocks = new();
        ManualClock clock = new();
        RecordingTape tape = Begin(blocks, clock);
        MarketDataRecorder sink = new(tape, new Nowhere());
        BookLevel[] levels = [.. Enumerable.Range(0, 48).Select(i => new BookLevel(new Price(6_000_000_000_000 - (i * 1_000_000L)), new Quantity(123_456_000)))];
        Feed(sink, clock, levels, 100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Feed(sink, clock, levels, 500);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, blocks.Blocks);

        RecordedBlocks quotes = new();
        RecordingTape quoteTape = Begin(quotes, clock);
        MarketDataRecorder quoteSink = new(quoteTape, new Nowhere());
        quoteTape.Flush();
        int begin = quotes.Bytes.Length;
        for (int i = 0; i < 1_000; i++)
            Quote(quoteSink, clock, i);
        quoteTape.Flush();
        Assert.InRange((quotes.Bytes.Length - begin) / 1_000.0, 10, 40);
    }

    private static void Feed(MarketDataRecorder sink, ManualClock clock, BookLevel[] levels, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            Quote(sink, clock, i);
            sink.OnTrade(new TradeTick(new InstrumentHandle(1), new Price(6_000_000_000_000 + i), new Quantity(50_000_000), OrderSide.Buy, new TradeId((UInt128)i), clock.Now, clock.Now));
            sink.OnBookUpdate(new BookUpdate(new InstrumentHandle(1), i, i + 1, clock.Now, clock.Now), levels, levels);
        }
    }

    private static void Quote(MarketDataRecorder sink, ManualClock clock, int i)
    {
        clock.Advance(TimeSpan.FromTicks(134_579));
        sink.OnQuote(new QuoteTick(new InstrumentHandle(1), new Price(6_012_345_000_000 + (i % 7 * 1_000_000L)), new Quantity(123_456_000 + (i * 1000L)), new Price(6_012_346_000_000 + (i % 7 * 1_000_000L)), new Quantity(98_765_000), 50_000_000_000 + (i * 17), default, clock.Now));
    }

    private static RecordingTape Begin(RecordedBlocks blocks, ManualClock clock)
    {
        RecordingTape tape = new(blocks, clock);
        new CoreBoundary(tape).DescribeSession("session");
        return tape;
    }

    /// <summary>Random inputs of every kind, extreme values among them, with time moving in either direction.</summary>
    private static (RecordedBlocks Blocks, List<string> Heard) Record(int seed, int count)
    {
        Random random = new(seed);
        ManualClock clock = new();
        RecordedBlocks blocks = new(8 * 1024);
        RecordingTape tape = Begin(blocks, clock);
        HeardSession session = new();
        CoreBoundary boundary = new(tape);
        IMarketDataSink data = boundary.MarketData(session);
        IExecutionSink execution = boundary.Execution(session);
        ObserverRecorder observer = new(tape, 0, null!, session);
        tape.EndSetUp();
        for (int i = 0; i < count; i++)
        {
            if (random.Next(3) == 0)
                clock.Advance(TimeSpan.FromTicks(random.NextInt64(20_000_000)));
            if (random.Next(20) == 0)
                clock.Now = new UnixNanos(Any(random));
            RandomInputs.Next(random, data, execution, observer, boundary, session, clock);
            if (random.Next(10) == 0)
                tape.Flush();
        }

        tape.Complete();
        Assert.Null(tape.Failure);
        return (blocks, session.Lines);
    }

    private static long Any(Random random) => RandomInputs.Any(random);

    private static (HeardSession Session, ReplayTape Tape) Play(RecordedBlocks blocks)
    {
        ReplayTape tape = ReplayTape.Open(blocks);
        HeardSession session = new() { KnownVenue = new NoVenue() };
        new ReplayInputs(tape, session).Run();
        return (session, tape);
    }

    private static (HeardSession Session, ReplayTape Tape)? TryPlay(RecordedBlocks blocks)
    {
        try
        {
            return Play(blocks);
        }
        catch (RecordingException)
        {
            return null;
        }
    }

    private static void WriteVersion(byte[] header, int version)
    {
        // The header's checksum, CRC-32C of its first 24 bytes.
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), version);
        uint crc = uint.MaxValue;
        for (int i = 0; i < 24; i += 8)
            crc = System.Numerics.BitOperations.Crc32C(crc, System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(i)));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(24), crc);
    }

    private sealed class NoVenue : IVenueAdapter
    {
        public VenueId Venue => new("X");

        public IDataClient Data => throw new NotSupportedException();

        public IExecutionClient? Execution => null;

        public bool InstrumentsLoaded => false;

        public void Start(IVenueObserver observer)
        {
        }

        public void Stop()
        {
        }
    }

    private sealed class OneState : IStrategyStateStore
    {
        public byte[] Load(StrategyId strategy) => [1, 2, 3];

        public bool Save(StrategyId strategy, ReadOnlySpan<byte> state) => true;
    }

    /// <summary>Answers within the call.</summary>
    private sealed class EagerClient(IMarketDataSink sink) : IDataClient
    {
        public VenueId Venue => new("X");

        public bool IsReady => true;

        public void Subscribe(Instrument instrument, InstrumentHandle handle, MarketDataKinds kinds)
        {
        }

        public void Unsubscribe(InstrumentHandle handle, MarketDataKinds kinds)
        {
        }

        public bool SubscribeBars(Instrument instrument, InstrumentHandle handle, BarInterval interval) => false;

        public void UnsubscribeBars(InstrumentHandle handle, BarInterval interval)
        {
        }

        public void RequestBookSnapshot(InstrumentHandle handle) => sink.OnBookSnapshotFailed(handle, "at once");
    }

    private sealed class Nowhere : IMarketDataSink
    {
        public void OnQuote(in QuoteTick quote)
        {
        }

        public void OnTrade(in TradeTick trade)
        {
        }

        public void OnBookUpdate(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
        {
        }

        public void OnBookSnapshot(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
        {
        }

        public void OnBookSnapshotFailed(InstrumentHandle instrument, string reason)
        {
        }

        public void OnBar(in Bar bar)
        {
        }

        public void OnFeedLost(InstrumentHandle instrument, string reason)
        {
        }

        public void OnFeedReady(InstrumentHandle instrument)
        {
        }
    }
}
