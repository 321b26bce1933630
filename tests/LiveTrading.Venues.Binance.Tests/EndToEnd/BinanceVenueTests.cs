using LiveTrading.Engine.Ports;
using LiveTrading.IO.Simulated;
using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Venues.Binance.Tests.EndToEnd;

public sealed class BinanceVenueTests
{
    [Fact]
    public void Start_LoadsInstrumentsThenOpensOrderEntry()
    {
        using VenuePair pair = new VenuePair().Ready();

        Instrument btc = pair.Cache.Instrument(pair.Btc);
        Assert.True(pair.Sink.IsLoaded && pair.Venue.InstrumentsLoaded && pair.Venue.Execution!.IsReady);
        Assert.Equal(("BTCUSDT.BINANCE", "BTC", "USDT", InstrumentStatus.Trading), (btc.Id.ToString(), btc.BaseCurrency, btc.QuoteCurrency, btc.Status));
        Assert.True(btc.TickSize.Raw > 0 && btc.LotSize.Raw > 0 && btc.MinNotional > 0);
    }

    [Fact]
    public void Start_WrongSecret_IsRefusedForGood()
    {
        using VenuePair pair = new(secret: "wrong");
        pair.Venue.Start(pair.Sink);

        pair.Until(() => pair.Sink.Refusal is not null);

        Assert.Contains("-1022", pair.Sink.Refusal, StringComparison.Ordinal);
        Assert.False(pair.Venue.Execution!.IsReady);
    }

    [Fact]
    public void Start_UnknownSymbol_IsRefusedForGood()
    {
        using VenuePair pair = new(options: o => o with { Symbols = ["NOSUCH"] });
        pair.Venue.Start(pair.Sink);

        pair.Until(() => pair.Sink.Refusal is not null);

        Assert.Contains("-1121", pair.Sink.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Stop_Running_EndsEveryConnectionAndSaysSoOnce()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        pair.Venue.Stop();
        pair.Venue.Stop();

        pair.Until(() => pair.Sink.IsStopped);
        Assert.Equal(3, pair.Sink.Connections.Count(c => c.StartsWith("Disconnected", StringComparison.Ordinal)));
        Assert.DoesNotContain(pair.Sink.Connections, c => c.StartsWith("Reconnecting", StringComparison.Ordinal));
    }

    [Fact]
    public void Stop_BeforeStart_IsStopped()
    {
        using VenuePair pair = new();
        pair.Venue.Stop();
        pair.RunFor(1);
        Assert.True(pair.Venue.Statuses.All(s => s.State == WebSockets.ConnectionState.Disconnected));
    }

    [Fact]
    public void Subscribe_Recording_GivesEveryMessage()
    {
        using VenuePair pair = new VenuePair(v => v with { Speed = 0 }).Ready().WithData();
        bool ended = false;
        pair.Simulated.EndOfData += () => ended = true;

        pair.Until(() => ended || pair.Sink.Quotes.Count == 28_040, 600);
        pair.RunFor(5);

        Assert.Equal((28_040, 9_757, 3_451), (pair.Sink.Quotes.Count, pair.Sink.Trades.Count, pair.Sink.Updates.Count));
        Assert.Equal((0L, 0L), (pair.Venue.Data.Counters.Unreadable, pair.Venue.Data.Counters.UnknownInstrument));
    }

    [Fact]
    public void DropConnections_Data_IsLostSubscribedAgainAndReady()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        pair.Simulated.Inject(new VenueFault { Kind = FaultKind.DropConnections });

        pair.Until(() => pair.Sink.FeedLostCount == 1 && pair.Sink.FeedReadyCount == 2 && pair.Sink.ReadyCount == 2);
        int quotes = pair.Sink.Quotes.Count;
        pair.Until(() => pair.Sink.Quotes.Count > quotes);
        Assert.True(pair.Venue.Data.IsReady && pair.Venue.Execution!.IsReady);
    }

    [Fact]
    public void GarbageFrame_IsCountedAndDataGoesOn()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        pair.Simulated.Inject(new VenueFault { Kind = FaultKind.GarbageFrame });
        int quotes = pair.Sink.Quotes.Count;

