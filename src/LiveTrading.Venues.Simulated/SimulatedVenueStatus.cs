using LiveTrading.Venues.Simulated.Playback;

namespace LiveTrading.Venues.Simulated;

/// <summary>Counters of a venue at one moment.</summary>
/// <param name="Playback">Where playback stands.</param>
/// <param name="MessagesPlayed">Recorded messages played, snapshots included.</param>
/// <param name="FramesSent">Frames given to clients' sockets, answers and user events included.</param>
/// <param name="Orders">Orders accepted.</param>
/// <param name="Fills">Executions of users' orders.</param>
/// <param name="StreamConnections">Market stream connections now.</param>
/// <param name="ApiConnections">WebSocket API connections now.</param>
/// <param name="BlockedConnections">Connections that take nothing at present.</param>
/// <param name="BookGaps">Jumps in the recorded update ids.</param>
/// <param name="PlaybackError">Why playback ended early; null when it did not.</param>
public sealed record SimulatedVenueStatus(
    PlaybackState Playback,
    long MessagesPlayed,
    long FramesSent,
    long Orders,
    long Fills,
    int StreamConnections,
    int ApiConnections,
    int BlockedConnections,
    long BookGaps,
    string? PlaybackError);
