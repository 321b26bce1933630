using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Recording;
using LiveTrading.Engine.Tests.Risk;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Recording;

/// <summary>Inputs of every kind with values of every size.</summary>
internal static class RandomInputs
{
    private static readonly string[] _texts = ["", "a reason", "Ω and 𝄞", new string('x', 300), "-2011 Unknown order sent."];

    public static long Any(Random random) => random.Next(8) switch
    {
        0 => 0,
        1 => long.MaxValue,
        2 => long.MinValue,
        3 => random.Next(-300, 300),
        4 => random.NextInt64(long.MinValue, long.MaxValue),
        _ => random.NextInt64(10_000_000_000_000),
    };

    public static void Next(Random random, IMarketDataSink data, IExecutionSink execution, ObserverRecorder observer, CoreBoundary boundary, HeardSession session, ManualClock clock)
    {
        ClientOrderId order = new(Wide(random));
        switch (random.Next(26))
        {
            case < 6:
                data.OnQuote(new QuoteTick(Handle(random), new Price(Any(random)), new Quantity(Any(random)), new Price(Any(random)), new Quantity(Any(random)), Any(random), new UnixNanos(Any(random)), random.Next(2) == 0 ? clock.Now : new UnixNanos(Any(random))));
                break;
            case < 10:
                data.OnTrade(new TradeTick(Handle(random), new Price(Any(random)), new Quantity(Any(random)), (OrderSide)random.Next(2), new TradeId(Wide(random)), new UnixNanos(Any(random)), clock.Now));
                break;
            case 10 or 11:
                data.OnBookUpdate(new BookUpdate(Handle(random), Any(random), Any(random), new UnixNanos(Any(random)), clock.Now), Levels(random), Levels(random));
                break;
            case 12:
                data.OnBookSnapshot(new BookUpdate(Handle(random), Any(random), Any(random), new UnixNanos(Any(random)), clock.Now), Levels(random), Levels(random));
                break;
            case 13:
                data.OnBar(new Bar(Handle(random), new BarInterval(random.Next()), (BarSource)random.Next(2), new UnixNanos(Any(random)), new Price(Any(random)), new Price(Any(random)), new Price(Any(random)), new Price(Any(random)), new Quantity(Any(random)), Any(random), random.Next(2) == 0));
                data.OnFeedReady(Handle(random));
                break;
            case 14:
                data.OnFeedLost(Handle(random), Text(random));
                data.OnBookSnapshotFailed(Handle(random), Text(random));
                break;
            case 15:
                execution.OnHandedOver(order, Request(random));
                execution.OnUnsent(order, Request(random), Text(random));
                break;
            case 16:
                execution.OnOutcomeUnknown(order, Request(random), Text(random));
                execution.OnRetryLater(order, Request(random), Text(random), Any(random));
                break;
            case 17:
                execution.OnOrderEvent(Event(random, order));
                break;
            case 18:
                execution.OnOrderQueried(order, (QueryOutcome)random.Next(3), random.Next(2) == 0 ? null : Report(random), Text(random));
                break;
            case 19:
                execution.OnOpenOrders(Any(random), (QueryOutcome)random.Next(3), [.. Enumerable.Range(0, random.Next(4)).Select(_ => Report(random))], Text(random));
                break;
            case 20:
                execution.OnFills(Any(random), Handle(random), (QueryOutcome)random.Next(3), [.. Enumerable.Range(0, random.Next(4)).Select(_ => Fill(random))], Text(random));
                break;
            case 21:
                execution.OnAccountQueried(Any(random), (QueryOutcome)random.Next(3), random.Next(2) == 0 ? null : Account(random), Text(random));
                execution.OnAccountUpdate(Account(random));
                break;
            case 22:
                execution.OnTransfer(new BalanceTransfer { Account = new AccountId("spot"), Currency = "USDT", Amount = Money(random), EventTime = new UnixNanos(Any(random)) });
                execution.OnExecutionReady();
                execution.OnExecutionLost(Text(random));
                break;
            case 23:
                observer.OnInstrumentsLoaded(null!);
                observer.OnConnection(null!, Connection(random));
                observer.OnRefused(null!, Text(random));
                observer.OnStopped(null!);
                break;
            case 24:
                string fault = Text(random);
                boundary.OnFault(fault);
                session.OnFault(fault);
                (byte command, long number, string text) = ((byte)random.Next(256), Any(random), Text(random));
                boundary.OnCommand(command, number, text);
                session.OnCommand(command, number, text);
                break;
            default:
                ConnectionEvent e = Connection(random);
                boundary.OnConnection(in e);
                session.OnConnection(in e);
                byte[] payload = new byte[random.Next(600)];
                random.NextBytes(payload);
                boundary.OnMessage("feed", payload, isText: false);
                session.OnMessage("feed", payload, isText: false);
                break;
        }
    }

