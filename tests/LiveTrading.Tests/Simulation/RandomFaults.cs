using LiveTrading.IO.Simulated;
using LiveTrading.Simulation.Harness;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Tests.Simulation;

/// <summary>A world in which anything may go wrong, several at a time and in any order, out of one seed.</summary>
internal static class RandomFaults
{
    private static readonly FaultKind[] _faults = Enum.GetValues<FaultKind>();

    /// <summary>A slow, jittery link in pieces, and two strategies that trade.</summary>
    public static WorldSettings Settings(int seed, Random random) => new()
    {
        Seed = (ulong)seed,
        Speed = 4,
        Link = new SimulatedLink { DelayNanos = random.Next(50_000, 3_000_000), JitterNanos = random.Next(3_000_000), MaxReadBytes = random.Next(2) * random.Next(50, 4000), RandomSplit = true },
        Binance = o => o with { HeartbeatInterval = TimeSpan.FromSeconds(5), ReconnectMax = TimeSpan.FromSeconds(4) },
        Strategies = [("quoter", () => new Quoter()), ("taker", () => new Taker { Every = 100 })],
    };

    /// <summary>Lets it run with a fault now and then; in the end all is well again and the engine trades.</summary>
    public static void Run(EngineWorld world, Random random)
    {
        for (int i = 0; i < 8; i++)
        {
            world.RunFor(random.NextDouble() * 2);
            Act(world, random);
        }

        world.Venue.ClearFaults();
        world.SetReachability(ConnectionRole.Orders, SimulatedReachability.Reachable);
        world.SetReachability(ConnectionRole.Streams, SimulatedReachability.Reachable);
        world.Until(() => world.Engine.IsRunning && world.Engine.Kernel.IsReconciled, 180);
    }

    private static void Act(EngineWorld world, Random random)
    {
        switch (random.Next(10))
        {
            case 0:
                world.Crash(reset: random.Next(2) == 0);
                break;
            case 1:
                world.Engine.Storage.CrashAt = world.Engine.Storage.AppendsSeen + random.Next(1, 20);
                world.Loop.RunUntil(() => world.Engine.Loop.IsKilled, 1_000_000_000);
                world.Crash();
                break;
            case 2:
                world.FindConnection((ConnectionRole)random.Next(3))?.Reset();
                break;
            case 3:
                world.FindConnection((ConnectionRole)random.Next(3))?.Sever();
                break;
            case 4:
                world.SetReachability(random.Next(2) == 0 ? ConnectionRole.Orders : ConnectionRole.Streams, (SimulatedReachability)random.Next(3));
                break;
            case 5:
                world.Engine.Loop.WallOffsetNanos = (random.NextInt64(7200) - 3600) * 1_000_000_000;
                break;
            default:
                FaultKind kind = _faults[random.Next(_faults.Length)];
                world.Venue.Inject(new VenueFault { Kind = kind, Count = random.Next(1, 4), Duration = TimeSpan.FromSeconds(random.Next(3)) });
                break;
        }
    }
}
