using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>
/// The order book of one instrument. Loop thread only; only the data engine changes it. Best levels are O(1), a level change
/// is O(log n), reading allocates nothing. A book that is not <see cref="BookState.Valid"/> holds no levels, so that nobody can trade on it by mistake.
/// </summary>
public sealed class OrderBook
{
    private readonly BookSide _bids;
    private readonly BookSide _asks;

    /// <summary>An empty book.</summary>
    /// <param name="instrument">Whose book.</param>
    /// <param name="maxLevelsPerSide">Levels a side may hold.</param>
    internal OrderBook(InstrumentHandle instrument, int maxLevelsPerSide)
    {
        Instrument = instrument;
        _bids = new BookSide(isBid: true, maxLevelsPerSide);
        _asks = new BookSide(isBid: false, maxLevelsPerSide);
    }

    /// <summary>Whose book.</summary>
    public InstrumentHandle Instrument { get; }

    /// <summary>Whether it may be believed.</summary>
    public BookState State { get; private set; }

    /// <summary>Why it is not valid; <see cref="BookInvalidReason.None"/> when it is.</summary>
    public BookInvalidReason Reason { get; private set; } = BookInvalidReason.NotSubscribed;

    /// <summary>True when it may be believed.</summary>
    public bool IsValid => State == BookState.Valid;

    /// <summary>Last sequence number applied; 0 when not valid.</summary>
    public long LastUpdateId { get; private set; }

    /// <summary>When the venue says the last change happened; 0 when it does not say or the book is not valid.</summary>
    public UnixNanos EventTime { get; private set; }

    /// <summary>When the loop dispatched the last change.</summary>
    public UnixNanos ReceivedTime { get; private set; }

    /// <summary>Bids, highest first.</summary>
    public BookLevels Bids => new(_bids);

    /// <summary>Offers, lowest first.</summary>
    public BookLevels Asks => new(_asks);

    /// <summary>Highest bid; price and quantity zero when there is none.</summary>
    public BookLevel BestBid => _bids.Best;

    /// <summary>Lowest offer; price and quantity zero when there is none.</summary>
    public BookLevel BestAsk => _asks.Best;

    /// <summary>True when both sides have a level and the best bid is at or above the best offer.</summary>
    public bool IsCrossed => _bids.Count > 0 && _asks.Count > 0 && _bids.Best.Price >= _asks.Best.Price;

    /// <summary>Best bid and offer of a valid book that has both.</summary>
    /// <returns>False otherwise.</returns>
    public bool TryGetBest(out BookLevel bid, out BookLevel ask)
    {
        bid = _bids.Best;
        ask = _asks.Best;
        return State == BookState.Valid && _bids.Count > 0 && _asks.Count > 0;
    }

    internal void Invalidate(BookInvalidReason reason)
    {
        State = BookState.Invalid;
        Reason = reason;
        Empty();
    }

    internal void Synchronise(BookInvalidReason reason)
    {
        State = BookState.Synchronising;
        Reason = reason;
        Empty();
    }

    /// <summary>Replaces everything. The caller has checked the sequence.</summary>
    /// <returns>Anything but <see cref="BookInvalidReason.None"/>: the book must be invalidated for that reason.</returns>
    internal BookInvalidReason Load(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        Empty();

        // Venues send the best first; the sides are filled from the worst so that every level is appended.
        for (int i = bids.Length - 1; i >= 0; i--)
        {
            BookInvalidReason problem = Set(_bids, in bids[i]);
            if (problem != BookInvalidReason.None)
                return problem;
        }

        for (int i = asks.Length - 1; i >= 0; i--)
        {
            BookInvalidReason problem = Set(_asks, in asks[i]);
            if (problem != BookInvalidReason.None)
                return problem;
        }

        return Finish(in update);
    }

    /// <summary>Applies differences. The caller has checked the sequence.</summary>
    /// <returns>Anything but <see cref="BookInvalidReason.None"/>: the book must be invalidated for that reason.</returns>
    internal BookInvalidReason Apply(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        for (int i = 0; i < bids.Length; i++)
        {
            BookInvalidReason problem = Set(_bids, in bids[i]);
            if (problem != BookInvalidReason.None)
                return problem;
        }

        for (int i = 0; i < asks.Length; i++)
        {
            BookInvalidReason problem = Set(_asks, in asks[i]);
            if (problem != BookInvalidReason.None)
                return problem;
        }

        return Finish(in update);
    }

    internal void MarkValid()
    {
        State = BookState.Valid;
        Reason = BookInvalidReason.None;
    }

    private static BookInvalidReason Set(BookSide side, in BookLevel level)
    {
        if (level.Price.Raw <= 0 || level.Quantity.Raw < 0)
            return BookInvalidReason.Malformed;
        return side.Set(level.Price, level.Quantity) ? BookInvalidReason.None : BookInvalidReason.TooManyLevels;
    }

    private BookInvalidReason Finish(in BookUpdate update)
    {
        LastUpdateId = update.LastUpdateId;
        EventTime = update.EventTime;
        ReceivedTime = update.ReceivedTime;
        return IsCrossed ? BookInvalidReason.Crossed : BookInvalidReason.None;
    }

    private void Empty()
    {
        _bids.Clear();
        _asks.Clear();
        LastUpdateId = 0;
        EventTime = default;
    }
}
