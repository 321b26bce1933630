using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Strategies;

/// <summary>
/// A trading strategy: derive, override what it reacts to, place orders. Everything runs on the loop thread, one call at a
/// time; references passed by <c>in</c> are valid only during the call. The same class runs on recorded data, on paper and live.
/// </summary>
/// <remarks>
/// A method that throws stops this strategy and nothing else: its working orders are canceled, protective stops stay, its
/// position is reported. It must not block, start threads, or read the machine's clock: <see cref="Clock"/> is the time.
/// </remarks>
public abstract class Strategy
{
    private StrategyRunner? _runner;

    /// <summary>Its name within the engine.</summary>
    /// <exception cref="InvalidOperationException">It was not added to an engine yet.</exception>
    public StrategyId Id => Runner.Id;

    /// <summary>Where it stands.</summary>
    public StrategyState State => _runner?.State ?? StrategyState.Created;

    /// <summary>Values that people may change while it runs; declare them in the constructor.</summary>
    public StrategyParameters Parameters { get; } = new();

    /// <summary>What is known now: instruments, quotes, books, orders.</summary>
    /// <exception cref="InvalidOperationException">It was not added to an engine yet.</exception>
    protected Cache Cache => Runner.Host.Cache;

    /// <summary>Time of the present call.</summary>
    /// <exception cref="InvalidOperationException">It was not added to an engine yet.</exception>
    protected IEngineClock Clock => Runner.Host.Clock;

    /// <summary>Positions, profits and accounts, to read.</summary>
    /// <exception cref="InvalidOperationException">It was not added to an engine yet.</exception>
    protected Portfolio Portfolio => Runner.Host.Portfolio;

    /// <summary>Own orders that work or may work at a venue.</summary>
    /// <exception cref="InvalidOperationException">It was not added to an engine yet.</exception>
    protected OrderList OpenOrders => Runner.OpenOrders;

    internal bool IsAdded => _runner is not null;

    private StrategyRunner Runner => _runner ?? ThrowNotAdded();

    /// <summary>It starts: subscribe here. Orders may be placed.</summary>
    protected internal virtual void OnStart()
    {
    }

    /// <summary>It stops: own orders are canceled afterwards; new ones are refused. Subscriptions and timers end by themselves.</summary>
    protected internal virtual void OnStop()
    {
    }

    /// <summary>A best bid and offer of an instrument subscribed to by <see cref="SubscribeQuotes"/>.</summary>
    protected internal virtual void OnQuote(in QuoteTick quote)
    {
    }

    /// <summary>A trade of an instrument subscribed to by <see cref="SubscribeTrades"/>.</summary>
    protected internal virtual void OnTrade(in TradeTick trade)
    {
    }

    /// <summary>A valid book changed, of an instrument subscribed to by <see cref="SubscribeBook"/>. Never called with a book that is not valid.</summary>
    protected internal virtual void OnOrderBook(OrderBook book, in BookUpdate update)
    {
    }

    /// <summary>A book subscribed to became valid or invalid.</summary>
    protected internal virtual void OnBookState(in BookStateEvent e)
    {
    }

    /// <summary>Data of an instrument subscribed to went silent or came back.</summary>
    protected internal virtual void OnStaleData(in StaleDataEvent e)
    {
    }

    /// <summary>A bar closed, subscribed to by <see cref="SubscribeBars"/>. The running one stands in the cache.</summary>
    protected internal virtual void OnBar(in Bar bar)
    {
    }

    /// <summary>The engine's beat, when it has one.</summary>
    protected internal virtual void OnTick(in TickEvent tick)
    {
    }

    /// <summary>Something happened to an own order; the order shows it already. Also called while paused or stopped.</summary>
    protected internal virtual void OnOrder(Order order, in OrderEvent e)
    {
    }

    /// <summary>An own fill changed a position. Also called while paused or stopped.</summary>
    protected internal virtual void OnPosition(in PositionEvent e)
    {
    }

    /// <summary>A timer started by <see cref="StartTimer"/> fired.</summary>
    protected internal virtual void OnTimer(StrategyTimer timer)
    {
    }

    /// <summary>Parameters were changed from outside; they hold already.</summary>
    protected internal virtual void OnParametersChanged()
    {
    }

    /// <summary>Looks at changed parameters together, before they hold.</summary>
    /// <returns>Null when they are good; else a sentence: the change is refused.</returns>
    protected internal virtual string? CheckParameters() => null;

    /// <summary>Sets parameters of a strategy that no engine runs, all or none: to find bad values before one is made to trade.</summary>
    /// <returns>All problems; empty when the values were taken.</returns>
    /// <exception cref="InvalidOperationException">An engine has it: change parameters there.</exception>
    public IReadOnlyList<string> TryParameters(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return IsAdded ? throw new InvalidOperationException("The strategy belongs to an engine; change its parameters there.") : Parameters.Set(values, CheckParameters);
    }

    /// <summary>Writes what it must know after a restart. Called on stop and by <see cref="SaveStateNow"/>; writing nothing saves nothing.</summary>
    protected internal virtual void SaveState(IBufferWriter<byte> destination)
    {
    }

    /// <summary>Reads what <see cref="SaveState"/> wrote, before <see cref="OnStart"/>. Not called when nothing was saved.</summary>
    protected internal virtual void LoadState(ReadOnlySpan<byte> state)
    {
    }

