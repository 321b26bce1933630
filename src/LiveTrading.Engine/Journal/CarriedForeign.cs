using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Journal;

/// <summary>What trades of others on the account changed of a currency, the sum of those that are too old to be kept one by one.</summary>
/// <param name="Venue">Where.</param>
/// <param name="Currency">Which currency.</param>
/// <param name="Amount">Signed change, commissions included.</param>
public readonly record struct CarriedForeign(VenueId Venue, string Currency, decimal Amount);
