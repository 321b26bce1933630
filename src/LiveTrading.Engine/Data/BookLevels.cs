using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>One side of an order book to read, best level first. A view: it shows the book as it is when read. Enumerating allocates nothing; the book must not change meanwhile.</summary>
public readonly struct BookLevels
{
    private readonly BookSide _side;

    internal BookLevels(BookSide side) => _side = side;

    /// <summary>Levels on this side.</summary>
    public int Count => _side.Count;

    /// <summary>The level so many places behind the best; 0 is the best. O(index / 32).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, or <see cref="Count"/> and above.</exception>
    public BookLevel this[int index] => _side[index];

    /// <summary>Quantity displayed at exactly this price; zero when there is no such level. O(log n).</summary>
    public Quantity QuantityAt(Price price) => _side.QuantityAt(price);

    /// <summary>Copies levels, best first.</summary>
    /// <returns>How many: the shorter of <see cref="Count"/> and the destination.</returns>
    public int CopyTo(Span<BookLevel> destination) => _side.CopyTo(destination);

    /// <summary>From the best to the worst.</summary>
    public Enumerator GetEnumerator() => new(_side);

    /// <summary>Walks levels from the best to the worst.</summary>
    public struct Enumerator
    {
        private readonly BookSide _side;
        private int _position;
        private int _index;

        internal Enumerator(BookSide side)
        {
            _side = side;
            _position = side.ChunkCount;
            _index = 0;
        }

        /// <summary>The present level.</summary>
        public readonly BookLevel Current => _side.LevelInChunk(_position, _index);

        /// <summary>Goes to the next level.</summary>
        /// <returns>False behind the worst.</returns>
        public bool MoveNext()
        {
            if (--_index >= 0)
                return true;
            if (--_position < 0)
                return false;
            _index = _side.CountOfChunk(_position) - 1;
            return true;
        }
    }
}
