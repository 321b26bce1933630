using LiveTrading.Engine.Events;
using LiveTrading.Engine.Kernel;
using LiveTrading.Engine.Strategies;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Cli.Demo;

/// <summary>Wants everything that is recorded: quotes, trades and the book, so that the book is built and compared whatever the strategies subscribe to.</summary>
internal sealed class BookWatcher
{
    private readonly TradingKernel _kernel;
    private readonly string _instrument;
    private bool _subscribed;

    public BookWatcher(TradingKernel kernel, string instrument)
    {
        _kernel = kernel;
        _instrument = instrument;
        kernel.Bus.Subscribe<StrategyEvent>(SystemTopics.Strategy, OnStrategy, owner: "demo");
    }

    private void OnStrategy(in StrategyEvent e)
    {
        if (_subscribed || e.State != StrategyState.Running || !InstrumentId.TryParse(_instrument, out InstrumentId id) || !_kernel.Cache.TryGetHandle(id, out InstrumentHandle handle))
            return;
        _subscribed = true;
        _kernel.Data.Subscribe(handle, MarketDataKinds.Quotes | MarketDataKinds.Trades | MarketDataKinds.Book);
    }
}
