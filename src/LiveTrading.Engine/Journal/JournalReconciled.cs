using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Journal;

/// <summary>A complete reconciliation: every trade before its start is in the journal.</summary>
/// <param name="Venue">Which venue.</param>
/// <param name="Started">When its first question was asked.</param>
public readonly record struct JournalReconciled(VenueId Venue, UnixNanos Started);
