using System.Runtime.CompilerServices;
using LiveTrading.Engine.Time;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Recording;

/// <summary>
/// Writes down what goes over the core's boundary, into blocks of memory that somebody else stores. Loop thread; a market
/// data message costs some tens of nanoseconds and allocates nothing. When no block is free, or storing failed, the recording
/// ends there and the session goes on as if there had been none.
/// </summary>
public sealed class RecordingTape : SessionTape
{
    private const int MaxTimedKindBytes = 1 + PackedNumbers.MaxPairBytes;
    private const int MaxQuoteBytes = MaxTimedKindBytes + (4 * PackedNumbers.MaxPairBytes) + PackedNumbers.Slack;
    private const int MaxFramedPart = 256 * 1024;
    private const int MaxFrameBytes = 5;

    private readonly IRecordingBlocks _blocks;
    private readonly IEngineClock _clock;
    private readonly MarketAnchors _anchors = new();
    private byte[] _block;
    private int _at = RecordingFormat.BlockHeaderBytes;
    private long _blockNumber = 1;
    private long[] _known = new long[16];
    private bool[] _isKnown = new bool[16];
    private bool _isSetUp;

    /// <summary>An empty recording.</summary>
    /// <param name="blocks">Where it goes.</param>
    /// <param name="clock">The loop's time.</param>
    public RecordingTape(IRecordingBlocks blocks, IEngineClock clock)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(clock);
        _blocks = blocks;
        _clock = clock;
        _block = blocks.First;
        MonotonicNanos = clock.MonotonicNanos;
        WallNanos = clock.Now.Value;
        BeginBlock();
    }

    /// <inheritdoc/>
    public override bool IsReplay => false;

    /// <summary>False once it has ended, complete or not.</summary>
    public bool IsRecording { get; private set; } = true;

    /// <summary>Why it ended before its session; null while it records, or when it is complete.</summary>
    public string? Failure { get; private set; }

    /// <summary>The session begins: from now on nothing waits.</summary>
    public void EndSetUp() => _isSetUp = true;

    /// <summary>Hands over what stands in the present block, and looks whether storing failed. To be called some times a second, so that a crash loses little.</summary>
    public void Flush()
    {
        if (!IsRecording)
            return;
        if (_blocks.Failure is { } failure)
            Fail(failure);
        else if (_at > RecordingFormat.BlockHeaderBytes)
            NextBlock();
    }

    /// <summary>The session has ended: so does the recording.</summary>
    public void Complete()
    {
        if (!IsRecording)
            return;
        Fields.Clear();
        Put(RecordKind.End, timed: true);
        Flush();
        if (!IsRecording)
            return;
        End();
        _blocks.Complete(null);
    }

    internal void OnQuote(in QuoteTick quote)
    {
        if (!IsRecording || !HasRoom(MaxQuoteBytes))
            return;
        int at = BeginTimed(RecordKind.Quote);
        Span<byte> s = _block;
        ref MarketAnchor anchor = ref _anchors.Of(quote.Instrument.Index);
        long bid = quote.BidPrice.Raw;
        at = PackedNumbers.Write(s, at, (uint)(quote.Instrument.Index + 1), PackedNumbers.ZigZag(quote.ReceivedTime.Value - WallNanos));
        at = PackedNumbers.Write(s, at, PackedNumbers.ZigZag(bid - anchor.Price), (ulong)quote.BidQuantity.Raw);
        at = PackedNumbers.Write(s, at, PackedNumbers.ZigZag(quote.AskPrice.Raw - bid), (ulong)quote.AskQuantity.Raw);
        at = PackedNumbers.Write(s, at, PackedNumbers.ZigZag(quote.UpdateId - anchor.UpdateId), PackedNumbers.ZigZag(quote.EventTime.Value - anchor.QuoteTime));
        anchor.Price = bid;
        anchor.UpdateId = quote.UpdateId;
        anchor.QuoteTime = quote.EventTime.Value;
        _at = at;
        Records++;
    }

    internal void OnTrade(in TradeTick trade)
    {
        if (!IsRecording || !HasRoom(MaxQuoteBytes))
            return;
        int at = BeginTimed(RecordKind.Trade);
        Span<byte> s = _block;
        ref MarketAnchor anchor = ref _anchors.Of(trade.Instrument.Index);
        UInt128 id = trade.TradeId.Value;
        at = PackedNumbers.Write(s, at, (uint)(trade.Instrument.Index + 1), PackedNumbers.ZigZag(trade.ReceivedTime.Value - WallNanos));
        at = PackedNumbers.Write(s, at, PackedNumbers.ZigZag(trade.Price.Raw - anchor.Price), (ulong)trade.Quantity.Raw);
        at = PackedNumbers.Write(s, at, PackedNumbers.ZigZag((long)(ulong)id - anchor.TradeId), (ulong)(id >> 64));
        at = PackedNumbers.Write(s, at, PackedNumbers.ZigZag(trade.EventTime.Value - anchor.TradeTime), (byte)trade.AggressorSide);
        anchor.Price = trade.Price.Raw;
        anchor.TradeId = (long)(ulong)id;
        anchor.TradeTime = trade.EventTime.Value;
        _at = at;
        Records++;
    }

    internal void OnBook(RecordKind kind, in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        long most = MaxQuoteBytes + ((long)PackedNumbers.MaxPairBytes * (bids.Length + asks.Length));
        if (!IsRecording || !HasRoom(most))
            return;
        int at = BeginTimed(kind);
        Span<byte> s = _block;
        ref MarketAnchor anchor = ref _anchors.Of(update.Instrument.Index);
        at = PackedNumbers.Write(s, at, (uint)(update.Instrument.Index + 1), PackedNumbers.ZigZag(update.ReceivedTime.Value - WallNanos));
        at = PackedNumbers.Write(s, at, PackedNumbers.ZigZag(update.FirstUpdateId - anchor.UpdateId), PackedNumbers.ZigZag(update.LastUpdateId - update.FirstUpdateId));
        at = PackedNumbers.Write(s, at, PackedNumbers.ZigZag(update.EventTime.Value - anchor.BookTime), 0);
        at = PackedNumbers.Write(s, at, (uint)bids.Length, (uint)asks.Length);
        at = WriteLevels(s, at, bids, anchor.Price);
        at = WriteLevels(s, at, asks, anchor.Price);
        anchor.UpdateId = update.LastUpdateId;
        anchor.BookTime = update.EventTime.Value;
        _at = at;
        Records++;
    }

    /// <summary>An input that the fields hold.</summary>
    internal void Input(RecordKind kind) => Put(kind, timed: true);

    internal override void ReadClock()
    {
        long monotonic = _clock.MonotonicNanos;
        long wall = _clock.Now.Value;
        if (monotonic == MonotonicNanos && wall == WallNanos)
            return;
        if (IsRecording && HasRoom(MaxTimedKindBytes + PackedNumbers.Slack))
        {
            _at = BeginTimed(RecordKind.Clock);
            Records++;
        }

        MonotonicNanos = monotonic;
        WallNanos = wall;
    }

    internal override long Read(int reading, long actual)
    {
        if (reading >= _known.Length)
        {
            Array.Resize(ref _known, _known.Length * 2);
            Array.Resize(ref _isKnown, _isKnown.Length * 2);
        }

        if (_isKnown[reading] && _known[reading] == actual)
            return actual;
        _isKnown[reading] = true;
        _known[reading] = actual;
        Fields.Clear().Int32(reading).Int64(actual);
        Put(RecordKind.Reading, timed: false);
        return actual;
    }

    internal override void Tell(RecordKind output) => Put(output, timed: false);

    internal override long Return(long actual)
    {
        Fields.Clear().Int64(actual);
        Put(RecordKind.Return, timed: false);
        return actual;
    }

    internal override ReadOnlySpan<byte> Keep(RecordKind kind)
    {
        Put(kind, timed: false);
        return Fields.Written;
    }

    /// <summary>It ends here although the session goes on.</summary>
    internal void Fail(string reason)
    {
        if (!IsRecording)
            return;
        End();
        Failure = reason;
        _blocks.Complete(reason);
    }

    /// <summary>From now on what is told costs no more than the call.</summary>
    private void End()
    {
        IsRecording = false;
        Fields.End();
    }

    private static int WriteLevels(Span<byte> s, int at, ReadOnlySpan<BookLevel> levels, long price)
    {
        for (int i = 0; i < levels.Length; i++)
        {
            long next = levels[i].Price.Raw;
            at = PackedNumbers.Write(s, at, PackedNumbers.ZigZag(next - price), (ulong)levels[i].Quantity.Raw);
            price = next;
        }

        return at;
    }

    private void Put(RecordKind kind, bool timed)
    {
        if (!IsRecording)
            return;
        if (Fields.Overflowed)
        {
            Fail($"a record of kind {kind} is longer than {FieldBuffer.MaxBytes} bytes");
            return;
        }

        ReadOnlySpan<byte> payload = Fields.Written;
        while (payload.Length > MaxFramedPart && PutPart(RecordKind.Chunk, false, payload[..MaxFramedPart]))
            payload = payload[MaxFramedPart..];
        PutPart(kind, timed, payload);
    }

    private bool PutPart(RecordKind kind, bool timed, ReadOnlySpan<byte> payload)
    {
        if (!IsRecording || !HasRoom(MaxTimedKindBytes + PackedNumbers.Slack + MaxFrameBytes + payload.Length))
            return false;
        int at = _at + 1;
        if (timed)
            at = BeginTimed(kind);
        else
            _block[_at] = (byte)kind;
        if (payload.Length < byte.MaxValue)
        {
            _block[at++] = (byte)payload.Length;
        }
        else
        {
            _block[at] = byte.MaxValue;
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(_block.AsSpan(at + 1), payload.Length);
            at += MaxFrameBytes;
        }

        payload.CopyTo(_block.AsSpan(at));
        _at = at + payload.Length;
        Records++;
        return true;
    }

    /// <summary>Writes the kind and, when it has moved, the time.</summary>
    private int BeginTimed(RecordKind kind)
    {
        long monotonic = _clock.MonotonicNanos;
        long wall = _clock.Now.Value;
        if (monotonic == MonotonicNanos && wall == WallNanos)
        {
            _block[_at] = (byte)kind;
            return _at + 1;
        }

        _block[_at] = (byte)((byte)kind | ReplayTape.TimedFlag);
        long moved = monotonic - MonotonicNanos;
        int at = PackedNumbers.Write(_block, _at + 1, PackedNumbers.ZigZag(moved), PackedNumbers.ZigZag(wall - WallNanos - moved));
        MonotonicNanos = monotonic;
        WallNanos = wall;
        return at;
    }

    private bool HasRoom(long bytes) => _block.Length - _at >= bytes || NextBlockFor(bytes);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool NextBlockFor(long bytes)
    {
        if (bytes > _block.Length - RecordingFormat.BlockHeaderBytes)
        {
            Fail($"a message needs {bytes} bytes and a block of the recording holds {_block.Length}");
            return false;
        }

        return NextBlock();
    }

    private bool NextBlock()
    {
        RecordingFormat.SetLength(_block, _at);
        byte[]? next = _blocks.Exchange(_block, _at, wait: !_isSetUp);
        if (next is null)
        {
            Fail(_blocks.Failure ?? "the writer fell behind and the buffer is full");
            return false;
        }

        _block = next;
        _at = RecordingFormat.BlockHeaderBytes;
        _blockNumber++;
        _anchors.Reset();
        BeginBlock();
        return true;
    }

    private void BeginBlock() => RecordingFormat.BeginBlock(_block, new RecordingBlockHeader(_blockNumber, Records + 1, MonotonicNanos, WallNanos));
}
