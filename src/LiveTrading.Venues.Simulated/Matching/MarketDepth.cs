using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>
/// What the recording displays: its depth, the top replaced by the latest best bid and offer, less what users already took
/// at a level since that level last changed.
/// </summary>
/// <remarks>
/// One thread. Which of ticker and depth is the latest is told by their update ids. Prices and quantities times 10^8.
/// </remarks>
internal sealed class MarketDepth
{
    private readonly Dictionary<long, Taken> _takenBids = [];
    private readonly Dictionary<long, Taken> _takenAsks = [];
    private long _tickerUpdateId = -1;
    private long _tickerBid;
    private long _tickerBidQuantity;
    private long _tickerAsk;
    private long _tickerAskQuantity;

    public DepthSide Bids { get; } = new(true);

    public DepthSide Asks { get; } = new(false);

    /// <summary>The last update id of the depth; −1 before any.</summary>
    public long LastUpdateId { get; set; } = -1;

    /// <summary>True when the ticker is at least as new as the depth, so that it rules the top.</summary>
    private bool TickerRules => _tickerUpdateId >= 0 && _tickerUpdateId >= LastUpdateId;

    public void Clear()
    {
        Bids.Clear();
        Asks.Clear();
        _takenBids.Clear();
        _takenAsks.Clear();
        LastUpdateId = -1;
        _tickerUpdateId = -1;
    }

    /// <summary>Takes in a best bid and offer; a quantity of 0 means that the side is empty. An older one than the last is ignored.</summary>
    public void SetTicker(long updateId, long bid, long bidQuantity, long ask, long askQuantity)
    {
        if (updateId < _tickerUpdateId)
            return;
        _tickerUpdateId = updateId;
        _tickerBid = bid;
        _tickerBidQuantity = bidQuantity;
        _tickerAsk = ask;
        _tickerAskQuantity = askQuantity;
        ForgetChanged();
    }

    /// <summary>To be called after the depth changed: levels that display another quantity than when users took from them are whole again.</summary>
    public void ForgetChanged()
    {
        if (_takenBids.Count > 0)
            ForgetChanged(OrderSide.Buy, _takenBids);
        if (_takenAsks.Count > 0)
            ForgetChanged(OrderSide.Sell, _takenAsks);
    }

    /// <summary>What the recording displays at a price, nothing deducted.</summary>
    public long Displayed(OrderSide side, long price)
    {
        bool bid = side == OrderSide.Buy;
        DepthSide depth = bid ? Bids : Asks;
        if (!TickerRules)
            return depth.QuantityOf(price);
        long top = bid ? _tickerBid : _tickerAsk;
        long topQuantity = bid ? _tickerBidQuantity : _tickerAskQuantity;
        if (topQuantity == 0)
            return 0;
        if (price == top)
            return topQuantity;
        bool worse = bid ? price < top : price > top;
        return worse ? depth.QuantityOf(price) : 0;
    }

    /// <summary>What is left to take at a price.</summary>
    public long Available(OrderSide side, long price)
    {
        long displayed = Displayed(side, price);
        Dictionary<long, Taken> taken = side == OrderSide.Buy ? _takenBids : _takenAsks;
        return taken.TryGetValue(price, out Taken entry) ? Math.Max(0, displayed - entry.Quantity) : displayed;
    }

    /// <summary>Deducts what a user took.</summary>
    public void Take(OrderSide side, long price, long quantity)
    {
        Dictionary<long, Taken> taken = side == OrderSide.Buy ? _takenBids : _takenAsks;
        taken.TryGetValue(price, out Taken entry);
        taken[price] = new Taken(Displayed(side, price), entry.Quantity + quantity);
    }

    /// <summary>The levels of a side from the best on.</summary>
    public LevelCursor Levels(OrderSide side) => new(this, side);

    /// <summary>The best displayed level, nothing deducted.</summary>
    public bool TryTop(OrderSide side, out long price, out long quantity)
    {
        var cursor = new LevelCursor(this, side);
        bool found = cursor.MoveNext();
        price = cursor.Price;
        quantity = found ? Displayed(side, price) : 0;
        return found;
    }

    private void ForgetChanged(OrderSide side, Dictionary<long, Taken> taken)
    {
        foreach ((long price, Taken entry) in taken)
        {
            if (Displayed(side, price) != entry.Displayed)
                taken.Remove(price);
        }
    }

    private readonly record struct Taken(long Displayed, long Quantity);

    /// <summary>Walks the displayed levels from the best on.</summary>
    internal struct LevelCursor(MarketDepth depth, OrderSide side)
    {
        private int _rank = -1;
        private bool _started;

        public long Price { get; private set; }

        /// <summary>What is left to take at <see cref="Price"/>.</summary>
        public readonly long Available => depth.Available(side, Price);

        public bool MoveNext()
        {
            bool bid = side == OrderSide.Buy;
            DepthSide levels = bid ? depth.Bids : depth.Asks;
            long top = bid ? depth._tickerBid : depth._tickerAsk;
            if (!_started)
            {
                _started = true;
                if (depth.TickerRules)
                {
                    Price = top;
                    return (bid ? depth._tickerBidQuantity : depth._tickerAskQuantity) > 0;
                }
            }

            while (++_rank < levels.Count)
            {
                long price = levels.PriceAt(_rank);
                if (depth.TickerRules && (bid ? price >= top : price <= top))
                    continue;
                Price = price;
                return true;
            }

            return false;
        }
    }
}
