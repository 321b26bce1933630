using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>
/// Orders sent within a short time, to catch a strategy that sends the same one again and again. O(1); holds at most as many
/// orders as may be sent in the window, beyond which the oldest are forgotten.
/// </summary>
internal sealed class DuplicateWindow
{
    private readonly Dictionary<DuplicateKey, long> _latest;
    private readonly DuplicateKey[] _keys;
    private readonly long[] _times;
    private readonly long _windowNanos;
    private int _head;
    private int _count;

    public DuplicateWindow(long windowNanos, int capacity)
    {
        _windowNanos = windowNanos;
        _keys = new DuplicateKey[capacity];
        _times = new long[capacity];
        _latest = new Dictionary<DuplicateKey, long>(capacity);
    }

    public long WindowNanos => _windowNanos;

    /// <summary>Nanoseconds since the same order was sent; −1 when it was not within the window.</summary>
    public long Age(Order order, long nowNanos)
    {
        if (_count == 0 || !_latest.TryGetValue(new DuplicateKey(order), out long time))
            return -1;
        long age = nowNanos - time;
        return age < _windowNanos ? age : -1;
    }

    public void Add(Order order, long nowNanos)
    {
        if (_windowNanos == 0)
            return;
        while (_count > 0 && (_count == _keys.Length || nowNanos - _times[_head] >= _windowNanos))
            DropOldest();
        int tail = _head + _count;
        if (tail >= _keys.Length)
            tail -= _keys.Length;
        var key = new DuplicateKey(order);
        _keys[tail] = key;
        _times[tail] = nowNanos;
        _count++;
        _latest[key] = nowNanos;
    }

    private void DropOldest()
    {
        ref DuplicateKey key = ref _keys[_head];
        if (_latest.TryGetValue(key, out long time) && time == _times[_head])
            _latest.Remove(key);
        key = default;
        _head = _head + 1 == _keys.Length ? 0 : _head + 1;
        _count--;
    }
}
