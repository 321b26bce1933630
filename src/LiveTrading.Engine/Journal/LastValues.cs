using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Journal;

/// <summary>The last value of each enumeration that stands in a journal or a recording: what is beyond it was not written by this version.</summary>
internal static class LastValues
{
    public const byte Side = (byte)OrderSide.Sell;
    public const byte Type = (byte)OrderType.StopLimit;
    public const byte TimeInForce = (byte)Model.Orders.TimeInForce.Day;
    public const byte Request = (byte)RequestKind.Modify;
    public const byte Liquidity = (byte)LiquiditySide.Taker;
    public const byte Event = (byte)OrderEventKind.FillBusted;
    public const byte Status = (byte)VenueOrderStatus.Expired;
    public const byte InstrumentKind = (byte)Model.Instruments.InstrumentKind.Perpetual;
}
