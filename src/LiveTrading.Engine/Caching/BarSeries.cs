using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Caching;

/// <summary>The latest bars of one instrument, interval and source: a ring; when it is full the oldest bar leaves. Loop thread only.</summary>
public sealed class BarSeries
{
    private readonly int _capacity;
    private Bar[] _ring = [];
    private int _next;

    internal BarSeries(InstrumentHandle instrument, BarInterval interval, BarSource source, int capacity)
    {
        Instrument = instrument;
        Interval = interval;
        Source = source;
        _capacity = capacity;
    }

    /// <summary>Whose bars.</summary>
    public InstrumentHandle Instrument { get; }

    /// <summary>How long each is.</summary>
    public BarInterval Interval { get; }

    /// <summary>Where they come from.</summary>
    public BarSource Source { get; }

    /// <summary>Bars held.</summary>
    public int Count { get; private set; }

    /// <summary>The bar so many places back; 0 is the newest, which may still be running.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, or <see cref="Count"/> and above.</exception>
    public ref readonly Bar this[int back]
    {
        get
        {
            if ((uint)back >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(back), back, "There are fewer bars: Count says how many.");
            int at = _next - 1 - back;
            return ref _ring[at < 0 ? at + _ring.Length : at];
        }
    }

    /// <summary>Takes a bar: a later open time appends, the same one replaces the newest.</summary>
    /// <returns>False for an older one: nothing changed.</returns>
    internal bool Put(in Bar bar)
    {
        if (Count > 0)
        {
            ref Bar newest = ref _ring[_next == 0 ? _ring.Length - 1 : _next - 1];
            if (bar.OpenTime < newest.OpenTime || (bar.OpenTime == newest.OpenTime && newest.IsClosed && !bar.IsClosed))
                return false;
            if (bar.OpenTime == newest.OpenTime)
            {
                newest = bar;
                return true;
            }
        }

        if (Count == _ring.Length && _ring.Length < _capacity)
            Grow();
        if (_next == _ring.Length)
            _next = 0;
        _ring[_next++] = bar;
        if (Count < _ring.Length)
            Count++;
        return true;
    }

    // Only ever called on a ring that has not wrapped: it wraps only at full capacity.
    private void Grow()
    {
        Array.Resize(ref _ring, Math.Min(_capacity, Math.Max(16, _ring.Length * 2)));
        _next = Count;
    }
}
