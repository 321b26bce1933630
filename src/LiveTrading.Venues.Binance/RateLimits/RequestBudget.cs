using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance.RateLimits;

/// <summary>
/// The venue's limits, kept before it has to say so: request weight a minute and orders per window, in windows aligned to
/// the venue's clock. What the venue reports replaces our own count. Loop thread; nothing is allocated; O(1).
/// </summary>
/// <remarks>Limits until exchangeInfo told its own: 6,000 weight a minute, 50 orders in 10 s, 160,000 a day (July 2026).</remarks>
internal sealed class RequestBudget
{
    /// <summary>Share of the weight that only cancels and queries may use, percent.</summary>
    public const int ReservedPercent = 20;

    private Window _weight = new(60, 6000);
    private Window _orders = new(10, 50);
    private Window _dailyOrders = new(86_400, 160_000);
    private long _blockedUntil;
    private int _openWeight;
    private int _openOrders;

    private record struct Window(int Seconds, long Limit)
    {
        public long Number;
        public long Used;

        public void Roll(long serverMilliseconds)
        {
            long number = serverMilliseconds / (Seconds * 1000L);
            if (number == Number)
                return;

            // A clock set back carries the count over: it must not give budget away.
            if (number > Number)
                Used = 0;
            Number = number;
        }
    }

    /// <summary>The venue refused everything until this moment, Unix milliseconds; in the past when it did not.</summary>
    public long BlockedUntil => _blockedUntil;

    /// <summary>Weight a minute.</summary>
    public long WeightLimit => _weight.Limit;

    /// <summary>Weight used in the present minute, including what waits for an answer.</summary>
    public long WeightUsed => _weight.Used;

    /// <summary>Requests refused here.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes weight for a new order, which must leave the reserved share alone, and one of the orders allowed.</summary>
    public bool TryTakeOrder(int weight, long serverMilliseconds)
    {
        Roll(serverMilliseconds);
        if (_orders.Used >= _orders.Limit || _dailyOrders.Used >= _dailyOrders.Limit || !TakeWeight(weight, _weight.Limit * (100 - ReservedPercent) / 100, serverMilliseconds))
        {
            Refused++;
            return false;
        }

        _orders.Used++;
        _dailyOrders.Used++;
        _openOrders++;
        return true;
    }

    /// <summary>Takes weight for a cancel or a query.</summary>
    public bool TryTake(int weight, long serverMilliseconds)
    {
        Roll(serverMilliseconds);
        if (TakeWeight(weight, _weight.Limit, serverMilliseconds))
            return true;
        Refused++;
        return false;
    }

    /// <summary>Takes weight for what can wait, such as a book snapshot: leaves the reserved share alone.</summary>
    public bool TryTakeDeferrable(int weight, long serverMilliseconds)
    {
        Roll(serverMilliseconds);
        if (TakeWeight(weight, _weight.Limit * (100 - ReservedPercent) / 100, serverMilliseconds))
            return true;
        Refused++;
        return false;
    }

    /// <summary>A request that took weight was answered, lost, or never sent.</summary>
    /// <param name="weight">As taken.</param>
    /// <param name="isOrder">Whether it was a new order.</param>
    /// <param name="unsent">It never left: what it took is given back.</param>
    public void Settle(int weight, bool isOrder, bool unsent)
    {
        _openWeight -= weight;
        if (isOrder)
            _openOrders--;
        if (!unsent)
            return;
        _weight.Used = Math.Max(0, _weight.Used - weight);
        if (isOrder)
        {
            _orders.Used = Math.Max(0, _orders.Used - 1);
            _dailyOrders.Used = Math.Max(0, _dailyOrders.Used - 1);
        }
    }

    /// <summary>What the venue says was used, and its limits.</summary>
    public void Report(ReadOnlySpan<RateLimitUsage> usages, long serverMilliseconds)
    {
        Roll(serverMilliseconds);
        foreach (ref readonly RateLimitUsage usage in usages)
        {
            if (usage.Limit <= 0)
                continue;
            if (usage.Kind == RateLimitKind.RequestWeight && usage.WindowSeconds == _weight.Seconds)
                Set(ref _weight, usage, _openWeight);
            else if (usage.Kind == RateLimitKind.Orders && usage.WindowSeconds == _orders.Seconds)
                Set(ref _orders, usage, _openOrders);
            else if (usage.Kind == RateLimitKind.Orders && usage.WindowSeconds == _dailyOrders.Seconds)
                Set(ref _dailyOrders, usage, _openOrders);
        }
    }

    /// <summary>The venue's time was learnt to be another than assumed: a block lasts as long as it would have.</summary>
    public void Shift(long milliseconds)
    {
        if (_blockedUntil > 0)
            _blockedUntil += milliseconds;
    }

    /// <summary>The venue answered 429 or 418: nothing is asked until then.</summary>
    /// <param name="untilMilliseconds">0: it did not say; then until the present minute ends.</param>
    /// <param name="serverMilliseconds">Now.</param>
    public void Block(long untilMilliseconds, long serverMilliseconds)
    {
        if (untilMilliseconds <= 0)
            untilMilliseconds = ((serverMilliseconds / 60_000) + 1) * 60_000;
        _blockedUntil = Math.Max(_blockedUntil, untilMilliseconds);
    }

    /// <summary>The venue refused an order for their number: none until the window ends.</summary>
    public void BlockOrders(long serverMilliseconds)
    {
        Roll(serverMilliseconds);
        _orders.Used = Math.Max(_orders.Used, _orders.Limit);
    }

    private static void Set(ref Window window, in RateLimitUsage usage, int open)
    {
        long used = usage.Count >= 0 ? usage.Count + open : window.Used;
        window = new Window(window.Seconds, usage.Limit) { Number = window.Number, Used = used };
    }

    private bool TakeWeight(int weight, long limit, long serverMilliseconds)
    {
        if (serverMilliseconds < _blockedUntil || _weight.Used + weight > limit)
            return false;
        _weight.Used += weight;
        _openWeight += weight;
        return true;
    }

    private void Roll(long serverMilliseconds)
    {
        _weight.Roll(serverMilliseconds);
        _orders.Roll(serverMilliseconds);
        _dailyOrders.Roll(serverMilliseconds);
    }
}
