namespace LiveTrading.Recording;

/// <summary>A strategy of a recorded session: its replay needs the same class.</summary>
/// <param name="Id">Its name within the engine.</param>
/// <param name="Type">Full name of its class.</param>
/// <param name="Argument">What it was made from, as whoever added it says; empty when nothing was said.</param>
/// <param name="Parameters">Values set before it started.</param>
public sealed record RecordedStrategy(string Id, string Type, string Argument, IReadOnlyDictionary<string, string> Parameters);
