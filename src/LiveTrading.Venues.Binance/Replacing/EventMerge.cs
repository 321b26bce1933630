namespace LiveTrading.Venues.Binance.Replacing;

/// <summary>
/// Finds the user events that both connections bring while one replaces the other, by their bytes. Loop thread; exists only
/// during a replacement. Remembers up to <see cref="MaxEvents"/> events and <see cref="MaxBytes"/> bytes; beyond that the
/// oldest are forgotten, and a repetition is left to the execution engine, which applies every trade once.
/// </summary>
/// <typeparam name="TConnection">Tells connections apart.</typeparam>
internal sealed class EventMerge<TConnection>
    where TConnection : class
{
    /// <summary>Most events remembered.</summary>
    public const int MaxEvents = 1024;

    /// <summary>Most bytes remembered.</summary>
    public const int MaxBytes = 1024 * 1024;

    private readonly List<(TConnection Source, byte[] Event)> _told = [];
    private int _bytes;

    /// <summary>Whether the other connection brought the same event before; each is matched once.</summary>
    public bool IsRepeated(TConnection source, ReadOnlySpan<byte> userEvent)
    {
        for (int i = 0; i < _told.Count; i++)
        {
            if (ReferenceEquals(_told[i].Source, source) || !userEvent.SequenceEqual(_told[i].Event))
                continue;
            Forget(i);
            return true;
        }

        _told.Add((source, userEvent.ToArray()));
        _bytes += userEvent.Length;
        while (_told.Count > MaxEvents || _bytes > MaxBytes)
            Forget(0);
        return false;
    }

    private void Forget(int index)
    {
        _bytes -= _told[index].Event.Length;
        _told.RemoveAt(index);
    }
}
