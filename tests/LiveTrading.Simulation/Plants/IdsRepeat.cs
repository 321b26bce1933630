namespace LiveTrading.Simulation.Plants;

/// <summary>Client order ids begin anew after a restart.</summary>
internal sealed class IdsRepeat : PlantedBug
{
    public override string Name => "ids-repeat";

    public override string Description => "Client order ids begin anew after a restart.";

    private const long Epoch = 1_767_225_600_000_000_000;

    public override long? StartWall(ulong process) => Epoch;

    public override ulong ProcessSeed(ulong seed, ulong process) => seed;
}
