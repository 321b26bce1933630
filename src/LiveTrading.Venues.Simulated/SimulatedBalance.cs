namespace LiveTrading.Venues.Simulated;

/// <summary>A balance as the venue holds it, copied.</summary>
/// <param name="Asset">Upper case.</param>
/// <param name="Free">At the user's disposal.</param>
/// <param name="Locked">Set aside for open orders.</param>
public sealed record SimulatedBalance(string Asset, decimal Free, decimal Locked);
