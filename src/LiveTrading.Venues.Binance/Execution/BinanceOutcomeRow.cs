using LiveTrading.Venues.Binance.Requests;

namespace LiveTrading.Venues.Binance.Execution;

/// <summary>One row of the <see cref="BinanceOutcomeTable"/>.</summary>
/// <param name="Method">For which request; null: place, cancel and amend alike.</param>
/// <param name="Status">At which status; 0: any below 500.</param>
/// <param name="Code">The venue's code.</param>
/// <param name="Text">At exactly which text; null: any.</param>
/// <param name="Outcome">What it means.</param>
internal readonly record struct BinanceOutcomeRow(ApiMethod? Method, int Status, int Code, string? Text, BinanceOutcome Outcome);
