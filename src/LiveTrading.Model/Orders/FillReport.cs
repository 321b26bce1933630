using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Model.Orders;

/// <summary>One own trade out of a venue's trade history.</summary>
public sealed record FillReport
{
    /// <summary>The venue's order id: with it, trade id and instrument identify the fill.</summary>
    public required VenueOrderId VenueOrderId { get; init; }

    /// <summary>The venue's trade id.</summary>
    public required TradeId TradeId { get; init; }

    /// <summary>The cache's handle of the instrument.</summary>
    public required InstrumentHandle Instrument { get; init; }

    /// <summary>Our order id where the venue's history tells it (Binance's does not).</summary>
    public ClientOrderId ClientOrderId { get; init; }

    /// <summary>Buy or sell.</summary>
    public OrderSide Side { get; init; }

    /// <summary>Price.</summary>
    public required Price Price { get; init; }

    /// <summary>Quantity, above zero.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>Commission; negative for a rebate.</summary>
    public decimal Commission { get; init; }

    /// <summary>Currency of the commission.</summary>
    public string? CommissionCurrency { get; init; }

    /// <summary>Maker or taker.</summary>
    public LiquiditySide Liquidity { get; init; }

    /// <summary>When it traded.</summary>
    public UnixNanos EventTime { get; init; }
}
