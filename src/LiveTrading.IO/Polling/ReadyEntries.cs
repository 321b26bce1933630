namespace LiveTrading.IO.Polling;

/// <summary>What one wait found, by priority. The number of watched sockets bounds it.</summary>
internal sealed class ReadyEntries
{
    // The lists grow beyond it with the number of sockets ready at once.
    private const int FirstEntries = 16;

    private readonly List<PollEntry> _orderEntry = new(FirstEntries);
    private readonly List<PollEntry> _marketData = new(FirstEntries);

    internal List<PollEntry> Of(StreamPriority priority) => priority == StreamPriority.OrderEntry ? _orderEntry : _marketData;

    internal bool IsEmpty => _orderEntry.Count == 0 && _marketData.Count == 0;

    internal void Add(PollEntry entry, Interest found)
    {
        if (entry.Found == Interest.None)
        {
            Of(entry.Owner.Priority).Add(entry);
        }

        entry.Found |= found;
    }
}
