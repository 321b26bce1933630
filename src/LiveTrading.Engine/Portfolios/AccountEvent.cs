using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Portfolios;

/// <summary>An account changed; on topic <c>account.{id}</c>. Read the values from <see cref="Account"/>.</summary>
/// <param name="Account">Which account.</param>
/// <param name="Kind">What changed it.</param>
/// <param name="Time">When the loop dispatched the change.</param>
public readonly record struct AccountEvent(AccountId Account, AccountEventKind Kind, UnixNanos Time);
