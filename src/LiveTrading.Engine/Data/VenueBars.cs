using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>The venue's own candles of one instrument and interval.</summary>
internal sealed class VenueBars(BarSeries series, Publisher<Bar> publisher)
{
    internal BarSeries Series { get; } = series;

    internal Publisher<Bar> Publisher { get; } = publisher;

    internal int Subscribers { get; set; }
}
