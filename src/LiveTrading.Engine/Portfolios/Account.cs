using LiveTrading.Engine.Bus;
using LiveTrading.Model;
using LiveTrading.Model.Accounts;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Portfolios;

/// <summary>One account at one venue: balances as the venue reports them and what own fills did to them. Loop thread.</summary>
public sealed class Account
{
    private readonly Dictionary<string, AccountBalance> _byCurrency = new(StringComparer.Ordinal);
    private readonly List<AccountBalance> _balances = [];

    internal Account(VenueId venue, AccountId id)
    {
        Venue = venue;
        Id = id;
    }

    /// <summary>The venue.</summary>
    public VenueId Venue { get; }

    /// <summary>The venue's name of the account.</summary>
    public AccountId Id { get; private set; }

    /// <summary>True once the venue has told all balances: before that nothing may be bought or sold.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Monotonic time at which all balances were last told, whatever they were; 0 before the first.</summary>
    public long CompleteReportNanos { get; private set; }

    /// <summary>When the venue says the account last changed; 0 where it does not say.</summary>
    public UnixNanos EventTime { get; private set; }

    /// <summary>Reports or parts of them that were older than what is known already and therefore not applied.</summary>
    public long StaleBalanceCount { get; private set; }

    /// <summary>Balances, one a currency, in the order of first mention.</summary>
    public IReadOnlyList<AccountBalance> Balances => _balances;

    /// <summary>True when baselines are set: the engine's own changes can be compared with the venue's balances.</summary>
    public bool HasBaseline { get; internal set; }

    /// <summary>The balance of a currency; null when it was never mentioned.</summary>
    public AccountBalance? Find(string currency) => _byCurrency.GetValueOrDefault(currency);

    /// <summary>Venue's time of the report that made the first baselines: what it did not mention was zero then.</summary>
    internal long BaselineTime { get; set; }

    internal Publisher<AccountEvent>? Publisher { get; set; }

    internal void Rename(AccountId id)
    {
        Id = id;
        Publisher = null;
    }

    internal AccountBalance Balance(string currency)
    {
        if (!_byCurrency.TryGetValue(currency, out AccountBalance? balance))
        {
            balance = new AccountBalance(currency);
            _byCurrency.Add(currency, balance);
            _balances.Add(balance);
        }

        return balance;
    }

    internal void Apply(AccountReport report, in ReportMoment moment)
    {
        bool wasStale = false;
        foreach (Balance reported in report.Balances)
        {
            if (!Balance(reported.Currency).Report(reported.Free, reported.Locked, in moment))
                wasStale = NoteStale();
        }

        if (report.IsComplete)
        {
            foreach (AccountBalance balance in _balances)
            {
                if (!Mentions(report, balance.Currency) && !balance.Report(0m, 0m, in moment))
                    wasStale = NoteStale();
            }

            IsKnown = true;
            CompleteReportNanos = moment.At;
        }

        if (!wasStale && report.EventTime.Value != 0)
            EventTime = report.EventTime;
    }

    private bool NoteStale()
    {
        StaleBalanceCount++;
        return true;
    }

    private static bool Mentions(AccountReport report, string currency)
    {
        foreach (Balance reported in report.Balances)
        {
            if (string.Equals(reported.Currency, currency, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
