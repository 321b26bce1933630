using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Strategies;

/// <summary>
/// Runs one strategy: every call into its code goes through here and is guarded, so that a throw ends this strategy and
/// nothing else. Bringing it an event allocates nothing.
/// </summary>
internal sealed class StrategyRunner
{
    private readonly List<Subscription> _subscriptions = [];
    private readonly List<(InstrumentHandle Instrument, MarketDataKinds Kind)> _data = [];
    private readonly List<(InstrumentHandle Instrument, BarInterval Interval, BarSource Source)> _bars = [];
    private readonly List<StrategyTimer> _timers = [];

    internal StrategyRunner(StrategyHost host, StrategyId id, Strategy strategy)
    {
        Host = host;
        Id = id;
        Strategy = strategy;
        OpenOrders = host.Cache.OpenOrdersOf(id);
        Orders = new StrategyOrders(this);
    }

    internal StrategyHost Host { get; }

    internal StrategyId Id { get; }

    internal Strategy Strategy { get; }

    internal StrategyState State { get; private set; }

    internal OrderList OpenOrders { get; }

    internal StrategyOrders Orders { get; }

    internal bool Start()
    {
        if (State is StrategyState.Running or StrategyState.Paused)
            return false;
        State = StrategyState.Running;
        try
        {
            if (Host.LoadState(Id) is { } saved)
                Strategy.LoadState(saved);
            SubscribeTopic<TickEvent>(SystemTopics.Tick, OnTick);
            SubscribeTopic<BookStateEvent>(SystemTopics.Book, OnBookState);
            SubscribeTopic<StaleDataEvent>(SystemTopics.Stale, OnStaleData);
            Strategy.OnStart();
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnStart), e);
        }

        if (State != StrategyState.Running)
            return false;
        Say("started", 0);
        return true;
    }

    internal bool Stop(string reason, bool cancelOrders)
    {
        if (State is not (StrategyState.Running or StrategyState.Paused))
            return false;
        State = StrategyState.Stopped;
        EndSubscriptions();
        string saved;
        try
        {
            Strategy.OnStop();
            saved = SaveState() ? "" : "; its state could not be saved";
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnStop), e);
            return true;
        }

        int canceled = cancelOrders ? Orders.CancelWorking(reason) : 0;
        Say(reason + saved, canceled);
        return true;
    }

    internal bool Pause(string reason)
    {
        if (State != StrategyState.Running)
            return false;
        State = StrategyState.Paused;
        Say(reason, Orders.CancelWorking(reason));
        return true;
    }

    internal bool Resume()
    {
        if (State != StrategyState.Paused)
            return false;
        State = StrategyState.Running;
        Say("resumed", 0);
        return true;
    }

    internal IReadOnlyList<string> SetParameters(IReadOnlyDictionary<string, string> values)
    {
        try
        {
            IReadOnlyList<string> problems = Strategy.Parameters.Set(values, Strategy.CheckParameters);
            if (problems.Count == 0 && State is StrategyState.Running or StrategyState.Paused)
                Strategy.OnParametersChanged();
            return problems;
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnParametersChanged), e);
            return [$"strategy {Id} threw {e.GetType().Name}: {e.Message}"];
        }
    }

    internal void Subscribe(InstrumentHandle instrument, MarketDataKinds kind)
    {
        RequireRunning();
        if (_data.Contains((instrument, kind)))
            return;
        InstrumentId id = Host.Cache.Instrument(instrument).Id;

        // The handler is in place before the venue is asked: not even an immediate answer is missed.
        Subscription subscription = kind switch
        {
            MarketDataKinds.Quotes => Host.Bus.Subscribe<QuoteTick>(MarketDataTopics.Quotes(id), OnQuote, owner: Id.Value),
            MarketDataKinds.Trades => Host.Bus.Subscribe<TradeTick>(MarketDataTopics.Trades(id), OnTrade, owner: Id.Value),
            _ => Host.Bus.Subscribe<BookUpdate>(MarketDataTopics.Book(id), OnBook, owner: Id.Value),
        };
        _subscriptions.Add(subscription);
        Host.Data.Subscribe(instrument, kind);
        _data.Add((instrument, kind));
    }

    internal bool SubscribeBars(InstrumentHandle instrument, BarInterval interval, BarSource source)
    {
        RequireRunning();
        if (_bars.Contains((instrument, interval, source)))
            return true;
        InstrumentId id = Host.Cache.Instrument(instrument).Id;
        if (!Host.Data.SubscribeBars(instrument, interval, source))
            return false;
        _bars.Add((instrument, interval, source));
        MessageHandler<Bar> handler = source == BarSource.Trades ? OnTradeBar : OnVenueBar;
        _subscriptions.Add(Host.Bus.Subscribe(MarketDataTopics.Bars(id, interval), handler, owner: Id.Value));
        return true;
    }

    internal void SubscribeTopic<T>(string pattern, MessageHandler<T> handler)
    {
        RequireRunning();
        ArgumentNullException.ThrowIfNull(handler);
        _subscriptions.Add(Host.Bus.Subscribe(pattern, (in T message) => Guarded(handler, in message), owner: Id.Value));
    }

    internal StrategyTimer StartTimer(string name, long dueNanos, long periodNanos)
    {
        RequireRunning();
        ArgumentOutOfRangeException.ThrowIfNegative(dueNanos);
        ArgumentOutOfRangeException.ThrowIfNegative(periodNanos);
        if (_timers.Count >= Host.Options.MaxTimersPerStrategy)
            _timers.RemoveAll(t => !t.IsActive);
        if (_timers.Count >= Host.Options.MaxTimersPerStrategy)
            throw new InvalidOperationException($"Timer '{name}' would be one more than MaxTimersPerStrategy = {Host.Options.MaxTimersPerStrategy}.");
        var timer = new StrategyTimer(this, name, Host.Timers);
        _timers.Add(timer);
        timer.Start(dueNanos, periodNanos);
        return timer;
    }

    internal bool SaveState()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Strategy.SaveState(buffer);
        return buffer.WrittenCount == 0
            || (buffer.WrittenCount <= Host.Options.MaxStateBytes && Host.SaveState(Id, buffer.WrittenSpan));
    }

    internal void OnTimer(StrategyTimer timer)
    {
        if (State != StrategyState.Running)
            return;
        try
        {
            Strategy.OnTimer(timer);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnTimer), e);
        }
    }

    internal void OnOrder(Order order, in OrderEvent e)
    {
        if (State is StrategyState.Created or StrategyState.Failed)
            return;
        try
        {
            Strategy.OnOrder(order, in e);
        }
        catch (Exception x)
        {
            Fail(nameof(Strategy.OnOrder), x);
        }
    }

    internal void OnPosition(in PositionEvent e)
    {
        if (State is StrategyState.Created or StrategyState.Failed)
            return;
        try
        {
            Strategy.OnPosition(in e);
        }
        catch (Exception x)
        {
            Fail(nameof(Strategy.OnPosition), x);
        }
    }

    private void OnQuote(in QuoteTick quote)
    {
        if (State != StrategyState.Running)
            return;
        try
        {
            Strategy.OnQuote(in quote);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnQuote), e);
        }
    }

    private void OnTrade(in TradeTick trade)
    {
        if (State != StrategyState.Running)
            return;
        try
        {
            Strategy.OnTrade(in trade);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnTrade), e);
        }
    }

    private void OnBook(in BookUpdate update)
    {
        // The message may have waited in the bus's queue while the book broke.
        OrderBook book = Host.Cache.Book(update.Instrument);
        if (State != StrategyState.Running || !book.IsValid)
            return;
        try
        {
            Strategy.OnOrderBook(book, in update);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnOrderBook), e);
        }
    }

    private void OnTradeBar(in Bar bar)
    {
        if (bar.Source == BarSource.Trades)
            OnBar(in bar);
    }

    private void OnVenueBar(in Bar bar)
    {
        if (bar.Source == BarSource.Venue)
            OnBar(in bar);
    }

    private void OnBar(in Bar bar)
    {
        if (State != StrategyState.Running)
            return;
        try
        {
            Strategy.OnBar(in bar);
        }
        catch (Exception e)
        {
            Fail(nameof(Strategy.OnBar), e);
        }
    }

    // These three are guarded by SubscribeTopic.
    private void OnTick(in TickEvent tick) => Strategy.OnTick(in tick);

    private void OnBookState(in BookStateEvent e)
    {
        if (_data.Contains((e.Instrument, MarketDataKinds.Book)))
            Strategy.OnBookState(in e);
    }

    private void OnStaleData(in StaleDataEvent e)
    {
        InstrumentHandle instrument = e.Instrument;
        if (_data.Exists(d => d.Instrument == instrument) || _bars.Exists(b => b.Instrument == instrument))
            Strategy.OnStaleData(in e);
    }

    private void Guarded<T>(MessageHandler<T> handler, in T message)
    {
        if (State != StrategyState.Running)
            return;
        try
        {
            handler(in message);
        }
        catch (Exception e)
        {
            Fail(handler.Method.Name, e);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fail(string where, Exception exception)
    {
        State = StrategyState.Failed;
        EndSubscriptions();
        string reason = $"{where} threw {exception.GetType().Name}: {exception.Message}";
        int canceled = Orders.CancelWorking(reason);
        Say(reason + DescribePositions(), canceled);
    }

    private void EndSubscriptions()
    {
        foreach (Subscription subscription in _subscriptions)
            subscription.Dispose();
        _subscriptions.Clear();
        foreach (StrategyTimer timer in _timers)
            timer.Cancel();
        _timers.Clear();
        foreach ((InstrumentHandle instrument, MarketDataKinds kind) in _data)
            Host.Data.Unsubscribe(instrument, kind);
        _data.Clear();
        foreach ((InstrumentHandle instrument, BarInterval interval, BarSource source) in _bars)
            Host.Data.UnsubscribeBars(instrument, interval, source);
        _bars.Clear();
    }

    private string DescribePositions()
    {
        if (Host.Portfolio.FindStrategy(Id) is not { } own)
            return "";
        var text = new StringBuilder();
        foreach (Position position in own.Positions)
        {
            if (position.SignedQuantity != 0)
                text.Append(CultureInfo.InvariantCulture, $"; position {Host.Cache.Instrument(position.Instrument).Id} {position.SignedQuantity}");
        }

        return text.ToString();
    }

    private void RequireRunning()
    {
        if (State is not (StrategyState.Running or StrategyState.Paused))
            throw new InvalidOperationException($"Strategy '{Id}' is {State}: it can subscribe and start timers from OnStart to OnStop.");
    }

    private void Say(string reason, int canceled)
    {
        var e = new StrategyEvent(Id, State, reason, canceled, Host.Clock.Now);
        Host.Events.Publish(in e);
    }
}
