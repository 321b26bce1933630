using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Execution;

/// <summary>What makes a fill that fill. The handle stands for venue and account too: an instrument belongs to one venue, and an engine trades one account there.</summary>
/// <param name="Instrument">The cache's handle.</param>
/// <param name="VenueOrderId">The venue's order id.</param>
/// <param name="TradeId">The venue's trade id.</param>
public readonly record struct FillIdentity(InstrumentHandle Instrument, VenueOrderId VenueOrderId, TradeId TradeId);
