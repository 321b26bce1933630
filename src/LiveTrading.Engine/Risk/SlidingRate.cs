namespace LiveTrading.Engine.Risk;

/// <summary>At most so many events in any window of a length, not only in aligned ones. A ring of their times: O(1), no allocation after construction.</summary>
internal sealed class SlidingRate
{
    private readonly long[] _times;
    private readonly long _windowNanos;
    private int _next;
    private int _count;

    public SlidingRate(int limit, long windowNanos)
    {
        _times = new long[limit];
        _windowNanos = windowNanos;
    }

    public int Limit => _times.Length;

    /// <summary>True when one more event now stays within the limit.</summary>
    public bool HasRoom(long nowNanos) => _count < _times.Length || nowNanos - _times[_next] >= _windowNanos;

    /// <summary>Counts an event. Beyond the limit it takes the oldest's place: the window then stays full.</summary>
    public void Count(long nowNanos)
    {
        _times[_next] = nowNanos;
        _next = _next + 1 == _times.Length ? 0 : _next + 1;
        if (_count < _times.Length)
            _count++;
    }
}
