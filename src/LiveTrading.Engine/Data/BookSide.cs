using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>
/// One side of a book: a sorted list of sorted chunks of 32 levels, worst first, so that what happens near the top moves
/// almost nothing. Set: O(log n) search plus a move within one chunk. Best: O(1). Chunks that empty are kept for reuse:
/// a steady state allocates nothing.
/// </summary>
internal sealed class BookSide
{
    private const int ChunkSize = 32;

    // Two neighbours are merged when both fit into this, which leaves room before the next split.
    private const int MergeSize = ChunkSize / 2;

    // What stands in places without a level: not below any key, so that a search may look at whole vectors.
    private const long NoKey = long.MaxValue;

    // Up to so many first keys are counted through; more are halved first.
    private const int CountedFirsts = 64;

    private readonly bool _isBid;
    private readonly int _maxLevels;

    // Levels of chunk c: c * ChunkSize onwards. A key is the price for bids and its negative for offers: greater is better.
    private long[] _keys = NoKeys(ChunkSize);
    private long[] _quantities = new long[ChunkSize];
    private int[] _counts = new int[1];
    private int[] _free = new int[1];
    private int _freeCount;
    private int _used;

    // Chunks in order, worst first, with the worst key of each.
    private int[] _chunks = new int[1];
    private long[] _firsts = NoKeys(Vector256<long>.Count);
    private int _chunkCount;

    internal BookSide(bool isBid, int maxLevels)
    {
        _isBid = isBid;
        _maxLevels = maxLevels;
    }

    internal int Count { get; private set; }

    internal BookLevel Best
    {
        get
        {
            if (_chunkCount == 0)
                return default;
            int chunk = _chunks[_chunkCount - 1];
            return LevelAt(chunk * ChunkSize + _counts[chunk] - 1);
        }
    }

    internal int ChunkCount => _chunkCount;

    /// <summary>Sets, replaces or (quantity zero) removes a level; removing what is not there is normal.</summary>
    /// <returns>False when the side is full: the level was not taken.</returns>
    internal bool Set(Price price, Quantity quantity)
    {
        long key = _isBid ? price.Raw : -price.Raw;
        if (_chunkCount == 0)
            return quantity.IsZero || InsertFirst(key, quantity.Raw);
        int position = FindChunk(key);
        int chunk = _chunks[position];
        int start = chunk * ChunkSize;
        int count = _counts[chunk];
        int place = CountBelow(_keys.AsSpan(start, ChunkSize), key);
        int at = start + place;
        bool exists = place < count && _keys[at] == key;
        if (!quantity.IsZero)
        {
            if (!exists)
                return Insert(position, place, key, quantity.Raw);
            _quantities[at] = quantity.Raw;
            return true;
        }

        if (exists)
            RemoveAt(position, place);
        return true;
    }

    internal Quantity QuantityAt(Price price)
    {
        long key = _isBid ? price.Raw : -price.Raw;
        if (_chunkCount == 0)
            return Quantity.Zero;
        int chunk = _chunks[FindChunk(key)];
        int start = chunk * ChunkSize;
        int count = _counts[chunk];
        int at = CountBelow(_keys.AsSpan(start, ChunkSize), key);
        return at < count && _keys[start + at] == key ? new Quantity(_quantities[start + at]) : Quantity.Zero;
    }

