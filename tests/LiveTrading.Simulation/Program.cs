using LiveTrading.Simulation;
using LiveTrading.Simulation.Reporting;
using LiveTrading.Simulation.Running;

return SimulationArguments.Invoke(args, static arguments => arguments switch
{
    { Bug: not null } => PlantedBugRun.Run(arguments),
    { Seed: { } seed } => SingleSeed.Run(seed, arguments.Json),
    _ => SeedBatch.Run(arguments),
});
