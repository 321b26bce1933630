using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Journal;

/// <summary>What an account held of a currency when the engine first met it: not this engine's position.</summary>
/// <param name="Account">Which account.</param>
/// <param name="Currency">Which currency.</param>
/// <param name="Amount">Free and locked.</param>
/// <param name="Time">When it was read.</param>
public readonly record struct JournalBaseline(AccountId Account, string Currency, decimal Amount, UnixNanos Time);
