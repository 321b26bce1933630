using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Journal;

/// <summary>A person's explanation of a difference that trades, fees and transfers do not explain: it moves the baseline.</summary>
/// <param name="Account">Which account.</param>
/// <param name="Currency">Which currency.</param>
/// <param name="Amount">Signed change of the baseline.</param>
/// <param name="Person">Who accepted it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Time">When.</param>
public readonly record struct JournalAdjustment(AccountId Account, string Currency, decimal Amount, string Person, string Reason, UnixNanos Time);
