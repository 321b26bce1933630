using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Portfolios;

/// <summary>What an account held of a currency when this engine first started; journaled once. What own fills and transfers do not explain beyond it is a difference.</summary>
/// <param name="Account">Which account.</param>
/// <param name="Currency">Such as <c>BTC</c>.</param>
/// <param name="Amount">Free and locked.</param>
/// <param name="Time">When the venue says the account last changed; transfers up to then are contained.</param>
public readonly record struct BalanceBaseline(AccountId Account, string Currency, decimal Amount, UnixNanos Time);
