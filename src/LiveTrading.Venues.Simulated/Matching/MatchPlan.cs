using LiveTrading.Model.Orders;

namespace LiveTrading.Venues.Simulated.Matching;

/// <summary>
/// What a taker would match now, in price-time priority over what the recording displays and what other users rest. Made
/// before anything changes, so that fill-or-kill, balances and quote amounts are judged on exactly what then happens.
/// </summary>
internal sealed class MatchPlan
{
    private readonly List<Match> _matches = [];

    public IReadOnlyList<Match> Matches => _matches;

    public long Quantity { get; private set; }

    public long Cost { get; private set; }

    /// <summary>Self-trade prevention ends the taker.</summary>
    public bool TakerExpires { get; private set; }

    /// <summary>Fills the plan.</summary>
    /// <param name="depth">What the recording displays.</param>
    /// <param name="resting">Users' orders of the other side.</param>
    /// <param name="rules">For the quantity grid.</param>
    /// <param name="taker">Who takes.</param>
    /// <param name="quantity">At most so much.</param>
    /// <param name="budget">At most so much quote; <see cref="long.MaxValue"/> for no limit.</param>
    public void Make(MarketDepth depth, RestingOrders resting, SymbolRules rules, VenueOrder taker, long quantity, long budget)
    {
        _matches.Clear();
        Quantity = 0;
        Cost = 0;
        TakerExpires = false;
        bool buy = taker.IsBuy;
        long limit = taker.IsMarket ? (buy ? long.MaxValue : 0) : taker.Price;
        MarketDepth.LevelCursor level = depth.Levels(buy ? OrderSide.Sell : OrderSide.Buy);
        bool hasLevel = level.MoveNext();
        long levelLeft = hasLevel ? rules.ToGrid(level.Available) : 0;
        long takenHere = 0;
        int rank = 0;
        while (Quantity < quantity && !TakerExpires)
        {
            if (hasLevel && levelLeft == 0)
            {
                // An exhausted level stays in view while users rest at its price, for the queue ahead of them.
                if (rank >= resting.Count || resting[rank].Price != level.Price)
                {
                    hasLevel = level.MoveNext();
                    levelLeft = hasLevel ? rules.ToGrid(level.Available) : 0;
                    takenHere = 0;
                    continue;
                }
            }

            VenueOrder? maker = rank < resting.Count ? resting[rank] : null;
            bool displayedFirst;
            if (!hasLevel || maker is null)
                displayedFirst = hasLevel;
            else if (level.Price == maker.Price)
                displayedFirst = levelLeft > 0 && takenHere < maker.QueueAhead;
            else
                displayedFirst = buy ? level.Price < maker.Price : level.Price > maker.Price;
            if (!displayedFirst && maker is null)
                return;

            long price = displayedFirst ? level.Price : maker!.Price;
            if (buy ? price > limit : price < limit)
                return;
            if (!displayedFirst && maker!.Account == taker.Account)
            {
                if (taker.SelfTrade != SelfTradePrevention.ExpireTaker)
                    _matches.Add(new Match(maker, price, 0));
                TakerExpires = taker.SelfTrade != SelfTradePrevention.ExpireMaker;
                rank++;
                continue;
            }

            long amount = quantity - Quantity;
            if (displayedFirst)
            {
                amount = Math.Min(amount, levelLeft);
                if (maker is not null && maker.Price == price)
                    amount = Math.Min(amount, maker.QueueAhead - takenHere);
            }
            else
            {
                amount = Math.Min(amount, maker!.Leaves);
            }

            if (budget != long.MaxValue)
            {
                Int128 affordable = (Int128)(budget - Cost) * Model.FixedPoint.One / price;
                amount = rules.ToGrid((long)Int128.Min(amount, affordable));
                if (amount == 0)
                    return;
            }

            _matches.Add(new Match(displayedFirst ? null : maker, price, amount));
            Quantity += amount;
            Cost += SymbolRules.Notional(price, amount);
            if (displayedFirst)
            {
                levelLeft -= amount;
                takenHere += amount;
            }
            else if (amount == maker!.Leaves)
            {
                rank++;
            }
        }
    }

    /// <summary>A step of the plan.</summary>
    /// <param name="Maker">The user's order met; null: the recorded market.</param>
    /// <param name="Price">At which price.</param>
    /// <param name="Quantity">How much; 0: the maker expires by self-trade prevention.</param>
    internal readonly record struct Match(VenueOrder? Maker, long Price, long Quantity);
}
