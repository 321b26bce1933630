using LiveTrading.Simulation.Plants;

namespace LiveTrading.Simulation.Running;

/// <summary>How a seed is run.</summary>
internal sealed record RunOptions
{
    /// <summary>Keep every event for a story; the run is slower and otherwise the same.</summary>
    public bool TellsStory { get; init; }

    /// <summary>A bug put in on purpose; null: none.</summary>
    public PlantedBug? Bug { get; init; }
}
