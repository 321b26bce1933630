using LiveTrading.Model;

namespace LiveTrading.Engine.Portfolios;

/// <summary>What an account holds of one currency, as last reported, and what own fills since then have spent. Changed by <see cref="Portfolio"/> only.</summary>
public sealed class AccountBalance
{
    /// <summary>A report that arrives so long after a fill contains it whatever the venue's times say: they may have been reset.</summary>
    internal const long SettlementLagNanos = 10 * UnixNanos.PerSecond;

    private long _lastSpendingReceived;

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
    public decimal EngineChange { get; internal set; }

    /// <summary>Deposits less withdrawals since the baseline.</summary>
    public decimal Transfers { get; internal set; }

    /// <summary>Balance at the first start; null until set.</summary>
    public decimal? Baseline { get; internal set; }

    internal long BaselineTime { get; set; }

    internal long ReportTime { get; private set; }

    internal long LastSpendingTime { get; private set; }

    /// <summary>Free less unsettled spending, in units of 10^-16, rounded down.</summary>
    internal Int128 SpendableFree { get; private set; }

    /// <summary>Total less unsettled spending, in units of 10^-16, rounded down.</summary>
    internal Int128 SpendableTotal { get; private set; }

    internal bool Report(decimal free, decimal locked, long eventTime, long receivedTime)
    {
        if (eventTime != 0 && eventTime < ReportTime)
            return false;
        Free = free;
        Locked = locked;
        if (eventTime != 0)
            ReportTime = eventTime;
        if (eventTime == 0 || eventTime >= LastSpendingTime || receivedTime - _lastSpendingReceived > SettlementLagNanos)
            UnsettledSpending = 0m;
        Refresh();
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

    private void Refresh()
    {
        SpendableFree = WideAmount.Floor(Free - UnsettledSpending);
        SpendableTotal = WideAmount.Floor(Total - UnsettledSpending);
    }
}
