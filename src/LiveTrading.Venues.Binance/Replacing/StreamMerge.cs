using LiveTrading.Model.MarketData;
using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance.Replacing;

/// <summary>
/// Makes one sequence of what two stream connections bring while one replaces the other: nothing twice, nothing left out.
/// Loop thread; exists only during a replacement. What the old connection brings is told as it comes and noted; what the
/// new one brings is parked until the old one has ended, and what of it is newer is told then.
/// </summary>
/// <remarks>
/// Both run side by side for a while and the old one is closed in order, so that its last message is newer than the first
/// one parked: however far one connection runs behind the other, the venue's order on each of them leaves no gap. Parked
/// are up to <see cref="MaxParkedBytes"/>; beyond that nothing is parked any more (<see cref="IsFull"/>), and the feeds count
/// as lost when the new connection goes on.
/// </remarks>
internal sealed class StreamMerge
{
    /// <summary>Most bytes parked: some seconds of every stream of a busy connection.</summary>
    public const int MaxParkedBytes = 16 * 1024 * 1024;

    private const int FirstParkedBytes = 64 * 1024;

    private readonly Dictionary<(int Instrument, BarInterval Interval), BarMark> _bars = [];
    private readonly List<int> _lengths = [];
    private Position[] _positions = [];
    private byte[] _parked = new byte[FirstParkedBytes];
    private int _parkedBytes;

    /// <summary>Messages parked.</summary>
    public int ParkedMessages => _lengths.Count;

    /// <summary>Not everything could be parked.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Notes a message, of a known instrument, as told.</summary>
    /// <returns>False when it is no newer than what was noted of its stream: it is not to be told.</returns>
    public bool TryNote(MarketMessage m)
    {
        int index = m.Instrument.Index;
        if (index >= _positions.Length)
            Array.Resize(ref _positions, Math.Max(index + 1, 2 * _positions.Length));
        ref Position position = ref _positions[index];
        switch (m.Kind)
        {
            case MarketMessageKind.BookTicker:
                return TryRaise(ref position.Quote, m.LastUpdateId);
            case MarketMessageKind.Trade:
                return TryRaise(ref position.Trade, m.TradeId);
            case MarketMessageKind.DepthUpdate:
                return TryRaise(ref position.Book, m.LastUpdateId);
            default:
                BarMark mark = new(m.BarOpenTime.Value, m.BarTradeCount, m.BarIsClosed);
                if (_bars.TryGetValue((index, m.BarInterval), out BarMark told) && !mark.IsNewerThan(told))
                    return false;
                _bars[(index, m.BarInterval)] = mark;
                return true;
        }
    }

    /// <summary>Keeps a message of the new connection for later.</summary>
    public void Park(ReadOnlySpan<byte> payload)
    {
        if (IsFull || payload.Length > MaxParkedBytes - _parkedBytes)
        {
            IsFull = true;
            return;
        }

        if (_parkedBytes + payload.Length > _parked.Length)
            Array.Resize(ref _parked, Math.Max(_parkedBytes + payload.Length, (int)Math.Min(MaxParkedBytes, 2L * _parked.Length)));
        payload.CopyTo(_parked.AsSpan(_parkedBytes));
        _parkedBytes += payload.Length;
        _lengths.Add(payload.Length);
    }

    /// <summary>A parked message, by its place and where it begins, which becomes where the next one does.</summary>
    public ReadOnlySpan<byte> Parked(int index, ref int offset)
    {
        ReadOnlySpan<byte> payload = _parked.AsSpan(offset, _lengths[index]);
        offset += payload.Length;
        return payload;
    }

    // An id of zero or below says nothing.
    private static bool TryRaise(ref long told, long id)
    {
        if (id > 0 && id <= told)
            return false;
        told = Math.Max(told, id);
        return true;
    }

    /// <summary>How far a candle is: it has no id, but its trades only grow, and its end is its last message.</summary>
    private readonly record struct BarMark(long OpenTime, long Trades, bool IsClosed)
    {
        public bool IsNewerThan(BarMark told) =>
            OpenTime > told.OpenTime || (OpenTime == told.OpenTime && !told.IsClosed && (IsClosed || Trades > told.Trades));
    }

    private struct Position
    {
        public long Quote;
        public long Trade;
        public long Book;
    }
}
