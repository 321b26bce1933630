using LiveTrading.IO.Simulated;
using LiveTrading.Model;
using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>
/// A market that moves by itself: a fair price walks at random and is drawn back to where it started, takers trade the book
/// towards it, makers come, go and follow.
/// </summary>
/// <remarks>
/// Thread: the venue's loop. The same seed gives the same market: only additions, multiplications and square roots of
/// doubles, which are the same on every machine, and whole numbers. The book is never empty nor crossed; every change of a
/// level has an update id of its own. Allocates only where a list grows.
/// </remarks>
internal sealed class GeneratedBook
{
    /// <summary>Levels a taker goes through at most.</summary>
    public const int MaxSweep = 5;

    private const double SecondsPerYear = 365.25 * 86_400;

    /// <summary>The fair price loses its distance from the start at this pace.</summary>
    private const double ReversionSeconds = 900;

    /// <summary>Average distance between levels as a share of the price: a thousandth of a percent.</summary>
    private const double LevelGap = 0.00001;

    private readonly SeededRandom _random;
    private readonly double _start;
    private readonly double _sigmaPerRootSecond;
    private readonly long _tick;
    private readonly long _step;
    private readonly long _gapTicks;
    private readonly long _lowest;
    private readonly long _highest;
    private readonly long _levelNotional;
    private readonly int _levels;
    private readonly List<long> _changedBids = [];
    private readonly List<long> _changedAsks = [];
    private readonly List<GeneratedTrade> _trades = [];
    private double _fair;

    public GeneratedBook(GeneratedSymbol market, SimulatedSymbol symbol, SeededRandom random, long firstUpdateId)
    {
        _random = random;
        _start = FixedPoint.FromDecimal(market.StartPrice);
        _fair = _start;
        _sigmaPerRootSecond = market.Volatility / Math.Sqrt(SecondsPerYear);
        _tick = FixedPoint.FromDecimal(symbol.TickSize);
        _step = FixedPoint.FromDecimal(symbol.StepSize);
        _gapTicks = Math.Max(1, (long)(_start * LevelGap / _tick));
        _lowest = Math.Max(FixedPoint.FromDecimal(symbol.MinPrice), _tick);
        _highest = FixedPoint.FromDecimal(symbol.MaxPrice);
        _levelNotional = FixedPoint.FromDecimal(decimal.Round(market.LevelNotional, FixedPoint.Decimals));
        _levels = market.DepthLevels;
        UpdateId = firstUpdateId;
        Repair();
        ForgetChanges();
    }

    public DepthSide Bids { get; } = new(true);

    public DepthSide Asks { get; } = new(false);

    /// <summary>The id of the last change of a level.</summary>
    public long UpdateId { get; private set; }

    /// <summary>Prices whose quantity changed since <see cref="ForgetChanges"/>, in the order of their first change.</summary>
    public IReadOnlyList<long> ChangedBids => _changedBids;

    /// <inheritdoc cref="ChangedBids"/>
    public IReadOnlyList<long> ChangedAsks => _changedAsks;

    /// <summary>Trades of the last <see cref="Advance"/>, in order.</summary>
    public IReadOnlyList<GeneratedTrade> Trades => _trades;

    public void ForgetChanges()
    {
        _changedBids.Clear();
        _changedAsks.Clear();
    }

    /// <summary>One event of the market.</summary>
    /// <param name="seconds">Market time since the last one.</param>
    public void Advance(double seconds)
    {
        _trades.Clear();
        Walk(seconds);
        if (_fair > Asks.PriceAt(0))
            Sweep(buys: true);
        else if (_fair < Bids.PriceAt(0))
            Sweep(buys: false);
        else
            Act();
        Repair();
    }

    private void Walk(double seconds)
    {
        // Twelve uniform numbers less six: near enough to normal, and without functions that differ between machines.
        double normal = -6;
        for (int i = 0; i < 12; i++)
            normal += _random.Unit();
        _fair += (_fair * _sigmaPerRootSecond * Math.Sqrt(seconds) * normal) + ((_start - _fair) * Math.Min(1, seconds / ReversionSeconds));
        _fair = Math.Clamp(_fair, _start / 4, _start * 4);
    }

