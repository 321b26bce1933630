using LiveTrading.Model;

namespace LiveTrading.Engine.Portfolios;

/// <summary>What an account holds of one currency, as last reported, and what own fills since then have spent. Changed by <see cref="Portfolio"/> only.</summary>
public sealed class AccountBalance
{
    /// <summary>A report that arrives so long after a fill contains it whatever the venue's times say: they may have been reset.</summary>
    internal const long SettlementLagNanos = 10 * UnixNanos.PerSecond;

    /// <summary>What a venue answers so long after it reported something contains it: how far its query data may lag behind. An answer asked for later is the newer one whatever the venue's times say.</summary>
    internal const long QueryLagNanos = 10 * UnixNanos.PerSecond;

    /// <summary>How far the venue's time as learnt here may be off: half a very slow round trip.</summary>
    internal const long ClockErrorNanos = 5 * UnixNanos.PerSecond;

    private RecentChanges? _changes;
    private long _lastSpendingReceived;
    private long _lastReportAt;

    internal AccountBalance(string currency) => Currency = currency;

    /// <summary>Such as <c>USDT</c>.</summary>
    public string Currency { get; }

    /// <summary>Can be used, as the venue last said.</summary>
    public decimal Free { get; private set; }

    /// <summary>Held by open orders, as the venue last said.</summary>
    public decimal Locked { get; private set; }

    /// <summary>Free and locked.</summary>
    public decimal Total => Free + Locked;

    /// <summary>Spent by own fills that the last report does not contain yet; never credits.</summary>
    public decimal UnsettledSpending { get; private set; }

    /// <summary>What own fills changed in all, commissions included; compared with what the venue reports.</summary>
    public decimal EngineChange { get; private set; }

    /// <summary>Deposits less withdrawals since the baseline.</summary>
    public decimal Transfers { get; private set; }

    /// <summary>What trades of others on the same account changed since the baseline, commissions included: a person's, another engine's.</summary>
    public decimal ForeignChange { get; private set; }

    /// <summary>Balance at the first start; null until set.</summary>
    public decimal? Baseline { get; internal set; }

    /// <summary>
    /// What the last report has beyond baseline, transfers, own and others' trades up to the moment it was made at the venue:
    /// 0 when everything is explained; null when more has changed since than is remembered, so that it cannot be told.
    /// </summary>
    public decimal? Unexplained
    {
        get
        {
            decimal difference = Total - Explained;
            return ReportTime == 0 || difference == 0m || _changes is null ? difference : difference + _changes.Since(ReportTime);
        }
    }

    internal long BaselineTime { get; set; }

    internal long ReportTime { get; private set; }

    internal long LastSpendingTime { get; private set; }

    /// <summary>Monotonic moment at which report and knowledge last agreed.</summary>
    internal long AgreedAt { get; private set; } = long.MinValue;

    /// <summary>Free less unsettled spending, in units of 10^-16, rounded down.</summary>
    internal Int128 SpendableFree { get; private set; }

    /// <summary>Total less unsettled spending, in units of 10^-16, rounded down.</summary>
    internal Int128 SpendableTotal { get; private set; }

    private decimal Explained => (Baseline ?? 0m) + Transfers + EngineChange + ForeignChange;

    /// <summary>Takes over what the venue says.</summary>
    /// <param name="free">Can be used.</param>
    /// <param name="locked">Held by orders.</param>
    /// <param name="report">Its times.</param>
    /// <returns>False when it is older than what is known.</returns>
    internal bool Report(decimal free, decimal locked, in ReportMoment report)
    {
        if (report.EventTime != 0 && report.EventTime < ReportTime)
        {
            if (!IsNewerByArrival(in report))
                return false;
            LastSpendingTime = report.EventTime;
        }

        Free = free;
        Locked = locked;
        if (report.EventTime != 0)
            ReportTime = report.EventTime;
        _lastReportAt = report.At;
        if (report.EventTime == 0 || report.EventTime >= LastSpendingTime || report.Received - _lastSpendingReceived > SettlementLagNanos)
            UnsettledSpending = 0m;
        Refresh();
        NoteAgreement(report.At);
        return true;
    }

    internal void Spend(decimal amount, long eventTime, long receivedTime)
    {
        if (eventTime != 0 && eventTime < ReportTime)
            return;
        UnsettledSpending += amount;
        LastSpendingTime = Math.Max(LastSpendingTime, eventTime);
        _lastSpendingReceived = Math.Max(_lastSpendingReceived, receivedTime);
        Refresh();
    }

    internal void AddEngineChange(decimal amount, long eventTime)
    {
        EngineChange += amount;
        (_changes ??= new RecentChanges()).Add(amount, eventTime);
    }

    internal void AddTransfer(decimal amount, long eventTime)
    {
        Transfers += amount;
        (_changes ??= new RecentChanges()).Add(amount, eventTime);
    }

    /// <summary>A transfer that was counted turns out to be in the baseline, which is about to be set.</summary>
    internal void TakeOutTransfer(decimal amount) => Transfers -= amount;

    internal void AddForeignChange(decimal amount, long eventTime)
    {
        ForeignChange += amount;
        (_changes ??= new RecentChanges()).Add(amount, eventTime);
    }

    /// <summary>Totals out of a stored portfolio: no report lacks them.</summary>
    internal void RestoreEngineChange(decimal amount) => EngineChange += amount;

    /// <summary>Sums out of a snapshot: no report lacks them.</summary>
    internal void Carry(decimal transfers, decimal foreign)
    {
        Transfers += transfers;
        ForeignChange += foreign;
    }

    /// <summary>Compares after something changed.</summary>
    internal void NoteAgreement(long now)
    {
        decimal difference = Total - Explained;
        if (difference == 0m || (ReportTime != 0 && _changes is not null && _changes.Explains(difference, ReportTime)))
            AgreedAt = now;
    }

    // A venue's clock that is set back makes every later report look old. Dated later than the venue's time now: the clock has
    // been set back since. Asked for after the report before arrived: newer, however it is dated.
    private bool IsNewerByArrival(in ReportMoment report) =>
        (report.VenueNow != 0 && ReportTime > report.VenueNow + ClockErrorNanos)
        || report.AskedAt > _lastReportAt + QueryLagNanos;

    private void Refresh()
    {
        SpendableFree = WideAmount.Floor(Free - UnsettledSpending);
        SpendableTotal = WideAmount.Floor(Total - UnsettledSpending);
    }
}