    /// <summary>The level so many places behind the best. O(index / 32).</summary>
    internal BookLevel this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(index), index, "There are fewer levels: Count says how many.");
            int position = _chunkCount - 1;
            int count = _counts[_chunks[position]];
            while (index >= count)
            {
                index -= count;
                count = _counts[_chunks[--position]];
            }

            return LevelAt(_chunks[position] * ChunkSize + count - 1 - index);
        }
    }

    internal int CountOfChunk(int position) => _counts[_chunks[position]];

    internal BookLevel LevelInChunk(int position, int index) => LevelAt(_chunks[position] * ChunkSize + index);

    internal int CopyTo(Span<BookLevel> destination)
    {
        int n = 0;
        for (int position = _chunkCount - 1; position >= 0; position--)
        {
            int start = _chunks[position] * ChunkSize;
            for (int i = start + _counts[_chunks[position]] - 1; i >= start; i--)
            {
                if (n == destination.Length)
                    return n;
                destination[n++] = LevelAt(i);
            }
        }

        return n;
    }

    internal void Clear()
    {
        _firsts.AsSpan(0, _chunkCount).Fill(NoKey);
        _chunkCount = 0;
        _freeCount = 0;
        _used = 0;
        Count = 0;
    }

    private BookLevel LevelAt(int at)
    {
        long key = _keys[at];
        return new BookLevel(new Price(_isBid ? key : -key), new Quantity(_quantities[at]));
    }

    /// <summary>The last chunk whose worst key is at or below the key; the first chunk when the key is worse than all.</summary>
    private int FindChunk(long key)
    {
        int low = 0;
        int length = _chunkCount;
        long[] firsts = _firsts;

        // Without a branch on the data: a mispredicted one costs more than the whole search. The keys of a side have one sign
        // (prices are above zero), so the difference of two cannot overflow and its sign says which is smaller.
        while (length > CountedFirsts)
        {
            int half = length >> 1;
            low += half & (int)(~(key - firsts[low + half]) >> 63);
            length -= half;
        }

        int vectors = (length + Vector256<long>.Count - 1) / Vector256<long>.Count * Vector256<long>.Count;
        length = Math.Min(vectors, firsts.Length - low);
        return Math.Max(Math.Min(low + CountAtMost(firsts.AsSpan(low, length), key), _chunkCount) - 1, 0);
    }

    /// <summary>How many keys are below one: its place, for sorted keys with <see cref="NoKey"/> behind them.</summary>
    private static int CountBelow(ReadOnlySpan<long> keys, long key)
    {
        ReadOnlySpan<Vector256<long>> vectors = MemoryMarshal.Cast<long, Vector256<long>>(keys);
        Vector256<long> wanted = Vector256.Create(key);
        Vector256<long> below = Vector256<long>.Zero;
        for (int i = 0; i < vectors.Length; i++)
            below -= Vector256.LessThan(vectors[i], wanted);
        return (int)Vector256.Sum(below);
    }

    private static int CountAtMost(ReadOnlySpan<long> keys, long key)
    {
        ReadOnlySpan<Vector256<long>> vectors = MemoryMarshal.Cast<long, Vector256<long>>(keys);
        Vector256<long> wanted = Vector256.Create(key);
        Vector256<long> above = Vector256<long>.Zero;
        for (int i = 0; i < vectors.Length; i++)
            above -= Vector256.GreaterThan(vectors[i], wanted);
        int atMost = (vectors.Length * Vector256<long>.Count) - (int)Vector256.Sum(above);
        for (int i = vectors.Length * Vector256<long>.Count; i < keys.Length; i++)
            atMost += keys[i] <= key ? 1 : 0;
        return atMost;
    }

    private static long[] NoKeys(int length)
    {
        var keys = new long[length];
        Array.Fill(keys, NoKey);
        return keys;
    }

    private bool InsertFirst(long key, long quantity)
    {
        int chunk = TakeChunk();
        _keys[chunk * ChunkSize] = key;
        _quantities[chunk * ChunkSize] = quantity;
        _counts[chunk] = 1;
        LinkChunk(0, chunk, key);
        Count = 1;
        return true;
    }

    private bool Insert(int position, int at, long key, long quantity)
    {
        if (Count == _maxLevels)
            return false;
        int chunk = _chunks[position];
        if (_counts[chunk] == ChunkSize)
        {
            if (at == ChunkSize)
            {
                // Past the end of a full chunk: a chunk of its own keeps books loaded in order densely packed.
                int next = TakeChunk();
                _counts[next] = 0;
                LinkChunk(position + 1, next, key);
                position++;
                at = 0;
            }
            else
            {
                Split(position);
                if (at > ChunkSize / 2)
                {
                    position++;
                    at -= ChunkSize / 2;
                }
            }

            chunk = _chunks[position];
        }

        int start = chunk * ChunkSize;
        int moved = _counts[chunk] - at;
        if (moved > 0)
        {
            _keys.AsSpan(start + at, moved).CopyTo(_keys.AsSpan(start + at + 1));
            _quantities.AsSpan(start + at, moved).CopyTo(_quantities.AsSpan(start + at + 1));
        }

        _keys[start + at] = key;
        _quantities[start + at] = quantity;
        _counts[chunk]++;
        if (at == 0)
            _firsts[position] = key;
        Count++;
        return true;
    }

    private void RemoveAt(int position, int at)
    {
        int chunk = _chunks[position];
        int start = chunk * ChunkSize;
        int left = --_counts[chunk];
        Count--;
        if (left == 0)
        {
            UnlinkChunk(position);
            return;
        }

        int moved = left - at;
        if (moved > 0)
        {
            _keys.AsSpan(start + at + 1, moved).CopyTo(_keys.AsSpan(start + at));
            _quantities.AsSpan(start + at + 1, moved).CopyTo(_quantities.AsSpan(start + at));
        }

        _keys[start + left] = NoKey;
        if (at == 0)
            _firsts[position] = _keys[start];
        if (left < MergeSize)
            MergeIfSmall(position);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MergeIfSmall(int position)
    {
        if (position + 1 < _chunkCount && _counts[_chunks[position]] + _counts[_chunks[position + 1]] <= MergeSize)
            Merge(position);
        else if (position > 0 && _counts[_chunks[position - 1]] + _counts[_chunks[position]] <= MergeSize)
            Merge(position - 1);
    }

    // Appends the next chunk to this one.
    private void Merge(int position)
    {
        int into = _chunks[position];
        int from = _chunks[position + 1];
        int moved = _counts[from];
        _keys.AsSpan(from * ChunkSize, moved).CopyTo(_keys.AsSpan(into * ChunkSize + _counts[into]));
        _quantities.AsSpan(from * ChunkSize, moved).CopyTo(_quantities.AsSpan(into * ChunkSize + _counts[into]));
        _counts[into] += moved;
        UnlinkChunk(position + 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Split(int position)
    {
        const int half = ChunkSize / 2;
        int from = _chunks[position];
        int into = TakeChunk();
        _keys.AsSpan(from * ChunkSize + half, half).CopyTo(_keys.AsSpan(into * ChunkSize));
        _quantities.AsSpan(from * ChunkSize + half, half).CopyTo(_quantities.AsSpan(into * ChunkSize));
        _keys.AsSpan(from * ChunkSize + half, half).Fill(NoKey);
        _counts[from] = half;
        _counts[into] = half;
        LinkChunk(position + 1, into, _keys[into * ChunkSize]);
    }

    private int TakeChunk()
    {
        if (_freeCount == 0 && _used == _counts.Length)
            GrowArena();
        int chunk = _freeCount > 0 ? _free[--_freeCount] : _used++;
        _keys.AsSpan(chunk * ChunkSize, ChunkSize).Fill(NoKey);
        return chunk;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowArena()
    {
        int chunks = _counts.Length * 2;
        Array.Resize(ref _keys, chunks * ChunkSize);
        Array.Resize(ref _quantities, chunks * ChunkSize);
        Array.Resize(ref _counts, chunks);
        Array.Resize(ref _free, chunks);
        Array.Resize(ref _chunks, chunks);
        if (chunks <= _firsts.Length)
            return;
        int known = _firsts.Length;
        Array.Resize(ref _firsts, chunks);
        _firsts.AsSpan(known).Fill(NoKey);
    }

    private void LinkChunk(int position, int chunk, long first)
    {
        int moved = _chunkCount - position;
        if (moved > 0)
        {
            _chunks.AsSpan(position, moved).CopyTo(_chunks.AsSpan(position + 1));
            _firsts.AsSpan(position, moved).CopyTo(_firsts.AsSpan(position + 1));
        }

        _chunks[position] = chunk;
        _firsts[position] = first;
        _chunkCount++;
    }

    private void UnlinkChunk(int position)
    {
        _free[_freeCount++] = _chunks[position];
        int moved = --_chunkCount - position;
        if (moved > 0)
        {
            _chunks.AsSpan(position + 1, moved).CopyTo(_chunks.AsSpan(position));
            _firsts.AsSpan(position + 1, moved).CopyTo(_firsts.AsSpan(position));
        }

        _firsts[_chunkCount] = NoKey;
    }
}
