using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>Book updates that wait for a snapshot, in order. Bounded; its arrays are kept for the next time.</summary>
internal sealed class BookUpdateBuffer(int maxUpdates, int maxLevels)
{
    private Entry[] _entries = [];
    private BookLevel[] _levels = [];
    private int _levelCount;

    internal int Count { get; private set; }

    internal ref readonly BookUpdate this[int index] => ref _entries[index].Update;

    internal ReadOnlySpan<BookLevel> Bids(int index) => _levels.AsSpan(_entries[index].Start, _entries[index].BidCount);

    internal ReadOnlySpan<BookLevel> Asks(int index) => _levels.AsSpan(_entries[index].Start + _entries[index].BidCount, _entries[index].AskCount);

    /// <summary>Keeps an update.</summary>
    /// <returns>False when it does not fit any more: nothing was kept.</returns>
    internal bool TryAdd(in BookUpdate update, ReadOnlySpan<BookLevel> bids, ReadOnlySpan<BookLevel> asks)
    {
        if (Count == maxUpdates || (long)_levelCount + bids.Length + asks.Length > maxLevels)
            return false;
        if (Count == _entries.Length)
            Array.Resize(ref _entries, (int)Math.Min(maxUpdates, Math.Max(64L, Count * 2L)));
        int needed = _levelCount + bids.Length + asks.Length;
        if (needed > _levels.Length)
            Array.Resize(ref _levels, (int)Math.Min(maxLevels, Math.Max(needed, Math.Max(1024L, _levels.Length * 2L))));
        ref Entry entry = ref _entries[Count++];
        entry.Update = update;
        entry.Start = _levelCount;
        entry.BidCount = bids.Length;
        entry.AskCount = asks.Length;
        bids.CopyTo(_levels.AsSpan(_levelCount));
        asks.CopyTo(_levels.AsSpan(_levelCount + bids.Length));
        _levelCount = needed;
        return true;
    }

    internal void Clear()
    {
        Count = 0;
        _levelCount = 0;
    }

    private struct Entry
    {
        public BookUpdate Update;
        public int Start;
        public int BidCount;
        public int AskCount;
    }
}
