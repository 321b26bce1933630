using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Ports;

/// <summary>A venue as the engine's composition sees it: its two clients and its connections' life. On the loop thread.</summary>
public interface IVenueAdapter
{
    /// <summary>Which venue.</summary>
    VenueId Venue { get; }

    /// <summary>Market data.</summary>
    IDataClient Data { get; }

    /// <summary>Order entry and account; null for a venue that is only watched.</summary>
    IExecutionClient? Execution { get; }

    /// <summary>True once the configured instruments are in the cache.</summary>
    bool InstrumentsLoaded { get; }

    /// <summary>Dials. Instruments are loaded first, then <see cref="IVenueObserver.OnInstrumentsLoaded"/> comes.</summary>
    void Start(IVenueObserver observer);

    /// <summary>Closes every connection with a close handshake, bounded; <see cref="IVenueObserver.OnStopped"/> follows. Idempotent, from any state, also while dialling.</summary>
    void Stop();
}