    private static InstrumentHandle Handle(Random random) => new(random.Next(12) switch { 0 => -1, 1 => 70_000, 2 => int.MaxValue - 1, _ => random.Next(5) });

    private static UInt128 Wide(Random random) => new((ulong)Any(random), (ulong)Any(random));

    private static decimal Money(Random random) => new(random.Next(), random.Next(), random.Next(), random.Next(2) == 0, (byte)random.Next(29));

    private static string Text(Random random) => _texts[random.Next(_texts.Length)];

    private static RequestKind Request(Random random) => (RequestKind)random.Next((int)RequestKind.Modify + 1);

    private static BookLevel[] Levels(Random random) => [.. Enumerable.Range(0, random.Next(30)).Select(_ => new BookLevel(new Price(Any(random)), new Quantity(Any(random))))];

    private static ConnectionEvent Connection(Random random) =>
        new((ConnectionEventKind)random.Next(5), "wss://example:9443", random.Next(), Any(random), random.Next(2) == 0 ? null : Text(random), new UnixNanos(Any(random))) { Name = random.Next(2) == 0 ? null : "orders" };

    private static AccountReport Account(Random random) => new()
    {
        Account = new AccountId("spot"),
        Balances = [.. Enumerable.Range(0, random.Next(4)).Select(i => new Balance("C" + i, Money(random), Money(random)))],
        IsComplete = random.Next(2) == 0,
        EventTime = new UnixNanos(Any(random)),
        ReceivedTime = new UnixNanos(Any(random)),
    };

    private static OrderStatusReport Report(Random random) => new()
    {
        ClientOrderId = new ClientOrderId(Wide(random)),
        ClientOrderIdText = Text(random),
        VenueOrderId = new VenueOrderId(Wide(random)),
        Instrument = Handle(random),
        Side = (OrderSide)random.Next(2),
        Type = (OrderType)random.Next(4),
        TimeInForce = (TimeInForce)random.Next(3),
        Status = (VenueOrderStatus)random.Next(4),
        Price = new Price(Any(random)),
        TriggerPrice = new Price(Any(random)),
        Quantity = new Quantity(Any(random)),
        FilledQuantity = new Quantity(Any(random)),
        PostOnly = random.Next(2) == 0,
        UpdatedTime = new UnixNanos(Any(random)),
    };

    private static FillReport Fill(Random random) => new()
    {
        VenueOrderId = new VenueOrderId(Wide(random)),
        TradeId = new TradeId(Wide(random)),
        Instrument = Handle(random),
        ClientOrderId = new ClientOrderId(Wide(random)),
        Side = (OrderSide)random.Next(2),
        Price = new Price(Any(random)),
        Quantity = new Quantity(Any(random)),
        Commission = Money(random),
        CommissionCurrency = random.Next(2) == 0 ? null : "BNB",
        Liquidity = (LiquiditySide)random.Next(3),
        EventTime = new UnixNanos(Any(random)),
    };

    private static OrderEvent Event(Random random, ClientOrderId order) => new()
    {
        Kind = (OrderEventKind)random.Next(1, (int)OrderEventKind.FillBusted + 1),
        ClientOrderId = order,
        VenueOrderId = new VenueOrderId(Wide(random)),
        Instrument = Handle(random),
        Request = Request(random),
        Side = (OrderSide)random.Next(2),
        TradeId = new TradeId(Wide(random)),
        LastPrice = new Price(Any(random)),
        LastQuantity = new Quantity(Any(random)),
        VenueFilledQuantity = new Quantity(Any(random)),
        Commission = Money(random),
        CommissionCurrency = random.Next(2) == 0 ? null : "BNB",
        Liquidity = (LiquiditySide)random.Next(3),
        Price = new Price(Any(random)),
        Quantity = new Quantity(Any(random)),
        Reason = random.Next(2) == 0 ? null : Text(random),
        FromReconciliation = random.Next(2) == 0,
        EventTime = new UnixNanos(Any(random)),
        ReceivedTime = new UnixNanos(Any(random)),
    };
}
