using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Ports;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Simulation.Plants;

/// <summary>A bug as people write it, put between the engine and its ports to prove that the simulation notices it. The product knows nothing of it.</summary>
internal abstract class PlantedBug
{
    /// <summary>What people call it, as in <c>--bug NAME</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What is wrong, in a sentence.</summary>
    public abstract string Description { get; }

    public virtual IJournalStorage Journal(EngineProcess process, IJournalStorage storage) => storage;

    public virtual IExecutionSink Sink(EngineProcess process, IExecutionSink sink) => sink;

    public virtual IExecutionClient Client(EngineProcess process, IExecutionClient client) => client;

    /// <summary>Wall time that a process makes its ids from; null: the real one.</summary>
    public virtual long? StartWall(ulong process) => null;

    /// <summary>Seed of a process.</summary>
    public virtual ulong ProcessSeed(ulong seed, ulong process) => seed + process;
}