    /// <summary>A taker clears the levels that the fair price has left behind.</summary>
    private void Sweep(bool buys)
    {
        DepthSide side = buys ? Asks : Bids;
        for (int i = 0; i < MaxSweep && (buys ? side.PriceAt(0) < _fair : side.PriceAt(0) > _fair); i++)
        {
            long price = side.PriceAt(0);
            _trades.Add(new GeneratedTrade(price, side.QuantityAt(0), BuyerIsMaker: !buys));
            Set(side, price, 0);
        }
    }

    private void Act()
    {
        bool bids = _random.Below(2) == 0;
        DepthSide side = bids ? Bids : Asks;
        long away = bids ? -_tick : _tick;
        long chance = _random.Below(100);
        if (chance < 25)
        {
            long price = side.PriceAt(0);
            long quantity = Share(side.QuantityAt(0));
            _trades.Add(new GeneratedTrade(price, quantity, BuyerIsMaker: bids));
            Set(side, price, side.QuantityAt(0) - quantity);
            return;
        }

        int rank = (int)_random.Below(Math.Min(side.Count, _levels));
        long at = side.PriceAt(rank);
        if (chance < 50)
        {
            long left = side.QuantityAt(rank) - Share(side.QuantityAt(rank));
            if (left > 0 || side.Count > _levels / 2)
                Set(side, at, left);
        }
        else if (chance < 70)
        {
            Set(side, at, Quantity(at));
        }
        else if (chance < 90)
        {
            Add(side, at + (away * (1 + _random.Below(2 * _gapTicks))));
        }
        else
        {
            Improve(bids);
        }
    }

    /// <summary>Closes a wide spread from the side that lags behind the fair price, and keeps the number of levels.</summary>
    private void Repair()
    {
        Fill(Bids, -_tick);
        Fill(Asks, _tick);
        while (Asks.PriceAt(0) - Bids.PriceAt(0) > 2 * _gapTicks * _tick)
            Improve(bids: _fair - Bids.PriceAt(0) > Asks.PriceAt(0) - _fair);
        Trim(Bids);
        Trim(Asks);
    }

    /// <summary>A maker quotes between best bid and offer, if there is room.</summary>
    private void Improve(bool bids)
    {
        long bid = Bids.PriceAt(0);
        long ask = Asks.PriceAt(0);
        long room = ((ask - bid) / _tick) - 1;
        if (room < 1)
            return;
        long ticks = 1 + _random.Below(room);
        Add(bids ? Bids : Asks, bids ? bid + (ticks * _tick) : ask - (ticks * _tick));
    }

    private void Fill(DepthSide side, long away)
    {
        while (side.Count < _levels)
        {
            // The very first levels stand a tick beside the fair price.
            long price = side.Count == 0 ? (long)_fair / _tick * _tick + away : side.PriceAt(side.Count - 1) + (away * (1 + _random.Below(2 * _gapTicks)));
            if (!Add(side, price))
                return;
        }
    }

    private void Trim(DepthSide side)
    {
        while (side.Count > 2 * _levels)
            Set(side, side.PriceAt(side.Count - 1), 0);
    }

    private bool Add(DepthSide side, long price)
    {
        if (price < _lowest || price > _highest)
            return false;
        Set(side, price, Quantity(price));
        return true;
    }

    private void Set(DepthSide side, long price, long quantity)
    {
        side.Set(price, quantity);
        UpdateId++;
        List<long> changed = side == Bids ? _changedBids : _changedAsks;
        if (!changed.Contains(price))
            changed.Add(price);
    }

    private long Quantity(long price)
    {
        Int128 steps = (Int128)_levelNotional * FixedPoint.One / price / _step;
        return _step * (1 + _random.Below(Math.Max(1, 2 * (long)steps)));
    }

    /// <summary>A part of a quantity, on the grid, above nothing, now and then all of it.</summary>
    private long Share(long quantity) => _step * (1 + _random.Below(quantity / _step));
}
