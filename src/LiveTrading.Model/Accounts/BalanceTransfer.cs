using LiveTrading.Model.Identifiers;

namespace LiveTrading.Model.Accounts;

/// <summary>A deposit, withdrawal or transfer: money that moved without a trade (Binance <c>balanceUpdate</c>).</summary>
public sealed record BalanceTransfer
{
    /// <summary>Which account.</summary>
    public required AccountId Account { get; init; }

    /// <summary>Such as <c>USDT</c>.</summary>
    public required string Currency { get; init; }

    /// <summary>Signed change.</summary>
    public required decimal Amount { get; init; }

    /// <summary>When the venue cleared it; with currency and amount its identity.</summary>
    public UnixNanos EventTime { get; init; }
}
