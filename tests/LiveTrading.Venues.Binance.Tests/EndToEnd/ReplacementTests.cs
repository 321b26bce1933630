using LiveTrading.Engine.Ports;
using LiveTrading.IO.Simulated;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;
using LiveTrading.Venues.Simulated.Faults;
using LiveTrading.WebSockets;

namespace LiveTrading.Venues.Binance.Tests.EndToEnd;

/// <summary>Planned ends: the new connection is ready before the old one goes, nothing is missing and nothing comes twice.</summary>
public sealed class ReplacementTests
{
    private const int Streams = 2;

    [Fact]
    public void ShutdownNotice_EveryConnection_IsReplacedWithoutABreak()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();

        Notify(pair);

        pair.Until(() => Replaced(pair) == 3, 10);
        pair.RunFor(5);
        Assert.Equal((1, 1, 0), (pair.Sink.ReadyCount, pair.Sink.FeedReadyCount, pair.Sink.FeedLostCount));
        Assert.DoesNotContain("execution lost", pair.Sink.Log);
        Assert.DoesNotContain(pair.Sink.Connections, c => c.StartsWith("Reconnecting", StringComparison.Ordinal));
        Assert.True(pair.Venue.Data.IsReady && pair.Venue.Execution!.IsReady);
        Assert.Equal(3, pair.Loop.Network.Connections.Count);
    }

    [Theory]
    [InlineData(0.1, 0.1)]
    [InlineData(0.1, 80)]
    [InlineData(80, 0.1)]
    [InlineData(400, 1)]
    [InlineData(1, 400)]
    public void ShutdownNotice_OneConnectionBehindTheOther_EveryMessageComesOnceInOrder(double oldMilliseconds, double newMilliseconds)
    {
        using VenuePair plain = new VenuePair().Ready().WithData();
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Loop.Network.Connections[Streams].SetLink(up: false, Link(oldMilliseconds));
        pair.Loop.Network.Link = Link(newMilliseconds);

        Notify(pair);
        pair.RunFor(15);
        plain.RunFor(14);

        Assert.Equal(3, Replaced(pair));
        Assert.True(pair.Venue.Data.Counters.Repeated > 50, "nothing came over both");
        AssertSame(plain.Sink.Trades.Select(t => (long)(ulong)t.TradeId.Value), pair.Sink.Trades.Select(t => (long)(ulong)t.TradeId.Value));
        AssertSame(plain.Sink.Quotes.Select(q => q.UpdateId), pair.Sink.Quotes.Select(q => q.UpdateId));
        AssertSame(plain.Sink.Updates.Select(u => u.LastUpdateId), pair.Sink.Updates.Select(u => u.LastUpdateId));
        Assert.All(pair.Sink.Updates.Zip(pair.Sink.Updates.Skip(1)), p => Assert.Equal(p.First.LastUpdateId + 1, p.Second.FirstUpdateId));
        Assert.Equal(0, pair.Sink.FeedLostCount);
    }

    [Fact]
    public void ShutdownNotice_OnEveryNewConnection_IsFollowedOnceAMinute()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        long before = pair.Loop.Network.ConnectionsMade;

        for (int i = 0; i < 100; i++)
        {
            Notify(pair);
            pair.RunFor(1);
        }

        Assert.Equal(6, pair.Loop.Network.ConnectionsMade - before);
        Assert.Equal((0, 1), (pair.Sink.FeedLostCount, pair.Sink.ReadyCount));
    }

    [Fact]
    public void ShutdownNotice_NewConnectionsDoNotComeUp_OldOnesGoOnAndItIsTriedAgain()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Loop.Network.SetReachability("127.0.0.1", pair.Simulated.Port, SimulatedReachability.Silent);

        Notify(pair);
        pair.RunFor(40);

        Assert.Equal((0, 1, 0), (Replaced(pair), pair.Sink.ReadyCount, pair.Sink.FeedLostCount));
        Assert.True(pair.Venue.Data.IsReady && pair.Venue.Execution!.IsReady);
        pair.Loop.Network.SetReachability("127.0.0.1", pair.Simulated.Port, SimulatedReachability.Reachable);
        pair.Until(() => Replaced(pair) == 3, 40);
        Assert.Equal((1, 0), (pair.Sink.ReadyCount, pair.Sink.FeedLostCount));
    }

    [Fact]
    public void ShutdownNotice_VenueGoesBeforeTheNewConnectionsAreReady_OrdinaryReconnectFollows()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Loop.Network.SetReachability("127.0.0.1", pair.Simulated.Port, SimulatedReachability.Silent);

        Notify(pair);
        pair.RunFor(2);
        foreach (SimulatedConnection connection in pair.Loop.Network.Connections.ToArray())
            connection.Reset();
        pair.RunFor(2);
        Assert.False(pair.Venue.Data.IsReady || pair.Venue.Execution!.IsReady);
        pair.Loop.Network.SetReachability("127.0.0.1", pair.Simulated.Port, SimulatedReachability.Reachable);

        pair.Until(() => pair.Sink.FeedReadyCount == 2 && pair.Sink.ReadyCount == 2, 60);
        Assert.Equal(1, pair.Sink.FeedLostCount);
        Assert.Equal(3, pair.Loop.Network.Connections.Count);
    }

    [Fact]
    public void ShutdownNotice_VenueCutsTheOldConnectionsInTheMidst_NewOnesStepIn()
    {
        for (double after = 0.0001; after < 3; after *= 1.5)
        {
            using VenuePair pair = new VenuePair().Ready().WithData();
            SimulatedConnection[] old = [.. pair.Loop.Network.Connections];

            Notify(pair);
            pair.RunFor(after);
            foreach (SimulatedConnection connection in old.Where(c => c.IsOpen))
                connection.Reset();

            pair.Until(() => pair.Venue.Data.IsReady && pair.Venue.Execution!.IsReady, 10);
            Assert.Equal(pair.Sink.FeedLostCount + 1, pair.Sink.FeedReadyCount);
            Assert.Equal(pair.Sink.Log.Count(l => l == "execution lost") + 1, pair.Sink.ReadyCount);
            pair.RunFor(5);
            Assert.Equal(3, pair.Loop.Network.Connections.Count);
            int quotes = pair.Sink.Quotes.Count;
            pair.Until(() => pair.Sink.Quotes.Count > quotes);
            pair.Venue.Stop();
            pair.Until(() => pair.Sink.IsStopped);
        }
    }

    [Fact]
    public void ShutdownNotice_NoRoomForASecondConnection_ClosesFirst()
    {
        using VenuePair pair = new VenuePair(poolCapacity: 3).Ready().WithData();

        Notify(pair);

        pair.Until(() => pair.Sink.FeedReadyCount == 2 && pair.Sink.ReadyCount == 2, 5);
        Assert.DoesNotContain(pair.Sink.Connections, c => c.StartsWith("Reconnecting", StringComparison.Ordinal));
    }

    [Fact]
    public void ShutdownNotice_VenueClosesTheOldConnectionsItself_MessagesMayBeMissingAndFeedsSaySo()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Loop.Network.Connections[Streams].SetLink(up: false, Link(700));
        SimulatedConnection old = pair.Loop.Network.Connections[Streams];
        Notify(pair);
        pair.RunFor(0.75);
        Assert.Equal(0, pair.Sink.FeedLostCount);

        // A close frame of the venue's, on its way for 700 ms.
        old.Server.Offer([0x88, 0x02, 0x03, 0xE9]);
        pair.Until(() => pair.Sink.FeedLostCount == 1 && pair.Sink.FeedReadyCount == 2, 2);
        Assert.True(pair.Venue.Data.IsReady);
        Assert.DoesNotContain(pair.Sink.Connections, c => c.StartsWith("Reconnecting", StringComparison.Ordinal));
    }

    [Fact]
    public void Stop_AtAnyMomentOfAReplacement_EndsEveryConnectionAndSaysSoOnce()
    {
        for (double after = 0.0001; after < 3; after *= 1.5)
        {
            using VenuePair pair = new VenuePair().Ready().WithData();
            Notify(pair);
            pair.RunFor(after);

            pair.Venue.Stop();

            pair.Until(() => pair.Sink.IsStopped, 10);
            pair.RunFor(5);
            Assert.Empty(pair.Loop.Network.Connections);
        }
    }

    [Fact]
    public void Subscribe_AtAnyMomentOfAReplacement_IsServed()
    {
        for (double after = 0.0001; after < 3; after *= 1.5)
        {
            using VenuePair pair = new VenuePair().Ready().WithData();
            pair.Venue.Data.Unsubscribe(pair.Btc, MarketDataKinds.Trades);
            pair.RunFor(1);
            Notify(pair);
            pair.RunFor(after);
            int trades = pair.Sink.Trades.Count;

            pair.Venue.Data.Subscribe(pair.Cache.Instrument(pair.Btc), pair.Btc, MarketDataKinds.Trades);

            pair.Until(() => Replaced(pair) == 3 && pair.Venue.Data.IsReady && pair.Sink.Trades.Count > trades + 10, 20);
            Assert.Equal(0, pair.Sink.FeedLostCount);
            Assert.All(pair.Sink.Trades.Skip(trades).Zip(pair.Sink.Trades.Skip(trades + 1)), p => Assert.Equal((ulong)p.First.TradeId.Value + 1, (ulong)p.Second.TradeId.Value));
        }
    }

    [Fact]
    public void Unsubscribe_AllInTheMidstOfAReplacement_EndsBothConnections()
    {
        for (double after = 0.0001; after < 3; after *= 1.5)
        {
            using VenuePair pair = new VenuePair().Ready().WithData();
            Notify(pair);
            pair.RunFor(after);

            pair.Venue.Data.Unsubscribe(pair.Btc, MarketDataKinds.Quotes | MarketDataKinds.Trades | MarketDataKinds.Book);

            pair.RunFor(20);
            Assert.Equal(2, pair.Loop.Network.Connections.Count);
            pair.Venue.Data.Subscribe(pair.Cache.Instrument(pair.Btc), pair.Btc, MarketDataKinds.Quotes);
            int quotes = pair.Sink.Quotes.Count;
            pair.Until(() => pair.Sink.Quotes.Count > quotes);
        }
    }

    [Fact]
    public void Orders_AllThroughAReplacement_AreTakenAndToldOnce()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        Notify(pair);
        List<Order> orders = [];
        for (int i = 0; i < 40; i++)
        {
            Order order = pair.Limit(OrderSide.Buy, 0.001m, 40_000m);
            orders.Add(order);
            Assert.Equal(HandOver.Queued, pair.Venue.Execution!.Submit(order));
            pair.RunFor(0.1);
            Assert.Equal(HandOver.Queued, pair.Venue.Execution.Cancel(order));
        }

        pair.Until(() => Replaced(pair) == 3, 20);
        pair.RunFor(5);
        // An answer and an event tell of both; the engine takes each once.
        Assert.All(orders, o => Assert.InRange(pair.Sink.Orders.Count(e => e.ClientOrderId == o.ClientOrderId && e.Kind == OrderEventKind.Accepted), 1, 2));
        Assert.All(orders, o => Assert.InRange(pair.Sink.Orders.Count(e => e.ClientOrderId == o.ClientOrderId && e.Kind == OrderEventKind.Canceled), 1, 2));
        Assert.DoesNotContain(pair.Sink.Log, l => l.Contains("unknown", StringComparison.Ordinal) || l.Contains("unsent", StringComparison.Ordinal) || l == nameof(OrderEventKind.CancelRejected));
        Assert.Equal(1, pair.Sink.ReadyCount);
    }

    [Fact]
    public void Cancel_OfAnOrderWhoseAnswerTheOldConnectionOwes_DoesNotOvertakeIt()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Simulated.Inject(new VenueFault { Kind = FaultKind.DelayAnswers, Delay = TimeSpan.FromSeconds(4) });
        Order order = pair.Limit(OrderSide.Buy, 0.001m, 40_000m);
        pair.Venue.Execution!.Submit(order);
        Notify(pair);
        WebSocketConnection old = pair.Venue.Execution.Channel.Current.Connection;
        pair.Until(() => pair.Venue.Execution.Channel.Current.Connection != old);

        Assert.Same(old, pair.Venue.Execution.Channel.For(order).Connection);
        Assert.NotSame(old, pair.Venue.Execution.Channel.For(pair.Limit(OrderSide.Buy, 0.001m, 40_000m)).Connection);
        Assert.Equal(HandOver.Queued, pair.Venue.Execution.Cancel(order));
        pair.Until(() => pair.Sink.Orders.Exists(e => e.Kind == OrderEventKind.Canceled));
        pair.RunFor(15);
        Assert.DoesNotContain(pair.Sink.Log, l => l.Contains("unknown", StringComparison.Ordinal));
        Assert.Equal(3, pair.Loop.Network.Connections.Count);
    }

    [Fact]
    public void UserEvents_OverBothConnections_AreToldOnce()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Simulated.Inject(new VenueFault { Kind = FaultKind.DelayAnswers, Delay = TimeSpan.FromSeconds(8) });
        pair.Venue.Execution!.Submit(pair.Limit(OrderSide.Buy, 0.001m, 40_000m));
        Notify(pair);
        pair.Until(() => Replaced(pair) == 3, 10);

        // The old connection stays for its answer: both are subscribed.
        for (int i = 0; i < 20; i++)
        {
            pair.Venue.Execution.Submit(pair.Market(OrderSide.Buy, 0.001m));
            pair.RunFor(0.1);
        }

        pair.RunFor(15);
        Assert.True(pair.Venue.Execution.Counters.Repeated >= 40, $"{pair.Venue.Execution.Counters.Repeated}");
        OrderEvent[] fills = [.. pair.Sink.Orders.Where(e => e.Kind == OrderEventKind.Filled)];
        Assert.Equal(fills.Length, fills.Select(f => (f.VenueOrderId, f.TradeId)).Distinct().Count());
        Assert.Equal(pair.Simulated.Status.Fills, fills.Length);
    }

    [Fact]
    public void ShutdownNotice_BeforeTheUserEventsAreSubscribed_NewConnectionMakesTheVenueReadyOnce()
    {
        using VenuePair pair = new VenuePair().Ready().WithData();
        pair.Simulated.Inject(new VenueFault { Kind = FaultKind.DropConnections });
        pair.Until(() => !pair.Venue.Execution!.IsReady);
        pair.Simulated.Inject(new VenueFault { Kind = FaultKind.DelayAnswers, Delay = TimeSpan.FromSeconds(4) });
        pair.Until(() => pair.Venue.Execution!.Channel.Current.Connection.State == ConnectionState.Connected);
        pair.RunFor(0.5);
        Assert.False(pair.Venue.Execution!.IsReady);

        Notify(pair);
        pair.Until(() => pair.Venue.Execution.IsReady, 3);
        pair.RunFor(20);

        // The answer that the old connection still got says nothing any more.
        Assert.Equal((true, 2), (pair.Venue.Execution.IsReady, pair.Sink.ReadyCount));
        Assert.Equal(3, pair.Loop.Network.Connections.Count);
    }

    [Fact]
    public void RenewAfter_OldConnectionDeadUnnoticed_EventsMayBeMissingAndAreAskedFor()
    {
        const int orders = 1;
        using VenuePair pair = new VenuePair(options: o => o with { RenewAfter = TimeSpan.FromMinutes(1) }).Ready().WithData();
        pair.RunFor(55 - (pair.Loop.MonotonicNanos / 1e9));
        pair.Loop.Network.Connections[orders].Sever();

        pair.RunFor(15);

        Assert.Equal(3, Replaced(pair));
        Assert.Equal((1, 2), (pair.Sink.Log.Count(l => l == "execution lost"), pair.Sink.ReadyCount));
        Assert.True(pair.Venue.Execution!.IsReady);
        Assert.Equal(0, pair.Sink.FeedLostCount);
    }

    [Fact]
    public void RenewAfter_OneMinute_TheSessionGoesOnWithoutABreak()
    {
        using VenuePair pair = new VenuePair(options: o => o with { RenewAfter = TimeSpan.FromMinutes(1) }).Ready().WithData();

        pair.RunFor(300);

        Assert.InRange(Replaced(pair), 12, 15);
        Assert.Equal((0, 1, 1), (pair.Sink.FeedLostCount, pair.Sink.FeedReadyCount, pair.Sink.ReadyCount));
        Assert.Equal(3, pair.Loop.Network.Connections.Count);
    }

    private static void Notify(VenuePair pair) => pair.Simulated.Inject(new VenueFault { Kind = FaultKind.ShutdownNotice });

    private static int Replaced(VenuePair pair) => pair.Sink.Connections.Count(c => c == "Disconnected replaced by a new connection");

    private static SimulatedLink Link(double milliseconds) => new() { DelayNanos = (long)(milliseconds * 1e6) };

    /// <summary>The one with the replacement is as far, and has the same.</summary>
    private static void AssertSame(IEnumerable<long> expected, IEnumerable<long> found)
    {
        long[] all = [.. found];
        long[] start = [.. expected];
        Assert.True(all.Length >= start.Length, $"{all.Length} instead of {start.Length}");
        Assert.Equal(start, all[..start.Length]);
    }
}
