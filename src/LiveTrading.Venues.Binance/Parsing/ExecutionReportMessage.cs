using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Binance.Parsing;

/// <summary>An execution report, as far as it is used. Written over by each report.</summary>
internal sealed class ExecutionReportMessage
{
    public ExecutionKind Execution;
    public VenueOrderStatus Status;

    /// <summary>Whether <see cref="Status"/> is one that leaves the order at work.</summary>
    public bool IsWorking => Status is VenueOrderStatus.Open or VenueOrderStatus.PartiallyFilled;

    /// <summary>Our order that it is about; none for another's.</summary>
    public ClientOrderId Order;

    public VenueOrderId VenueOrderId;
    public InstrumentHandle Instrument;
    public OrderSide Side;
    public Quantity Quantity;
    public Price Price;
    public Price LastPrice;
    public Quantity LastQuantity;
    public Quantity FilledQuantity;
    public decimal Commission;
    public string? CommissionCurrency;

    /// <summary>−1 when the report is not about a trade.</summary>
    public long TradeId;

    public bool IsMaker;

    /// <summary><c>o</c> is a stop and <c>w</c> says that it is on the book: its trigger price was reached.</summary>
    public bool IsTriggeredStop;

    public UnixNanos TransactionTime;

    /// <summary><c>r</c>; null for NONE.</summary>
    public string? RejectReason;

    /// <summary><c>eR</c>; null for NONE or when absent.</summary>
    public string? ExpiryReason;
}
