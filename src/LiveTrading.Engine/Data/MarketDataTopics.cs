using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>Names of the market data topics and what each carries.</summary>
public static class MarketDataTopics
{
    /// <summary>Carries <see cref="QuoteTick"/>: <c>market_data.BTCUSDT.BINANCE</c>.</summary>
    public static string Quotes(InstrumentId instrument) => "market_data." + instrument;

    /// <summary>Carries <see cref="TradeTick"/>: <c>trade.BTCUSDT.BINANCE</c>.</summary>
    public static string Trades(InstrumentId instrument) => "trade." + instrument;

    /// <summary>Carries <see cref="BookUpdate"/>, after it was applied to a valid book: <c>orderbook.BTCUSDT.BINANCE</c>.</summary>
    public static string Book(InstrumentId instrument) => "orderbook." + instrument;

    /// <summary>Carries closed <see cref="Bar"/>s of either source: <c>candle.BTCUSDT.BINANCE.1m</c>.</summary>
    public static string Bars(InstrumentId instrument, BarInterval interval) => $"candle.{instrument}.{interval}";
}
