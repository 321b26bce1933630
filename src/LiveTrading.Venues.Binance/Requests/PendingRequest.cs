using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Binance.Requests;

/// <summary>A request that waits for its answer, and what its sender needs to know then. Pass by <c>in</c>.</summary>
internal struct PendingRequest
{
    /// <summary>The request's id on the wire, and its token at the connection; 0: a free slot.</summary>
    public long Token;

    public ApiMethod Method;

    /// <summary>Its first byte left: without an answer its outcome is unknown.</summary>
    public bool HandedOver;

    /// <summary>Monotonic time of the hand-over.</summary>
    public long HandedOverNanos;

    /// <summary>Monotonic time after which no answer is expected any more.</summary>
    public long DueNanos;

    /// <summary>The order concerned.</summary>
    public Order? Order;

    public InstrumentHandle Instrument;

    /// <summary>The engine's number of a query.</summary>
    public long RequestId;

    /// <summary>Which attempt or page of a query with several.</summary>
    public int Step;

    /// <summary>Where the trades asked for begin.</summary>
    public UnixNanos Since;

    /// <summary>What former pages brought.</summary>
    public List<FillReport>? Fills;
}