        pair.Until(() => pair.Sink.Quotes.Count > quotes + 10);
        Assert.Equal(1, pair.Venue.Data.Counters.Unreadable);
    }

    [Fact]
    public void Unsubscribe_Last_ClosesTheStreamConnection()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        pair.Venue.Data.Unsubscribe(pair.Btc, MarketDataKinds.Quotes | MarketDataKinds.Trades | MarketDataKinds.Book);
        pair.RunFor(5);

        Assert.Equal(WebSockets.ConnectionState.Disconnected, pair.Venue.Statuses[0].State);
        int quotes = pair.Sink.Quotes.Count;
        pair.Venue.Data.Subscribe(pair.Cache.Instrument(pair.Btc), pair.Btc, MarketDataKinds.Quotes);
        pair.Until(() => pair.Sink.Quotes.Count > quotes);
    }

    [Fact]
    public void Subscribe_WhileTheConnectionIsBeingClosed_DialsAgain()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        pair.Venue.Data.Unsubscribe(pair.Btc, MarketDataKinds.Quotes | MarketDataKinds.Trades | MarketDataKinds.Book);
        pair.Venue.Data.Subscribe(pair.Cache.Instrument(pair.Btc), pair.Btc, MarketDataKinds.Quotes);

        pair.Until(() => pair.Sink.FeedReadyCount == 2);
        int quotes = pair.Sink.Quotes.Count;
        pair.Until(() => pair.Sink.Quotes.Count > quotes);
    }

    [Fact]
    public void Unsubscribe_OneKind_EndsItsStreamOnly()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        pair.Venue.Data.Unsubscribe(pair.Btc, MarketDataKinds.Trades);
        pair.RunFor(2);
        int trades = pair.Sink.Trades.Count, quotes = pair.Sink.Quotes.Count;
        pair.RunFor(20);

        Assert.Equal(trades, pair.Sink.Trades.Count);
        Assert.True(pair.Sink.Quotes.Count > quotes);
    }

    [Fact]
    public void SubscribeBars_Minute_GivesBars()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        Assert.True(pair.Venue.Data.SubscribeBars(pair.Cache.Instrument(pair.Btc), pair.Btc, BarInterval.OneMinute));
        Assert.False(pair.Venue.Data.SubscribeBars(pair.Cache.Instrument(pair.Btc), pair.Btc, new BarInterval(7)));

        pair.Until(() => pair.Sink.Bars.Count > 2);
        Assert.Equal((BarInterval.OneMinute, BarSource.Venue), (pair.Sink.Bars[0].Interval, pair.Sink.Bars[0].Source));
    }

    [Fact]
    public void Submit_Resting_IsHandedOverAccepted()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        Assert.Equal(HandOver.Queued, pair.Venue.Execution!.Submit(pair.Limit(OrderSide.Buy, 0.01m, 50_000m)));

        pair.Until(() => pair.Sink.Orders.Count(e => e.Kind == OrderEventKind.Accepted) == 2 && pair.Sink.Accounts.Count > 0);
        Assert.Equal("Submit handed over", pair.Sink.Log[0]);
        Assert.False(pair.Sink.Orders[0].VenueOrderId.IsNone);
        Assert.Equal(500m, pair.Sink.Accounts[^1].Balances.First(b => b.Currency == "USDT").Locked);
    }

    [Fact]
    public void Submit_Market_IsFilledWithCommission()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        pair.Venue.Execution!.Submit(pair.Market(OrderSide.Buy, 0.01m));

        pair.Until(() => pair.Sink.Orders.Exists(e => e.Kind == OrderEventKind.Filled && e.VenueFilledQuantity == Quantity.Of(0.01m)));
        OrderEvent fill = pair.Sink.Orders.First(e => e.Kind == OrderEventKind.Filled);
        Assert.Equal((LiquiditySide.Taker, "BTC", OrderSide.Buy), (fill.Liquidity, fill.CommissionCurrency, fill.Side));
        Assert.Equal(fill.LastQuantity.AsDecimal * 0.001m, fill.Commission);
    }

    [Fact]
    public void Cancel_Resting_IsCanceledUnderItsOwnId()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        Order order = pair.Limit(OrderSide.Buy, 0.01m, 50_000m);
        pair.Venue.Execution!.Submit(order);
        pair.Until(() => pair.Sink.Orders.Count == 2);

        Assert.Equal(HandOver.Queued, pair.Venue.Execution.Cancel(order));

        pair.Until(() => pair.Sink.Orders.Count(e => e.Kind == OrderEventKind.Canceled) == 2);
        Assert.All(pair.Sink.Orders, e => Assert.Equal(order.ClientOrderId, e.ClientOrderId));
    }

    [Fact]
    public void Cancel_NotThere_IsUnknownSoThatItIsQueried()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        pair.Venue.Execution!.Cancel(pair.Limit(OrderSide.Buy, 0.01m, 50_000m));

        pair.Until(() => pair.Sink.Log.Exists(l => l.StartsWith("Cancel unknown: -2011", StringComparison.Ordinal)));
    }

    [Fact]
    public void Modify_LessQuantity_IsModifiedInPlace()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        Order order = pair.Limit(OrderSide.Buy, 0.02m, 50_000m);
        pair.Venue.Execution!.Submit(order);
        pair.Until(() => pair.Sink.Orders.Count == 2);

        Assert.Equal(HandOver.Unsupported, pair.Venue.Execution.Modify(order, Price.Of(49_000m), Quantity.Of(0.01m)));
        Assert.Equal(HandOver.Unsupported, pair.Venue.Execution.Modify(order, order.Price, Quantity.Of(0.03m)));
        Assert.Equal(HandOver.Queued, pair.Venue.Execution.Modify(order, order.Price, Quantity.Of(0.01m)));

        pair.Until(() => pair.Sink.Orders.Count(e => e.Kind == OrderEventKind.Modified) == 2);
        OrderEvent modified = pair.Sink.Orders.First(e => e.Kind == OrderEventKind.Modified);
        Assert.Equal((order.ClientOrderId, Quantity.Of(0.01m), order.Price), (modified.ClientOrderId, modified.Quantity, modified.Price));
    }

    [Theory]
    [InlineData(0.000001, 50_000, false, "-1013")]
    [InlineData(0.01, 70_000, true, "-2010")]
    [InlineData(10, 50_000, false, "-2010")]
    public void Submit_Refused_IsRejectedWithCode(double quantity, double price, bool postOnly, string code)
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        pair.Venue.Execution!.Submit(pair.Limit(OrderSide.Buy, (decimal)quantity, (decimal)price, postOnly: postOnly));

        pair.Until(() => pair.Sink.Orders.Count == 1);
        Assert.Equal(OrderEventKind.Rejected, pair.Sink.Orders[0].Kind);
        Assert.StartsWith(code, pair.Sink.Orders[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Submit_FokTooLarge_Expires()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        pair.Venue.Execution!.Submit(pair.Limit(OrderSide.Buy, 1m, 55_000m, TimeInForce.Fok));

        pair.Until(() => pair.Sink.Orders.Exists(e => e.Kind == OrderEventKind.Expired));
    }

    [Theory]
    [InlineData(FaultKind.ErrorBeforeAccept)]
    [InlineData(FaultKind.ErrorAfterAccept)]
    [InlineData(FaultKind.DropBeforeAccept)]
    [InlineData(FaultKind.DropAfterAccept)]
    public void Submit_OutcomeOpen_IsUnknownAndTheQueryTells(FaultKind fault)
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Simulated.Inject(new VenueFault { Kind = fault });
        Order order = pair.Limit(OrderSide.Buy, 0.01m, 50_000m);

        pair.Venue.Execution!.Submit(order);

        pair.Until(() => pair.Sink.Log.Exists(l => l.StartsWith("Submit unknown", StringComparison.Ordinal)));
        pair.Until(() => pair.Venue.Execution.IsReady);
        pair.Venue.Execution.QueryOrder(order);
        pair.Until(() => pair.Sink.Queried.Count == 1);
        Assert.Equal(fault is FaultKind.ErrorAfterAccept or FaultKind.DropAfterAccept ? QueryOutcome.Found : QueryOutcome.NotFound, pair.Sink.Queried[0].Outcome);
    }

    [Fact]
    public void QueryOrder_CanceledOrderWithoutVenueId_IsFoundByItsCancel()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        Order order = pair.Limit(OrderSide.Buy, 0.01m, 50_000m);
        pair.Venue.Execution!.Submit(order);
        pair.Venue.Execution.Cancel(order);
        pair.Until(() => pair.Sink.Orders.Count(e => e.Kind == OrderEventKind.Canceled) == 2);

        pair.Venue.Execution.QueryOrder(order);

        pair.Until(() => pair.Sink.Queried.Count == 1);
        Assert.Equal((QueryOutcome.Found, VenueOrderStatus.Canceled, order.ClientOrderId), (pair.Sink.Queried[0].Outcome, pair.Sink.Queried[0].Report!.Status, pair.Sink.Queried[0].Report!.ClientOrderId));
    }

    [Fact]
    public void Queries_Account_OpenOrders_Fills_AreAnswered()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Venue.Execution!.Submit(pair.Market(OrderSide.Buy, 0.01m));
        pair.Venue.Execution.Submit(pair.Limit(OrderSide.Buy, 0.01m, 50_000m));
        pair.RunFor(1);

        pair.Venue.Execution.QueryOpenOrders(1);
        pair.Venue.Execution.QueryFills(2, pair.Btc, default, default);
        pair.Venue.Execution.QueryAccount(3);

        pair.Until(() => pair.Sink.OpenOrders.Count == 1 && pair.Sink.Fills.Count == 1 && pair.Sink.Queries.Count == 1);
        Assert.Equal(Quantity.Of(0.01m), Assert.Single(pair.Sink.OpenOrders[0].Reports).Quantity);
        Assert.Equal(0.01m, pair.Sink.Fills[0].Fills.Sum(f => f.Quantity.AsDecimal));
        Assert.True(pair.Sink.Queries[0].Report!.IsComplete);
        Assert.Equal(1.00999m, pair.Sink.Queries[0].Report!.Balances.First(b => b.Currency == "BTC").Free);
    }

    [Fact]
    public void QueryFills_AfterATrade_GivesOnlyLaterOnes()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Venue.Execution!.Submit(pair.Market(OrderSide.Buy, 0.01m));
        pair.Until(() => pair.Sink.Orders.Exists(e => e.Kind == OrderEventKind.Filled));
        pair.Venue.Execution.Submit(pair.Market(OrderSide.Sell, 0.02m));
        pair.Until(() => pair.Sink.Orders.Exists(e => e.Kind == OrderEventKind.Filled && e.Side == OrderSide.Sell));
        pair.RunFor(1);

        pair.Venue.Execution.QueryFills(1, pair.Btc, default, pair.Sink.Orders.Last(e => e.Kind == OrderEventKind.Filled && e.Side == OrderSide.Buy).TradeId);

        pair.Until(() => pair.Sink.Fills.Count == 1);
        Assert.All(pair.Sink.Fills[0].Fills, f => Assert.Equal(OrderSide.Sell, f.Side));
        Assert.Equal(0.02m, pair.Sink.Fills[0].Fills.Sum(f => f.Quantity.AsDecimal));
    }

    [Fact]
    public void Queries_OverALinkSlowerThanTheReceiveWindow_AreAnswered()
    {
        using VenuePair pair = new VenuePair(options: o => o with { ReceiveWindow = TimeSpan.FromMilliseconds(300) }).Ready();
        foreach (SimulatedConnection connection in pair.Loop.Network.Connections)
            connection.SetLink(up: true, new SimulatedLink { DelayNanos = 2_000_000_000 });

        pair.Venue.Execution!.QueryOpenOrders(1);
        pair.Venue.Execution.QueryFills(2, pair.Btc, default, default);
        pair.Venue.Execution.QueryAccount(3);

        pair.Until(() => pair.Sink.OpenOrders.Count == 1 && pair.Sink.Fills.Count == 1 && pair.Sink.Queries.Count == 1);
        Assert.Equal((QueryOutcome.Found, QueryOutcome.Found, QueryOutcome.Found), (pair.Sink.OpenOrders[0].Outcome, pair.Sink.Fills[0].Outcome, pair.Sink.Queries[0].Outcome));
    }

    [Fact]
    public void Transfer_IsTold()
    {
        using VenuePair pair = new VenuePair().Ready();

        pair.Simulated.Transfer("demo-key", "USDT", -25m);

        pair.Until(() => pair.Sink.Transfers.Count == 1);
        Assert.Equal(("USDT", -25m), (pair.Sink.Transfers[0].Currency, pair.Sink.Transfers[0].Amount));
    }

    [Fact]
    public void RateLimited_Submit_IsLaterAndNothingIsAskedMeanwhile()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Simulated.Inject(new VenueFault { Kind = FaultKind.RateLimited, Delay = TimeSpan.FromSeconds(5) });

        pair.Venue.Execution!.Submit(pair.Limit(OrderSide.Buy, 0.01m, 50_000m));
        pair.Until(() => pair.Sink.Log.Exists(l => l.StartsWith("Submit later: -1003", StringComparison.Ordinal)));

        Assert.Equal(HandOver.RateLimited, pair.Venue.Execution.Submit(pair.Limit(OrderSide.Buy, 0.01m, 50_000m)));
        pair.RunFor(6);
        Assert.Equal(HandOver.Queued, pair.Venue.Execution.Submit(pair.Limit(OrderSide.Buy, 0.01m, 50_000m)));
    }

    [Fact]
    public void Submit_FiftyFirstInTenSeconds_IsKeptBack()
    {
        using VenuePair pair = new VenuePair(v => v with { EnforceRateLimits = true }).Ready().WithData();
        int queued = 0, limited = 0;
        for (int i = 0; i < 60; i++)
        {
            HandOver handOver = pair.Venue.Execution!.Submit(pair.Limit(OrderSide.Buy, 0.001m, 50_000m + i));
            queued += handOver == HandOver.Queued ? 1 : 0;
            limited += handOver == HandOver.RateLimited ? 1 : 0;
        }

        Assert.Equal((50, 10), (queued, limited));
        pair.RunFor(2);
        Assert.DoesNotContain(pair.Sink.Log, l => l.Contains("-1015", StringComparison.Ordinal));
    }

    [Fact]
    public void VenueClock_Jumps_OneRefusalThenTheTimeIsLearntAgain()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        Assert.True(Math.Abs(pair.Venue.ClockSkewNanos) < 50_000_000);
        pair.Loop.StepWallClock(3_600_000_000_000);

        pair.Venue.Execution!.Submit(pair.Limit(OrderSide.Buy, 0.01m, 50_000m));
        pair.Until(() => pair.Sink.Orders.Count == 1);
        Assert.StartsWith("-1021", pair.Sink.Orders[0].Reason, StringComparison.Ordinal);
        pair.RunFor(1);

        pair.Venue.Execution.Submit(pair.Limit(OrderSide.Buy, 0.01m, 50_000m));
        pair.Until(() => pair.Sink.Orders.Exists(e => e.Kind == OrderEventKind.Accepted));
    }

    [Fact]
    public void NotReady_Submit_IsNotTaken()
    {
        using VenuePair pair = new VenuePair().Ready();
        pair.Venue.Stop();
        pair.Until(() => pair.Sink.IsStopped);

        Assert.Equal(HandOver.NotReady, pair.Venue.Execution!.Submit(pair.Limit(OrderSide.Buy, 0.01m, 50_000m)));
        pair.Venue.Execution.QueryAccount(1);
        Assert.Empty(pair.Sink.Queries);
        pair.RunFor(1);
        Assert.Equal(QueryOutcome.Failed, Assert.Single(pair.Sink.Queries).Outcome);
    }

    [Fact]
    public void Day_Long_ConnectionsAreRenewedBeforeTheVenueCutsThem()
    {
        using VenuePair pair = new VenuePair(v => v with { Recordings = [] }, o => o with { RenewAfter = TimeSpan.FromMinutes(30) }).Ready();

        pair.RunFor(3600);

        Assert.Equal(1, pair.Sink.ReadyCount);
        Assert.InRange(pair.Sink.Connections.Count(c => c == "Disconnected replaced by a new connection"), 2, 4);
        Assert.DoesNotContain(pair.Sink.Connections, c => c.StartsWith("Reconnecting", StringComparison.Ordinal));
    }
}
