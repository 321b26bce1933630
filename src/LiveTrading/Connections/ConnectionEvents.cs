using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Time;

namespace LiveTrading.Connections;

/// <summary>Publishes what becomes of connections on <c>system.connected</c>, <c>system.disconnected</c>, <c>system.reconnecting</c>, <c>system.ready</c>, <c>system.failed</c>, and counts reconnects.</summary>
internal sealed class ConnectionEvents
{
    private readonly Publisher<ConnectionEvent>[] _publishers;
    private readonly IEngineClock _clock;

    public ConnectionEvents(MessageBus bus, IEngineClock clock)
    {
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

    public void Publish(ConnectionEventKind kind, string endpoint, int attempt = 0, TimeSpan delay = default, string? reason = null) =>
        Publish(new ConnectionEvent(kind, endpoint, attempt, delay.Ticks * 100, reason, _clock.Now));

    public void Publish(in ConnectionEvent e)
    {
        if (e.Kind == ConnectionEventKind.Reconnecting)
            Reconnects++;
        _publishers[(int)e.Kind].Publish(in e);
    }
}
