using LiveTrading.Venues.Simulated.Matching;

namespace LiveTrading.Venues.Simulated.Accounts;

/// <summary>A user's balances, orders and trades. Thread: the venue's loop.</summary>
/// <remarks>Keeps every order and trade up to <see cref="MaxHistory"/>; beyond it the oldest that are no longer open are forgotten.</remarks>
internal sealed class VenueAccount(long userId, long makerFee, long takerFee)
{
    /// <summary>Orders and trades kept per account.</summary>
    public const int MaxHistory = 200_000;

    private readonly SortedDictionary<string, AssetBalance> _balances = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Symbol, string ClientOrderId), VenueOrder> _byClientId = [];
    private readonly Dictionary<long, VenueOrder> _byId = [];
    private readonly Queue<VenueOrder> _history = new();
    private readonly Queue<VenueFill> _fills = new();
    private readonly Dictionary<string, int> _openCounts = [];
    private readonly List<AssetBalance> _touched = [];

    public long UserId { get; } = userId;

    /// <summary>Share of what a maker receives, times 10^8.</summary>
    public long MakerFee { get; } = makerFee;

    /// <summary>Share of what a taker receives, times 10^8.</summary>
    public long TakerFee { get; } = takerFee;

    public long UpdateTimeMs { get; set; }

    public IReadOnlyCollection<AssetBalance> Balances => _balances.Values;

    public IEnumerable<VenueOrder> Orders => _history;

    public IEnumerable<VenueFill> Fills => _fills;

    /// <summary>Balances changed since the last account event, in the order of their first change.</summary>
    public List<AssetBalance> Touched => _touched;

    public AssetBalance Balance(string asset)
    {
        if (!_balances.TryGetValue(asset, out AssetBalance? balance))
            _balances.Add(asset, balance = new AssetBalance(asset));
        return balance;
    }

    /// <summary>The balance of an asset about to change: it will be in the next account event.</summary>
    public AssetBalance Touch(string asset)
    {
        AssetBalance balance = Balance(asset);
        if (!_touched.Contains(balance))
            _touched.Add(balance);
        return balance;
    }

    public int OpenOrders(string symbol) => _openCounts.GetValueOrDefault(symbol);

    public VenueOrder? FindOrder(long orderId) => _byId.GetValueOrDefault(orderId);

    /// <summary>The latest order that carries a client order id now.</summary>
    public VenueOrder? FindOrder(string symbol, string clientOrderId) => _byClientId.GetValueOrDefault((symbol, clientOrderId));

    public void Add(VenueOrder order)
    {
        _byId.Add(order.OrderId, order);
        _byClientId[(order.Symbol, order.ClientOrderId)] = order;
        _history.Enqueue(order);
        _openCounts[order.Symbol] = OpenOrders(order.Symbol) + 1;
        if (_history.Count <= MaxHistory)
            return;
        VenueOrder oldest = _history.Dequeue();
        if (oldest.IsOpen)
        {
            _history.Enqueue(oldest);
            return;
        }

        _byId.Remove(oldest.OrderId);
        if (_byClientId.TryGetValue((oldest.Symbol, oldest.ClientOrderId), out VenueOrder? named) && named == oldest)
            _byClientId.Remove((oldest.Symbol, oldest.ClientOrderId));
    }

    public void AddFill(VenueFill fill)
    {
        _fills.Enqueue(fill);
        if (_fills.Count > MaxHistory)
            _fills.Dequeue();
    }

    /// <summary>An order got another client order id: by a cancel or an amendment.</summary>
    public void Rename(VenueOrder order, string clientOrderId)
    {
        if (_byClientId.TryGetValue((order.Symbol, order.ClientOrderId), out VenueOrder? named) && named == order)
            _byClientId.Remove((order.Symbol, order.ClientOrderId));
        order.ClientOrderId = clientOrderId;
        _byClientId[(order.Symbol, clientOrderId)] = order;
    }

    public void OnClosed(VenueOrder order) => _openCounts[order.Symbol] = OpenOrders(order.Symbol) - 1;
}
