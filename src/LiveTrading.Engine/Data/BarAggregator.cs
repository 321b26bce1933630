using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Data;

/// <summary>
/// Makes time bars from trades, aligned to UTC by the trades' own event time (weeks begin on Monday). A bar closes when the
/// first trade of a later interval comes; intervals without trades have no bar. The running bar stands in the cache; closed bars are published. Allocates nothing per trade.
/// </summary>
internal sealed class BarAggregator(BarSeries series, Publisher<Bar> publisher, DataCounts counts)
{
    // An event time so far ahead of the dispatch is an error of the venue; believing it would make all later trades late.
    private const long MaxLeadNanos = 86_400 * UnixNanos.PerSecond;

    // 1970-01-01 was a Thursday: weeks that begin on Monday lie four days behind.
    private const long WeekOffsetNanos = 4 * 86_400 * UnixNanos.PerSecond;
    private const int WeekSeconds = 604_800;

    private Bar _bar;
    private bool _isRunning;

    internal int Subscribers { get; set; }

    internal BarInterval Interval => series.Interval;

    internal void OnTrade(in TradeTick trade)
    {
        long time = trade.EventTime.Value;
        if (time <= 0 || (trade.ReceivedTime.Value > 0 && time - trade.ReceivedTime.Value > MaxLeadNanos))
        {
            counts.Malformed++;
            return;
        }

        UnixNanos openTime = OpenTimeOf(time);
        if (!_isRunning || openTime > _bar.OpenTime)
        {
            if (_isRunning)
                Close();
            _bar = new Bar(trade.Instrument, series.Interval, BarSource.Trades, openTime, trade.Price, trade.Price, trade.Price, trade.Price, trade.Quantity, 1, IsClosed: false);
            _isRunning = true;
            series.Put(in _bar);
            return;
        }

        if (openTime < _bar.OpenTime)
        {
            counts.LateForBar++;
            return;
        }

        long volume = _bar.Volume.Raw + trade.Quantity.Raw;
        if (volume < 0)
        {
            counts.Malformed++;
            return;
        }

        _bar = _bar with
        {
            High = trade.Price > _bar.High ? trade.Price : _bar.High,
            Low = trade.Price < _bar.Low ? trade.Price : _bar.Low,
            Close = trade.Price,
            Volume = new Quantity(volume),
            TradeCount = _bar.TradeCount + 1,
        };
        series.Put(in _bar);
    }

    private UnixNanos OpenTimeOf(long time)
    {
        long length = series.Interval.Nanos;
        long offset = series.Interval.Seconds % WeekSeconds == 0 ? WeekOffsetNanos : 0;
        long since = (time - offset) % length;
        return new UnixNanos(time - (since < 0 ? since + length : since));
    }

    private void Close()
    {
        _bar = _bar with { IsClosed = true };
        series.Put(in _bar);
        counts.BarsPublished++;
        publisher.Publish(in _bar);
    }
}
