using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Journal;

/// <summary>The sum of transfers that are too old to be kept one by one.</summary>
/// <param name="Account">Which account.</param>
/// <param name="Currency">Which currency.</param>
/// <param name="Amount">Deposits less withdrawals.</param>
public readonly record struct CarriedTransfers(AccountId Account, string Currency, decimal Amount);