    /// <summary>Places an order.</summary>
    /// <returns>The order: look at its state, it may be <see cref="OrderState.Denied"/> already. While the strategy is not running it is always denied, without a record.</returns>
    protected Order Submit(in OrderRequest request) => Runner.Orders.Submit(in request);

    /// <summary>
    /// Places several orders together: each passes the risk check in turn, those before it counted as working; all that pass are
    /// recorded before the first is handed over; then each has its own outcome. That some pass and others not is normal.
    /// </summary>
    /// <param name="requests">At most <see cref="IOrderEntry.MaxBatch"/>.</param>
    /// <param name="orders">Gets the orders in the requests' order; look at their states. At least as long.</param>
    /// <returns>How many were not denied; 0 while the strategy is not running.</returns>
    /// <exception cref="ArgumentException">Too many requests, or too little room for the orders.</exception>
    protected int SubmitBatch(ReadOnlySpan<OrderRequest> requests, Span<Order> orders) => Runner.Orders.SubmitBatch(requests, orders);

    /// <summary>Asks for the cancel of several own orders, sent together; also while paused or stopped. Each has its own outcome.</summary>
    /// <returns>How many have something to cancel.</returns>
    /// <exception cref="ArgumentException">An order is another's; none was canceled.</exception>
    protected int CancelBatch(ReadOnlySpan<Order> orders) => Runner.Orders.CancelBatch(orders);

    /// <summary>Asks for an own order's cancel; also while paused or stopped.</summary>
    /// <returns>False when there is nothing to cancel.</returns>
    /// <exception cref="ArgumentException">The order is another's.</exception>
    protected bool Cancel(Order order) => Runner.Orders.Cancel(order);

    /// <summary>Asks for the cancel of all own open orders; also while paused or stopped.</summary>
    /// <returns>How many cancels were asked for.</returns>
    protected int CancelAll() => Runner.Orders.CancelAll("asked by the strategy");

    /// <summary>Asks for a change of price and whole quantity of an own order.</summary>
    /// <returns>False when it cannot be asked, or the strategy is not running.</returns>
    /// <exception cref="ArgumentException">The order is another's.</exception>
    protected bool Modify(Order order, Price price, Quantity quantity) => Runner.Orders.Modify(order, price, quantity);

    /// <summary>Finds an instrument, written <c>BTCUSDT.BINANCE</c>.</summary>
    /// <exception cref="ArgumentException">No such instrument.</exception>
    protected InstrumentHandle FindInstrument(string instrument)
    {
        if (InstrumentId.TryParse(instrument, out InstrumentId id) && Cache.TryGetHandle(id, out InstrumentHandle handle))
            return handle;
        throw new ArgumentException($"No instrument '{instrument}' is known; write it as SYMBOL.VENUE.", nameof(instrument));
    }

    /// <summary>From now on <see cref="OnQuote"/> is called. Idempotent; ends with the strategy.</summary>
    protected void SubscribeQuotes(InstrumentHandle instrument) => Runner.Subscribe(instrument, MarketDataKinds.Quotes);

    /// <summary>From now on <see cref="OnTrade"/> is called. Idempotent; ends with the strategy.</summary>
    protected void SubscribeTrades(InstrumentHandle instrument) => Runner.Subscribe(instrument, MarketDataKinds.Trades);

    /// <summary>From now on <see cref="OnOrderBook"/> and <see cref="OnBookState"/> are called. Idempotent; ends with the strategy.</summary>
    protected void SubscribeBook(InstrumentHandle instrument) => Runner.Subscribe(instrument, MarketDataKinds.Book);

    /// <summary>From now on <see cref="OnBar"/> is called. Idempotent; ends with the strategy.</summary>
    /// <returns>False when the venue has no candles of that interval.</returns>
    protected bool SubscribeBars(InstrumentHandle instrument, BarInterval interval, BarSource source = BarSource.Trades) =>
        Runner.SubscribeBars(instrument, interval, source);

    /// <summary>From now on the handler is called with messages of any topic or pattern while the strategy runs. Ends with the strategy.</summary>
    protected void SubscribeTopic<T>(string pattern, MessageHandler<T> handler) => Runner.SubscribeTopic(pattern, handler);

    /// <summary>Starts a timer that calls <see cref="OnTimer"/>.</summary>
    /// <param name="name">To tell it from others.</param>
    /// <param name="dueNanos">Nanoseconds to the first firing, 0 or more.</param>
    /// <param name="periodNanos">Nanoseconds between firings; 0: once.</param>
    /// <exception cref="InvalidOperationException">The strategy is not running, or has too many timers.</exception>
    protected StrategyTimer StartTimer(string name, long dueNanos, long periodNanos = 0) => Runner.StartTimer(name, dueNanos, periodNanos);

    /// <summary>Saves what <see cref="SaveState"/> writes now.</summary>
    /// <returns>False when it could not be saved.</returns>
    protected bool SaveStateNow() => Runner.SaveState();

    internal void Attach(StrategyRunner runner) => _runner = runner;

    [DoesNotReturn]
    private static StrategyRunner ThrowNotAdded() => throw new InvalidOperationException("The strategy was not added to an engine yet.");
}
