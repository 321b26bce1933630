using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Portfolios;

/// <summary>
/// Positions, profit, fees and accounts. Fed by the execution engine with each fill once and with what the venue says about
/// balances; never guesses. Loop thread. A fill allocates nothing once instrument, strategy and fee currency have been seen.
/// </summary>
public sealed class Portfolio
{
    /// <summary>Transfers whose identity is remembered; the oldest are forgotten beyond it.</summary>
    public const int MaxRememberedTransfers = 65_536;

    /// <summary>Name under which a commission is kept whose currency the venue did not tell.</summary>
    public const string UnknownCurrency = "?";

    private readonly Cache _cache;
    private readonly MessageBus _bus;
    private readonly List<Position> _positions = [];
    private readonly AccountBook _accounts;
    private readonly Dictionary<StrategyId, StrategyPortfolio> _strategies = [];
    private readonly List<StrategyPortfolio> _strategyList = [];
    private readonly Dictionary<string, decimal> _fees = new(StringComparer.Ordinal);
    private Position?[] _byHandle = [];
    private Publisher<PositionEvent>?[] _publishers = [];

    /// <summary>An empty portfolio.</summary>
    public Portfolio(Cache cache, MessageBus bus, IEngineClock clock)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(clock);
        _cache = cache;
        _bus = bus;
        _accounts = new AccountBook(cache, bus, clock);
    }

    /// <summary>Positions of the engine, those that are flat again included, in the order of the first fill.</summary>
    public IReadOnlyList<Position> Positions => _positions;

    /// <summary>Accounts, one a venue.</summary>
    public IReadOnlyList<Account> Accounts => _accounts.All;

    /// <summary>What each strategy made, in the order of the first fill.</summary>
    public IReadOnlyList<StrategyPortfolio> Strategies => _strategyList;

    /// <summary>Commissions of all fills by the currency they were charged in; rebates count negative.</summary>
    public IReadOnlyDictionary<string, decimal> Fees => _fees;

    /// <summary>Grows with every fill, bust and late commission: who caches profit compares it.</summary>
    public long Version { get; private set; }

    internal List<Position> PositionList => _positions;

    internal List<StrategyPortfolio> StrategyList => _strategyList;

    /// <summary>The engine's position in an instrument; flat before the first fill.</summary>
    /// <exception cref="ArgumentException">No such instrument.</exception>
    public Position Position(InstrumentHandle instrument) => FindPosition(instrument) ?? CreatePosition(instrument);

    /// <summary>The engine's position if there ever was a fill or somebody asked for it; no allocation.</summary>
    public Position? FindPosition(InstrumentHandle instrument) =>
        (uint)instrument.Index < (uint)_byHandle.Length ? _byHandle[instrument.Index] : null;

    /// <summary>What a strategy made; null before its first fill.</summary>
    public StrategyPortfolio? FindStrategy(StrategyId strategy) => _strategies.GetValueOrDefault(strategy);

    /// <summary>Names the account that orders at a venue use. Before recovery and before reports come.</summary>
    /// <returns>The account; the same one when it is named again.</returns>
    public Account AddAccount(VenueId venue, AccountId account) => _accounts.Add(venue, account);

    /// <summary>The account at a venue; null when none was named and nothing traded there.</summary>
    public Account? FindAccount(VenueId venue) => _accounts.Find(venue);

    /// <summary>The account of that name; null when there is none.</summary>
    public Account? FindAccount(AccountId id) => _accounts.Find(id);

    /// <summary>Applies one own trade. The caller has made sure that it was not applied before.</summary>
    /// <exception cref="ArgumentException">The instrument is unknown, or price or quantity is not above zero.</exception>
    public void ApplyFill(Order order, in OrderEvent fill)
    {
        ArgumentNullException.ThrowIfNull(order);
        RequireTrade(in fill);
        Instrument instrument = _cache.Instrument(order.Instrument);
        Position own = StrategyPosition(order.StrategyId, order.Instrument);
        Position position = Position(order.Instrument);
        position.Apply(order.Side, fill.LastPrice, fill.LastQuantity);
        own.Apply(order.Side, fill.LastPrice, fill.LastQuantity);

        Account account = _accounts.Of(instrument.Id.Venue);
        decimal quantity = fill.LastQuantity.AsDecimal;
        decimal notional = fill.LastQuantity.Notional(fill.LastPrice);
        bool buys = order.Side == OrderSide.Buy;
        if (instrument.Kind == InstrumentKind.Spot)
        {
            AccountBalance baseBalance = account.Balance(instrument.BaseCurrency);
            AccountBalance quoteBalance = account.Balance(instrument.QuoteCurrency);
            baseBalance.AddEngineChange(buys ? quantity : -quantity, fill.EventTime.Value);
            quoteBalance.AddEngineChange(buys ? -notional : notional, fill.EventTime.Value);
            if (buys)
                quoteBalance.Spend(notional, fill.EventTime.Value, fill.ReceivedTime.Value);
            else
                baseBalance.Spend(quantity, fill.EventTime.Value, fill.ReceivedTime.Value);
        }

        ApplyCommission(account, position, own, fill.Commission, fill.CommissionCurrency, in fill);
        _accounts.NoteAgreement(account, instrument);
        Version++;
        Publish(order, position, own, in fill);
    }

    /// <summary>Adds the commission of a trade that was applied without one: a later source told it.</summary>
    /// <exception cref="ArgumentException">The instrument is unknown, or the price is not above zero.</exception>
    public void ApplyLateCommission(Order order, in OrderEvent fill)
    {
        ArgumentNullException.ThrowIfNull(order);
        RequireTrade(in fill);
        Instrument instrument = _cache.Instrument(order.Instrument);
        Position own = StrategyPosition(order.StrategyId, order.Instrument);
        Position position = Position(order.Instrument);
        Account account = _accounts.Of(instrument.Id.Venue);
        ApplyCommission(account, position, own, fill.Commission, fill.CommissionCurrency, in fill);
        _accounts.NoteAgreement(account, instrument);
        Version++;
        Publish(order, position, own, in fill);
    }

    /// <summary>
    /// Takes a trade back that the venue busted: the event carries what the trade carried, commission included. Profit and
    /// position are then as if it had never been; what of the profit counts as realised may differ.
    /// </summary>
    /// <exception cref="ArgumentException">The instrument is unknown, or price or quantity is not above zero.</exception>
    public void ApplyBust(Order order, in OrderEvent bust)
    {
        ArgumentNullException.ThrowIfNull(order);
        RequireTrade(in bust);
        Instrument instrument = _cache.Instrument(order.Instrument);
        Position own = StrategyPosition(order.StrategyId, order.Instrument);
        Position position = Position(order.Instrument);
        position.Reverse(order.Side, bust.LastPrice, bust.LastQuantity);
        own.Reverse(order.Side, bust.LastPrice, bust.LastQuantity);

        Account account = _accounts.Of(instrument.Id.Venue);
        decimal quantity = bust.LastQuantity.AsDecimal;
        decimal notional = bust.LastQuantity.Notional(bust.LastPrice);
        bool bought = order.Side == OrderSide.Buy;
        if (instrument.Kind == InstrumentKind.Spot)
        {
            AccountBalance baseBalance = account.Balance(instrument.BaseCurrency);
            AccountBalance quoteBalance = account.Balance(instrument.QuoteCurrency);
            baseBalance.AddEngineChange(bought ? -quantity : quantity, bust.EventTime.Value);
            quoteBalance.AddEngineChange(bought ? notional : -notional, bust.EventTime.Value);
            if (bought)
                baseBalance.Spend(quantity, bust.EventTime.Value, bust.ReceivedTime.Value);
            else
                quoteBalance.Spend(notional, bust.EventTime.Value, bust.ReceivedTime.Value);
        }

        ApplyCommission(account, position, own, -bust.Commission, bust.CommissionCurrency, in bust);
        _accounts.NoteAgreement(account, instrument);
        Version++;
        Publish(order, position, own, in bust);
    }

    /// <summary>Takes over what the venue says about balances. Older than what is known: not applied, counted at the account. Where the venue's clock was set back, the order of arrival rules.</summary>
    /// <param name="report">What the venue says.</param>
    /// <param name="venueNow">The venue's time now as its time route tells; 0 while unknown.</param>
    /// <param name="askedAt">Monotonic time at which the report was asked for, nanoseconds; <see cref="long.MinValue"/> when it came by itself.</param>
    /// <returns>False when no account of that name stands here.</returns>
    public bool ApplyAccount(AccountReport report, UnixNanos venueNow = default, long askedAt = long.MinValue)
    {
        ArgumentNullException.ThrowIfNull(report);
        return _accounts.Apply(report, venueNow, askedAt);
    }

    /// <summary>Takes over a deposit, withdrawal or transfer. The same one again (account, currency, amount, time) changes nothing, nor does one that the baseline contains.</summary>
    /// <returns>True when it was new and counted.</returns>
    public bool ApplyTransfer(BalanceTransfer transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        return _accounts.Apply(transfer);
    }

    /// <summary>Counts one trade that others made on the same account: a person, another engine. What the baseline contains is left out. The caller has made sure that it was not counted before.</summary>
    /// <returns>False when no account stands at the venue or it has no baseline yet: then a later baseline contains the trade.</returns>
    /// <exception cref="ArgumentException">The instrument is unknown.</exception>
    public bool ApplyForeignTrade(FillReport trade)
    {
        ArgumentNullException.ThrowIfNull(trade);
        return _accounts.ApplyForeignTrade(trade);
    }

    /// <summary>Takes over sums of transfers and of others' trades that are no longer known one by one. At recovery, after the baselines.</summary>
    internal void Carry(RecoveredJournal recovered) => _accounts.Carry(recovered);

    /// <summary>The baselines that a complete report makes, one a currency, to be journaled and then set.</summary>
    /// <exception cref="ArgumentException">The report does not list everything.</exception>
    public static IReadOnlyList<BalanceBaseline> BaselinesOf(AccountReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (!report.IsComplete)
            throw new ArgumentException("A baseline needs a report of all balances.", nameof(report));
        var baselines = new List<BalanceBaseline>(report.Balances.Count);
        foreach (Balance balance in report.Balances)
            baselines.Add(new BalanceBaseline(report.Account, balance.Currency, balance.Total, report.EventTime));
        return baselines;
    }

    /// <summary>Sets the balance of the first start. From then on a currency of that account without a baseline counts as zero then.</summary>
    /// <exception cref="ArgumentException">No account of that name stands here.</exception>
    public void SetBaseline(BalanceBaseline baseline) => _accounts.SetBaseline(in baseline);

    /// <summary>Moves a baseline: a person accepted a difference that trades, fees and transfers do not explain.</summary>
    /// <param name="account">Which account.</param>
    /// <param name="currency">Which currency.</param>
    /// <param name="amount">Signed change.</param>
    /// <exception cref="ArgumentException">The account is not known, or has no baseline yet.</exception>
    public void AdjustBaseline(AccountId account, string currency, decimal amount)
    {
        ArgumentNullException.ThrowIfNull(currency);
        _accounts.AdjustBaseline(account, currency, amount);
    }

    /// <summary>The balance at the first start; null while none is set for the account.</summary>
    public decimal? Baseline(AccountId account, string currency) =>
        _accounts.Find(account) is { HasBaseline: true } found ? found.Find(currency)?.Baseline ?? 0m : null;

    /// <summary>Signed sum of own fills less commission charged in the base currency.</summary>
    public decimal EnginePosition(InstrumentHandle instrument) => FindPosition(instrument)?.SignedQuantity ?? 0m;

    /// <summary>
    /// The position as the venue's balances tell it: base balance (free and locked) less baseline, less transfers, less what own
    /// fills in other instruments, their commissions and others' trades did to the same currency. Read as of the moment of the
    /// last report: equals <see cref="EnginePosition"/> exactly when nothing is missing, also while trades follow one another.
    /// </summary>
    /// <returns>Null where it cannot be told: not spot, no account, no report yet, no baseline, more changes since the report than are remembered. Never to be read as flat.</returns>
    public decimal? VenuePosition(InstrumentHandle instrument) =>
        _accounts.Unexplained(_cache.Instrument(instrument)) is { } difference ? EnginePosition(instrument) + difference : null;

    /// <summary>The part of |position| that is below the lot size and cannot be sold: reported, never sold.</summary>
    public decimal Dust(InstrumentHandle instrument)
    {
        decimal position = Math.Abs(EnginePosition(instrument));
        Quantity lot = _cache.Instrument(instrument).LotSize;
        return lot.IsZero ? 0m : position % lot.AsDecimal;
    }

    /// <summary>Realised profit before commissions of all instruments quoted in a currency.</summary>
    public decimal RealizedPnl(string quoteCurrency)
    {
        decimal sum = 0m;
        foreach (Position position in _positions)
        {
            if (string.Equals(position.QuoteCurrency, quoteCurrency, StringComparison.Ordinal))
                sum += position.RealizedPnl;
        }

        return sum;
    }

    /// <summary>All positions, the engine's first, then each strategy's, to be stored.</summary>
    public IReadOnlyList<PositionSnapshot> Export()
    {
        var snapshots = new List<PositionSnapshot>();
        foreach (Position position in _positions)
            snapshots.Add(position.Export(null));
        foreach (StrategyPortfolio strategy in _strategyList)
        {
            foreach (Position position in strategy.Positions)
                snapshots.Add(position.Export(strategy.StrategyId));
        }

        return snapshots;
    }

    /// <summary>Puts stored positions back into an empty portfolio.</summary>
    /// <exception cref="ArgumentException">An instrument is not in the cache.</exception>
    /// <exception cref="InvalidOperationException">The portfolio is not empty.</exception>
    public void Restore(IReadOnlyList<PositionSnapshot> snapshots)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        if (Version != 0)
            throw new InvalidOperationException("Positions can be restored into an empty portfolio only.");
        foreach (PositionSnapshot snapshot in snapshots)
        {
            if (!_cache.TryGetHandle(snapshot.InstrumentId, out InstrumentHandle handle))
                throw new ArgumentException($"Instrument {snapshot.InstrumentId} is not in the cache.", nameof(snapshots));
            if (snapshot.StrategyId is { } strategy)
            {
                StrategyPosition(strategy, handle).Restore(snapshot);
                continue;
            }

            Position(handle).Restore(snapshot);
            RestoreTotals(_cache.Instrument(handle), snapshot);
        }

        Version++;
    }

    private static void RequireTrade(in OrderEvent e)
    {
        if (e.LastPrice.Raw <= 0 || e.LastQuantity.Raw <= 0)
            throw new ArgumentException($"A trade needs price and quantity above zero, not {e.LastPrice} and {e.LastQuantity}.", nameof(e));
    }

    private void ApplyCommission(Account account, Position position, Position own, decimal commission, string? currency, in OrderEvent fill)
    {
        if (commission == 0m)
            return;
        string name = currency ?? UnknownCurrency;
        position.ApplyCommission(commission, name, fill.LastPrice);
        own.ApplyCommission(commission, name, fill.LastPrice);
        _fees.TryGetValue(name, out decimal sum);
        _fees[name] = sum + commission;
        AccountBalance balance = account.Balance(name);
        balance.AddEngineChange(-commission, fill.EventTime.Value);
        if (commission > 0m)
            balance.Spend(commission, fill.EventTime.Value, fill.ReceivedTime.Value);
    }

    private void Publish(Order order, Position position, Position own, in OrderEvent e)
    {
        int index = order.Instrument.Index;
        if (index >= _publishers.Length || _publishers[index] is null)
            ResolvePublisher(order.Instrument);
        _publishers[index]!.Publish(new PositionEvent(
            order.Instrument, order.StrategyId, position.SignedQuantity, position.AveragePrice, position.RealizedPnl, position.QuoteFees, own.SignedQuantity, e.LastPrice, e.ReceivedTime));
    }

    private void ResolvePublisher(InstrumentHandle instrument)
    {
        if (instrument.Index >= _publishers.Length)
            Array.Resize(ref _publishers, Math.Max(instrument.Index + 1, _publishers.Length * 2));
        _publishers[instrument.Index] = _bus.GetPublisher<PositionEvent>("position." + _cache.Instrument(instrument).Id);
    }

    private void RestoreTotals(Instrument instrument, PositionSnapshot snapshot)
    {
        Account account = _accounts.Of(instrument.Id.Venue);
        foreach ((string currency, decimal amount) in snapshot.Fees)
        {
            _fees.TryGetValue(currency, out decimal sum);
            _fees[currency] = sum + amount;
            account.Balance(currency).RestoreEngineChange(-amount);
        }

        if (instrument.Kind != InstrumentKind.Spot)
            return;
        account.Balance(instrument.BaseCurrency).RestoreEngineChange(snapshot.BoughtQuantity - snapshot.SoldQuantity);
        account.Balance(instrument.QuoteCurrency).RestoreEngineChange(snapshot.CashFlow);
    }

    /// <summary>Monotonic moment at which the venue's balance of the base currency and what is known here last agreed; <see cref="long.MinValue"/>: never.</summary>
    internal long AgreedAt(InstrumentHandle handle) => _accounts.AgreedAt(_cache.Instrument(handle));

    /// <summary>True for what happened before this engine's first start: the baseline contains it.</summary>
    internal bool IsInBaseline(InstrumentHandle handle, UnixNanos time) => _accounts.IsInBaseline(_cache.Instrument(handle), time);

    private Position CreatePosition(InstrumentHandle handle)
    {
        Instrument instrument = _cache.Instrument(handle);
        var position = new Position(handle, instrument.Id, instrument.BaseCurrency, instrument.QuoteCurrency);
        if (handle.Index >= _byHandle.Length)
            Array.Resize(ref _byHandle, Math.Max(handle.Index + 1, _byHandle.Length * 2));
        _byHandle[handle.Index] = position;
        _positions.Add(position);
        return position;
    }

    private Position StrategyPosition(StrategyId id, InstrumentHandle handle)
    {
        if (!_strategies.TryGetValue(id, out StrategyPortfolio? strategy))
        {
            strategy = new StrategyPortfolio(id);
            _strategies.Add(id, strategy);
            _strategyList.Add(strategy);
        }

        if (strategy.Find(handle) is { } found)
            return found;
        Instrument instrument = _cache.Instrument(handle);
        var position = new Position(handle, instrument.Id, instrument.BaseCurrency, instrument.QuoteCurrency);
        strategy.Add(position);
        return position;
    }
}
