using LiveTrading.Engine.Kernel;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Cli.Running;

/// <summary>Wants quotes, trades and the book of every instrument while the engine runs, so that each book stands and is compared with the venue's best bid and offer, whatever the strategies subscribe to.</summary>
internal static class MarketWatch
{
    /// <summary>Before the engine starts.</summary>
    public static void Attach(LiveTradingEngine engine) => engine.StateChanged += state =>
    {
        if (state == EngineState.Running && engine.Kernel is { } kernel)
            Subscribe(kernel);
    };

    private static void Subscribe(TradingKernel kernel)
    {
        for (int i = 0; i < kernel.Cache.InstrumentCount; i++)
            kernel.Data.Subscribe(new InstrumentHandle(i), MarketDataKinds.Quotes | MarketDataKinds.Trades | MarketDataKinds.Book);
    }
}
