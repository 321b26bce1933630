namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>Where playback stands.</summary>
public enum PlaybackState
{
    /// <summary>Waits for subscriptions.</summary>
    Waiting,

    /// <summary>Plays.</summary>
    Playing,

    /// <summary>Stands at the snapshot until the depth route is asked.</summary>
    AwaitingDepthRequest,

    /// <summary>Everything was played, or the recording was damaged, or there is none. Orders are still served.</summary>
    Ended,
}
