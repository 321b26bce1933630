namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>Where the venue's market data comes from: a recording or a generator. Thread: the venue's loop.</summary>
internal interface IMarketPlayer : IDisposable
{
    PlaybackState State { get; }

    /// <summary>Messages played, snapshots included.</summary>
    long Played { get; }

    /// <summary>Why playback ended early; null when it did not.</summary>
    string? Error { get; }

    /// <summary>The streams playback waits for.</summary>
    IReadOnlyList<string> AwaitedStreams { get; }

    /// <summary>Something changed that playback may wait for: subscriptions, a depth request, room in a send queue.</summary>
    void Continue();
}
