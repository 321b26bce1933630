using LiveTrading.Engine.Events;

namespace LiveTrading.Engine.Ports;

/// <summary>What a venue adapter tells the composition about its connections, on the loop thread.</summary>
public interface IVenueObserver
{
    /// <summary>The configured instruments are in the cache: subscriptions and orders make sense from now on.</summary>
    void OnInstrumentsLoaded(IVenueAdapter venue);

    /// <summary>A connection changed: connected, disconnected, reconnecting, ready, failed. Published on the bus as it is.</summary>
    void OnConnection(IVenueAdapter venue, in ConnectionEvent e);

    /// <summary>The venue refuses for good (keys, unknown symbol): trading there cannot start without a person.</summary>
    void OnRefused(IVenueAdapter venue, string reason);

    /// <summary>All connections are closed after <see cref="IVenueAdapter.Stop"/>.</summary>
    void OnStopped(IVenueAdapter venue);
}
