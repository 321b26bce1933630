namespace LiveTrading.CrashTest;

/// <summary>What is to be done.</summary>
/// <param name="Mode">What happens in a round.</param>
/// <param name="Rounds">How often.</param>
/// <param name="Seed">Of the market and of the moments.</param>
/// <param name="Durability">Of the engine's journal; null: its default.</param>
internal sealed record CrashPlan(CrashMode Mode, int Rounds, int Seed, string? Durability);
