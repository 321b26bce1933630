namespace LiveTrading.IO.Simulated;

/// <summary>Something the simulated network does at a time to come.</summary>
/// <param name="Target">To whom.</param>
/// <param name="Kind">What.</param>
/// <param name="Argument">Bytes, for arrivals.</param>
internal readonly record struct Occurrence(SimulatedStream Target, OccurrenceKind Kind, int Argument = 0);
