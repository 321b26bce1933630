using System.Buffers;
using System.Text;
using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Portfolios;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Tests.Strategies;

/// <summary>Logs every call, subscribes to everything of one instrument, and throws where it is told to.</summary>
internal sealed class ProbeStrategy : Strategy
{
    public ProbeStrategy()
    {
        Size = Parameters.Declare("Size", 1m, 0.1m, 10m, "order size");
        Levels = Parameters.Declare("Levels", 3, 1, 5);
    }

    public StrategyParameter<decimal> Size { get; }

    public StrategyParameter<int> Levels { get; }

    public List<string> Log { get; } = [];

    public string? ThrowIn { get; set; }

    public Action<ProbeStrategy>? Started { get; set; }

    public Action<ProbeStrategy>? Quoted { get; set; }

    public string StateToSave { get; set; } = "";

    public InstrumentHandle Instrument => FindInstrument("BTCUSDT.TEST");

    public Order Place(OrderType type = OrderType.Limit, bool reduceOnly = false) => Submit(new OrderRequest
    {
        Instrument = Instrument,
        Side = OrderSide.Sell,
        Type = type,
        Quantity = Quantity.Of(1),
        Price = Price.Of(100),
        ReduceOnly = reduceOnly,
    });

    public bool CancelIt(Order order) => Cancel(order);

    public bool ModifyIt(Order order) => Modify(order, Price.Of(1), Quantity.Of(1));

    public StrategyTimer Timer(string name, long due, long period = 0) => StartTimer(name, due, period);

    public void SubscribeEverything()
    {
        SubscribeQuotes(Instrument);
        SubscribeQuotes(Instrument);
        SubscribeTrades(Instrument);
        SubscribeBook(Instrument);
        SubscribeBars(Instrument, BarInterval.OneSecond);
    }

    public void Listen(string pattern) => SubscribeTopic<string>(pattern, (in string m) => Note($"topic {m}"));

    protected internal override void OnStart()
    {
        Note("OnStart");
        Started?.Invoke(this);
    }

    protected internal override void OnStop() => Note("OnStop");

    protected internal override void OnQuote(in QuoteTick quote)
    {
        Note("OnQuote");
        Quoted?.Invoke(this);
    }

    protected internal override void OnTrade(in TradeTick trade) => Note("OnTrade");

    protected internal override void OnOrderBook(OrderBook book, in BookUpdate update) => Note(book.IsValid ? "OnOrderBook" : "OnOrderBook invalid");

    protected internal override void OnBookState(in BookStateEvent e) => Note($"OnBookState {e.State}");

    protected internal override void OnStaleData(in StaleDataEvent e) => Note($"OnStaleData {e.IsStale}");

    protected internal override void OnBar(in Bar bar) => Note("OnBar");

    protected internal override void OnTick(in TickEvent tick) => Note("OnTick");

    protected internal override void OnOrder(Order order, in OrderEvent e) => Note($"OnOrder {e.Kind}");

    protected internal override void OnPosition(in PositionEvent e) => Note("OnPosition");

    protected internal override void OnTimer(StrategyTimer timer) => Note($"OnTimer {timer.Name}");

    protected internal override void OnParametersChanged() => Note($"OnParametersChanged {Size.Text} {Levels.Text}");

    protected internal override string? CheckParameters() => Size.Value * Levels.Value > 20 ? "Size times Levels must not be above 20." : null;

    protected internal override void SaveState(IBufferWriter<byte> destination)
    {
        Note("SaveState");
        destination.Write(Encoding.UTF8.GetBytes(StateToSave));
    }

    protected internal override void LoadState(ReadOnlySpan<byte> state) => Note($"LoadState {Encoding.UTF8.GetString(state)}");

    private void Note(string what)
    {
        Log.Add(what);
        if (ThrowIn is not null && what.StartsWith(ThrowIn, StringComparison.Ordinal))
            throw new ArithmeticException("the probe was told to");
    }
}
