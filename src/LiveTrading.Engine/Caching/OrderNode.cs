using System.Runtime.CompilerServices;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Caching;

/// <summary>An order's places in the cache's lists. Reused after eviction.</summary>
internal sealed class OrderNode
{
    internal const int Absent = -1;

    private Places _places;

    internal Order Order { get; private set; } = null!;

    /// <summary>The venue id it is filed under; none when not filed.</summary>
    internal VenueOrderId FiledVenueOrderId { get; set; }

    internal OrderList OpenOfStrategy { get; set; } = null!;

    internal OrderList OpenOfInstrument { get; set; } = null!;

    internal bool IsClosed { get; set; }

    internal OrderNode? OlderClosed { get; set; }

    internal OrderNode? NewerClosed { get; set; }

    internal int PlaceIn(OrderIndex index) => _places[(int)index];

    internal void SetPlace(OrderIndex index, int place) => _places[(int)index] = place;

    internal void Take(Order order)
    {
        Order = order;
        FiledVenueOrderId = VenueOrderId.None;
        IsClosed = false;
        for (int i = 0; i < Places.Length; i++)
            _places[i] = Absent;
    }

    internal void Release()
    {
        Order = null!;
        OpenOfStrategy = null!;
        OpenOfInstrument = null!;
        OlderClosed = null;
        NewerClosed = null;
    }

    [InlineArray(Length)]
    private struct Places
    {
        internal const int Length = 4;
        private int _first;
    }
}
