using LiveTrading.Engine.Time;
using LiveTrading.Model;

namespace LiveTrading.Engine.Execution;

/// <summary>
/// Tells fills that the user stream has missed from those that a query of the trade history merely overtook. A fill from before
/// the stream came up, or of a stream that broke since, is missed at once; any other only after the stream had
/// <see cref="StreamLagNanos"/> to tell it and did not. Loop thread; O(1) a fill; bounded: beyond <see cref="Capacity"/>
/// waiting fills one counts as missed at once.
/// </summary>
internal sealed class MissedFills(IEngineClock clock)
{
    /// <summary>How far the user stream may lag behind the trade history.</summary>
    public const long StreamLagNanos = 5 * UnixNanos.PerSecond;

    /// <summary>Fills that wait for the stream.</summary>
    public const int Capacity = 4096;

    private readonly Dictionary<FillIdentity, long> _waiting = [];
    private readonly List<FillIdentity> _overdue = [];
    private UnixNanos _streamSince;
    private int _missed;

    /// <summary>The stream is up: what happened before will not be told by it.</summary>
    /// <param name="venueNow">The venue's time.</param>
    public void StreamUp(UnixNanos venueNow) => _streamSince = venueNow;

    /// <summary>The stream broke: it will not tell what it has not told.</summary>
    public void StreamLost()
    {
        _missed += _waiting.Count;
        _waiting.Clear();
    }

    /// <summary>The history brought a fill that was not known.</summary>
    /// <param name="fill">Which.</param>
    /// <param name="eventTime">Venue's time of it.</param>
    public void Take(in FillIdentity fill, UnixNanos eventTime)
    {
        if (eventTime <= _streamSince || _waiting.Count >= Capacity)
            _missed++;
        else
            _waiting[fill] = clock.MonotonicNanos;
    }

    /// <summary>The stream tells a fill.</summary>
    public void ToldByStream(in FillIdentity fill)
    {
        if (_waiting.Count > 0)
            _waiting.Remove(fill);
    }

    /// <summary>How many were found to be missed since it was asked last.</summary>
    public int Conclude()
    {
        long now = clock.MonotonicNanos;
        foreach ((FillIdentity fill, long since) in _waiting)
        {
            if (now - since >= StreamLagNanos)
                _overdue.Add(fill);
        }

        foreach (FillIdentity fill in _overdue)
            _waiting.Remove(fill);
        int missed = _missed + _overdue.Count;
        _overdue.Clear();
        _missed = 0;
        return missed;
    }
}
