using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Time;

namespace LiveTrading.Connections;

/// <summary>Publishes what becomes of connections on <c>system.connected</c>, <c>system.disconnected</c>, <c>system.reconnecting</c>, <c>system.ready</c>, <c>system.failed</c>, and counts reconnects.</summary>
internal sealed class ConnectionEvents
{
    private readonly Publisher<ConnectionEvent>[] _publishers;
    private readonly IEngineClock _clock;
    private readonly CoreBoundary _boundary;

    public ConnectionEvents(MessageBus bus, IEngineClock clock, CoreBoundary boundary)
    {
        _boundary = boundary;
        _clock = clock;
        _publishers = new Publisher<ConnectionEvent>[Enum.GetValues<ConnectionEventKind>().Length];
        _publishers[(int)ConnectionEventKind.Connected] = bus.GetPublisher<ConnectionEvent>(SystemTopics.Connected);
        _publishers[(int)ConnectionEventKind.Disconnected] = bus.GetPublisher<ConnectionEvent>(SystemTopics.Disconnected);
        _publishers[(int)ConnectionEventKind.Reconnecting] = bus.GetPublisher<ConnectionEvent>(SystemTopics.Reconnecting);
        _publishers[(int)ConnectionEventKind.Ready] = bus.GetPublisher<ConnectionEvent>(SystemTopics.Ready);
        _publishers[(int)ConnectionEventKind.Failed] = bus.GetPublisher<ConnectionEvent>(SystemTopics.Failed);
    }

    /// <summary>Reconnect attempts planned since the start.</summary>
    public long Reconnects { get; private set; }

    /// <summary>Of a connection beside those of the venues: from outside the core.</summary>
    public void Publish(ConnectionEventKind kind, string endpoint, int attempt = 0, TimeSpan delay = default, string? reason = null)
    {
        ConnectionEvent e = new(kind, endpoint, attempt, delay.Ticks * 100, reason, _clock.Now);
        _boundary.OnConnection(in e);
        Publish(in e);
    }

    public void Publish(in ConnectionEvent e)
    {
        if (e.Kind == ConnectionEventKind.Reconnecting)
            Reconnects++;
        _publishers[(int)e.Kind].Publish(in e);
    }
}
