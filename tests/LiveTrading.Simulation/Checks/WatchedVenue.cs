using LiveTrading.Engine.Ports;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Simulation.Checks;

/// <summary>A venue's adapter with another execution client in front of its own.</summary>
internal sealed class WatchedVenue(IVenueAdapter inner, IExecutionClient execution) : IVenueAdapter
{
    public VenueId Venue => inner.Venue;

    public IDataClient Data => inner.Data;

    public IExecutionClient? Execution => execution;

    public bool InstrumentsLoaded => inner.InstrumentsLoaded;

    public void Start(IVenueObserver observer) => inner.Start(observer);

    public void Stop() => inner.Stop();
}
