namespace LiveTrading.Simulation.Running;

/// <summary>Whether a planted bug was caught.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What is wrong with it.</param>
/// <param name="CaughtAfter">Seeds until then, itself included; null: it was not.</param>
/// <param name="Seed">The seed that showed it.</param>
/// <param name="Broken">What broke first.</param>
internal sealed record PlantOutcome(string Name, string Description, long? CaughtAfter, ulong? Seed, string? Broken);
