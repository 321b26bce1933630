using LiveTrading.Engine.Bus;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Portfolios;

/// <summary>
/// The accounts: what venues report of balances, transfers, what others trade there, and the baselines that all of it is
/// compared with. Loop thread; bounded: beyond <see cref="Portfolio.MaxRememberedTransfers"/> the oldest identities of transfers are forgotten.
/// </summary>
internal sealed class AccountBook(Cache cache, MessageBus bus, IEngineClock clock)
{
    private readonly List<Account> _accounts = [];
    private readonly HashSet<(AccountId Account, string Currency, decimal Amount, long Time)> _seenTransfers = [];
    private readonly Queue<(AccountId, string, decimal, long)> _seenTransferOrder = new();

    /// <summary>One a venue.</summary>
    public IReadOnlyList<Account> All => _accounts;

    public Account Add(VenueId venue, AccountId id)
    {
        Account found = Of(venue);
        found.Rename(id);
        return found;
    }

    public Account? Find(VenueId venue)
    {
        foreach (Account account in _accounts)
        {
            if (account.Venue == venue)
                return account;
        }

        return null;
    }

    public Account? Find(AccountId id)
    {
        foreach (Account account in _accounts)
        {
            if (account.Id == id)
                return account;
        }

        return null;
    }

    /// <summary>The account at a venue; made, under the venue's name, where there is none.</summary>
    public Account Of(VenueId venue)
    {
        if (Find(venue) is { } found)
            return found;
        var account = new Account(venue, new AccountId(venue.Value));
        _accounts.Add(account);
        return account;
    }

    public bool Apply(AccountReport report, UnixNanos venueNow, long askedAt)
    {
        if (Find(report.Account) is not { } account)
            return false;
        account.Apply(report, new ReportMoment(report.EventTime.Value, report.ReceivedTime.Value, clock.MonotonicNanos, venueNow.Value, askedAt));
        Publish(account, AccountEventKind.Balances);
        return true;
    }

    public bool Apply(BalanceTransfer transfer)
    {
        if (Find(transfer.Account) is not { } account)
            return false;
        (AccountId, string, decimal, long) identity = (transfer.Account, transfer.Currency, transfer.Amount, transfer.EventTime.Value);
        if (!_seenTransfers.Add(identity))
            return false;
        _seenTransferOrder.Enqueue(identity);
        if (_seenTransferOrder.Count > Portfolio.MaxRememberedTransfers)
            _seenTransfers.Remove(_seenTransferOrder.Dequeue());
        AccountBalance balance = account.Balance(transfer.Currency);
        if (IsContained(transfer.EventTime.Value, balance.BaselineTime))
            return false;
        balance.AddTransfer(transfer.Amount, transfer.EventTime.Value);
        balance.NoteAgreement(clock.MonotonicNanos);
        Publish(account, AccountEventKind.Transfer);
        return true;
    }

    public bool ApplyForeignTrade(FillReport trade)
    {
        Instrument instrument = cache.Instrument(trade.Instrument);
        if (Find(instrument.Id.Venue) is not { HasBaseline: true } account)
            return false;
        decimal sign = trade.Side == OrderSide.Buy ? 1m : -1m;
        if (instrument.Kind == InstrumentKind.Spot)
        {
            CountForeign(account, instrument.BaseCurrency, sign * trade.Quantity.AsDecimal, trade.EventTime.Value);
            CountForeign(account, instrument.QuoteCurrency, -sign * trade.Quantity.Notional(trade.Price), trade.EventTime.Value);
        }

        if (trade.Commission != 0m)
            CountForeign(account, trade.CommissionCurrency ?? Portfolio.UnknownCurrency, -trade.Commission, trade.EventTime.Value);
        Publish(account, AccountEventKind.ForeignTrade);
        return true;
    }

    public void Carry(RecoveredJournal recovered)
    {
        foreach (CarriedTransfers carried in recovered.CarriedTransfers)
            Find(carried.Account)?.Balance(carried.Currency).Carry(transfers: carried.Amount, foreign: 0m);
        foreach (CarriedForeign carried in recovered.CarriedForeign)
        {
            if (Find(carried.Venue) is { HasBaseline: true } account)
                account.Balance(carried.Currency).Carry(transfers: 0m, foreign: carried.Amount);
        }
    }

    public void SetBaseline(in BalanceBaseline baseline)
    {
        Account account = Find(baseline.Account) ?? throw new ArgumentException($"No account '{baseline.Account}' is known.", nameof(baseline));
        AccountBalance balance = account.Balance(baseline.Currency);
        if (balance.Baseline is null)
            TakeOutContained(account, balance, baseline.Time.Value);
        balance.Baseline = baseline.Amount;
        balance.BaselineTime = baseline.Time.Value;
        if (!account.HasBaseline)
            account.BaselineTime = baseline.Time.Value;
        account.HasBaseline = true;
        Publish(account, AccountEventKind.Baseline);
    }

    public void AdjustBaseline(AccountId account, string currency, decimal amount)
    {
        if (Find(account) is not { HasBaseline: true } found)
            throw new ArgumentException($"Account '{account}' has no baseline to adjust.", nameof(account));
        AccountBalance balance = found.Balance(currency);
        if (balance.Baseline is null)
            balance.BaselineTime = found.BaselineTime;
        balance.Baseline = (balance.Baseline ?? 0m) + amount;
        Publish(found, AccountEventKind.Baseline);
    }

    /// <summary>What the balance of an instrument's base currency has beyond all that is known; null where it cannot be told.</summary>
    public decimal? Unexplained(Instrument instrument)
    {
        if (instrument.Kind != InstrumentKind.Spot || Find(instrument.Id.Venue) is not { IsKnown: true, HasBaseline: true } account)
            return null;
        return account.Find(instrument.BaseCurrency) is { } balance ? balance.Unexplained : 0m;
    }

    public long AgreedAt(Instrument instrument) => Find(instrument.Id.Venue)?.Find(instrument.BaseCurrency)?.AgreedAt ?? long.MinValue;

    public bool IsInBaseline(Instrument instrument, UnixNanos time) =>
        Find(instrument.Id.Venue) is { HasBaseline: true } account && IsContained(time.Value, account.BaselineTime);

    /// <summary>Compares the balance of the base currency after an own trade.</summary>
    public void NoteAgreement(Account account, Instrument instrument) =>
        account.Find(instrument.BaseCurrency)?.NoteAgreement(clock.MonotonicNanos);

    private static bool IsContained(long time, long baselineTime) => time != 0 && time <= baselineTime;

    /// <summary>Transfers that were told before the baseline which contains them.</summary>
    private void TakeOutContained(Account account, AccountBalance balance, long baselineTime)
    {
        foreach ((AccountId Account, string Currency, decimal Amount, long Time) seen in _seenTransfers)
        {
            if (seen.Account == account.Id && string.Equals(seen.Currency, balance.Currency, StringComparison.Ordinal) && IsContained(seen.Time, baselineTime))
                balance.TakeOutTransfer(seen.Amount);
        }
    }

    private void CountForeign(Account account, string currency, decimal amount, long time)
    {
        AccountBalance balance = account.Balance(currency);
        if (IsContained(time, balance.Baseline is null ? account.BaselineTime : balance.BaselineTime))
            return;
        balance.AddForeignChange(amount, time);
        balance.NoteAgreement(clock.MonotonicNanos);
    }

    private void Publish(Account account, AccountEventKind kind)
    {
        account.Publisher ??= bus.GetPublisher<AccountEvent>("account." + account.Id.Value);
        account.Publisher.Publish(new AccountEvent(account.Id, kind, clock.Now));
    }
}
