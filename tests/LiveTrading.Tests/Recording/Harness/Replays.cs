using LiveTrading.Engine.Strategies;
using LiveTrading.Recording;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Tests.Recording.Harness;

/// <summary>Replays what a simulated world recorded.</summary>
internal static class Replays
{
    public static ReplayResult Run(MemoryRecording recording, WorldSettings settings, long lastRecord = long.MaxValue) =>
        Run(recording.ToArray(), settings, lastRecord);

    public static ReplayResult Run(ReadOnlyMemory<byte> bytes, WorldSettings settings, long lastRecord = long.MaxValue) =>
        new SessionReplay(new RecordedMemory(bytes), s => Create(s, settings)) { LastRecord = lastRecord }.Run();

    public static ReplayResult AssertSame(MemoryRecording recording, WorldSettings settings)
    {
        ReplayResult result = Run(recording, settings);
        Assert.Null(result.Difference);
        Assert.Null(result.Damage);
        return result;
    }

    private static Strategy Create(RecordedStrategy recorded, WorldSettings settings)
    {
        Strategy made = settings.Strategies.Single(s => s.Id == recorded.Id).Create();
        Assert.Equal(recorded.Type, made.GetType().FullName);
        return made;
    }
}
