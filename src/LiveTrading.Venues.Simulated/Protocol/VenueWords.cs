using System.Globalization;
using LiveTrading.Model;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>The venue's words and number formats.</summary>
internal static class VenueWords
{
    public static readonly IReadOnlyDictionary<string, OrderSide> Sides = new Dictionary<string, OrderSide> { ["BUY"] = OrderSide.Buy, ["SELL"] = OrderSide.Sell };

    public static readonly IReadOnlyDictionary<string, VenueOrderType> Types = new Dictionary<string, VenueOrderType>
    {
        ["LIMIT"] = VenueOrderType.Limit,
        ["LIMIT_MAKER"] = VenueOrderType.LimitMaker,
        ["MARKET"] = VenueOrderType.Market,
        ["STOP_LOSS"] = VenueOrderType.StopLoss,
        ["STOP_LOSS_LIMIT"] = VenueOrderType.StopLossLimit,
        ["TAKE_PROFIT"] = VenueOrderType.TakeProfit,
        ["TAKE_PROFIT_LIMIT"] = VenueOrderType.TakeProfitLimit,
    };

    public static readonly IReadOnlyDictionary<string, VenueTimeInForce> TimesInForce = new Dictionary<string, VenueTimeInForce>
    {
        ["GTC"] = VenueTimeInForce.Gtc,
        ["IOC"] = VenueTimeInForce.Ioc,
        ["FOK"] = VenueTimeInForce.Fok,
    };

    public static readonly IReadOnlyDictionary<string, SelfTradePrevention> SelfTrades = new Dictionary<string, SelfTradePrevention>
    {
        ["EXPIRE_TAKER"] = SelfTradePrevention.ExpireTaker,
        ["EXPIRE_MAKER"] = SelfTradePrevention.ExpireMaker,
        ["EXPIRE_BOTH"] = SelfTradePrevention.ExpireBoth,
    };

    public static string Of(OrderSide side) => side == OrderSide.Buy ? "BUY" : "SELL";

    public static string Of(VenueOrderType type) => type switch
    {
        VenueOrderType.Market => "MARKET",
        VenueOrderType.Limit => "LIMIT",
        VenueOrderType.LimitMaker => "LIMIT_MAKER",
        VenueOrderType.StopLoss => "STOP_LOSS",
        VenueOrderType.StopLossLimit => "STOP_LOSS_LIMIT",
        VenueOrderType.TakeProfit => "TAKE_PROFIT",
        _ => "TAKE_PROFIT_LIMIT",
    };

    public static string Of(VenueTimeInForce time) => time switch
    {
        VenueTimeInForce.Gtc => "GTC",
        VenueTimeInForce.Ioc => "IOC",
        _ => "FOK",
    };

    public static string Of(VenueOrderState state) => state switch
    {
        VenueOrderState.New => "NEW",
        VenueOrderState.PartiallyFilled => "PARTIALLY_FILLED",
        VenueOrderState.Filled => "FILLED",
        VenueOrderState.Canceled => "CANCELED",
        VenueOrderState.Expired => "EXPIRED",
        _ => "EXPIRED_IN_MATCH",
    };

    public static string Of(SelfTradePrevention mode) => mode switch
    {
        SelfTradePrevention.ExpireMaker => "EXPIRE_MAKER",
        SelfTradePrevention.ExpireTaker => "EXPIRE_TAKER",
        _ => "EXPIRE_BOTH",
    };

    public static string Of(ExecutionKind kind) => kind switch
    {
        ExecutionKind.New => "NEW",
        ExecutionKind.Trade => "TRADE",
        ExecutionKind.Canceled => "CANCELED",
        ExecutionKind.Replaced => "REPLACED",
        ExecutionKind.Expired => "EXPIRED",
        _ => "TRADE_PREVENTION",
    };

    /// <summary>Null where the venue names none.</summary>
    public static string? Of(ExpiryReason reason) => reason switch
    {
        ExpiryReason.UnfilledIocQuantity => "UNFILLED_IOC_QUANTITY_EXPIRED",
        ExpiryReason.UnfilledFokOrder => "UNFILLED_FOK_ORDER_EXPIRED",
        ExpiryReason.InsufficientLiquidity => "INSUFFICIENT_LIQUIDITY",
        ExpiryReason.InsufficientBalance => "REJECTED",
        _ => null,
    };

    /// <summary>With eight decimal places, as the venue prints amounts.</summary>
    public static string Amount(long raw)
    {
        ulong magnitude = (ulong)Math.Abs(raw);
        return string.Create(CultureInfo.InvariantCulture, $"{(raw < 0 ? "-" : "")}{magnitude / FixedPoint.One}.{magnitude % FixedPoint.One:D8}");
    }

    public static string Amount(decimal value) => Amount(FixedPoint.FromDecimal(value));
}
