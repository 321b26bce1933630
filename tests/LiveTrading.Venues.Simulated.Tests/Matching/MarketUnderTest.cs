using LiveTrading.Model;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Tests.Matching;

/// <summary>A BTCUSDT market with bids 100 (1), 99 (2) and asks 101 (1), 102 (2) and users with 10,000 USDT and 10 BTC.</summary>
internal sealed class MarketUnderTest
{
    private int _ids;
    private long _update = 10;

    public MarketUnderTest()
    {
        Market = new SymbolMarket(new SymbolRules(SimulatedSymbol.BtcUsdt), Ledger);
        Market.Depth.Bids.Set(R(100), R(1));
        Market.Depth.Bids.Set(R(99), R(2));
        Market.Depth.Asks.Set(R(101), R(1));
        Market.Depth.Asks.Set(R(102), R(2));
        Market.Depth.LastUpdateId = _update;
        Alice = NewUser(1);
        Bob = NewUser(2);
    }

    public VenueLedger Ledger { get; } = new();

    public SymbolMarket Market { get; }

    public VenueAccount Alice { get; }

    public VenueAccount Bob { get; }

    public static long R(decimal value) => FixedPoint.FromDecimal(value);

    public OrderTicket Ticket(OrderSide side, VenueOrderType type, decimal quantity, decimal price = 0, VenueTimeInForce tif = VenueTimeInForce.Gtc, decimal stop = 0, decimal quote = 0) => new()
    {
        Symbol = "BTCUSDT",
        Side = side,
        Type = type,
        Quantity = R(quantity),
        Price = R(price),
        StopPrice = R(stop),
        QuoteQuantity = R(quote),
        TimeInForce = tif,
        ClientOrderId = "c" + ++_ids,
    };

    public VenueOrder Place(VenueAccount account, OrderTicket ticket)
    {
        VenueError? error = Market.Place(account, ticket, 1, out VenueOrder? order);
        Assert.Null(error);
        return order!;
    }

    public VenueOrder Limit(VenueAccount account, OrderSide side, decimal quantity, decimal price, VenueTimeInForce tif = VenueTimeInForce.Gtc) =>
        Place(account, Ticket(side, VenueOrderType.Limit, quantity, price, tif));

    public string? Refusal(VenueAccount account, OrderTicket ticket) => Market.Place(account, ticket, 1, out _)?.Message;

    public void Ticker(decimal bid, decimal bidQuantity, decimal ask, decimal askQuantity)
    {
        Market.Depth.SetTicker(++_update, R(bid), R(bidQuantity), R(ask), R(askQuantity));
        Market.OnDepthChanged(2);
    }

    public void Depth(OrderSide side, decimal price, decimal quantity)
    {
        (side == OrderSide.Buy ? Market.Depth.Bids : Market.Depth.Asks).Set(R(price), R(quantity));
        Market.Depth.LastUpdateId = ++_update;
        Market.Depth.ForgetChanged();
        Market.OnDepthChanged(2);
    }

    public void Trade(decimal price, decimal quantity, bool buyerIsMaker) => Market.OnTrade(R(price), R(quantity), buyerIsMaker, 2);

    public static decimal Free(VenueAccount account, string asset) => FixedPoint.ToDecimal(account.Balance(asset).Free);

    public static decimal Locked(VenueAccount account, string asset) => FixedPoint.ToDecimal(account.Balance(asset).Locked);

    public static decimal Executed(VenueOrder order) => FixedPoint.ToDecimal(order.Executed);

    private static VenueAccount NewUser(long id)
    {
        var account = new VenueAccount(id, R(0.001m), R(0.001m));
        account.Balance("USDT").Free = R(10_000);
        account.Balance("BTC").Free = R(10);
        return account;
    }
}
