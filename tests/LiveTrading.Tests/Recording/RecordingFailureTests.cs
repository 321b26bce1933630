using LiveTrading.Engine.Events;
using LiveTrading.Engine.Recording;
using LiveTrading.Recording;
using LiveTrading.Simulation.Harness;
using LiveTrading.Tests.Recording.Harness;
using LiveTrading.Tests.Wire.Harness;

namespace LiveTrading.Tests.Recording;

/// <summary>A recording that fails says so once and disturbs nothing; what stands before replays.</summary>
public sealed class RecordingFailureTests
{
    [Fact]
    public void Failure_while_trading_one_alert_and_trading_goes_on()
    {
        MemoryRecording recording = new();
        WorldSettings settings = new() { Recording = () => recording };
        using EngineWorld world = new EngineWorld(settings).Trading(3);
        recording.Failure = "the disk is full";
        int fillsBefore = world.Engine.Count(Model.Orders.OrderEventKind.Filled);
        world.RunFor(5);

        AlertEvent alert = Assert.Single(world.Engine.Alerts, a => a.Code == AlertCode.RecordingFailed);
        Assert.Contains("the disk is full", alert.Text, StringComparison.Ordinal);
        Assert.Equal("the disk is full", recording.End);
        Assert.True(world.Engine.Count(Model.Orders.OrderEventKind.Filled) > fillsBefore, "nothing was traded afterwards");
        world.Settle();
        ReplayResult result = Replays.AssertSame(recording, settings);
        Assert.Equal("the disk is full", result.EndReason);
        Assert.False(result.ReachedEnd);
        Assert.True(result.Inputs > 500);
    }

    [Fact]
    public void Buffer_full_within_an_input_one_alert_and_trading_goes_on()
    {
        MemoryRecording recording = new() { FullAfter = 20 };
        WorldSettings settings = new() { Recording = () => recording };
        using EngineWorld world = new EngineWorld(settings).Trading(6);

        Assert.Single(world.Engine.Alerts, a => a.Code == AlertCode.RecordingFailed);
        world.Settle();
        Assert.Equal("the writer fell behind and the buffer is full", Replays.AssertSame(recording, settings).EndReason);
    }

    [Fact]
    public void Directory_that_cannot_be_made_one_alert_and_trading_goes_on()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("taken"), "");
        WorldSettings settings = new() { Engine = o => o.Recording.Directory = folder.File("taken") };
        using EngineWorld world = new EngineWorld(settings).Trading(3);

        Assert.Single(world.Engine.Alerts, a => a.Code == AlertCode.RecordingFailed);
        world.Settle();
    }

    [Fact]
    public void Session_that_ends_unexpectedly_replays_up_to_any_block()
    {
        MemoryRecording recording = new();
        WorldSettings settings = new() { Recording = () => recording };
        using EngineWorld world = new EngineWorld(settings).Trading(2);
        byte[] bytes = recording.ToArray();
        Random random = new(1);
        long most = 0;
        for (int i = 1; i <= 15; i++)
        {
            int length = (int)(bytes.LongLength * i / 15) - random.Next(30);
            try
            {
                ReplayResult result = Replays.Run(bytes.AsMemory(0, length), settings);
                Assert.Null(result.Difference);
                Assert.Null(result.Damage);
                Assert.False(result.ReachedEnd);
                Assert.True(result.Records >= most);
                most = result.Records;
            }
            catch (RecordingException e)
            {
                Assert.Equal(0, most);
                Assert.Contains("it ends before", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(most > 1_000);
    }

    [Fact]
    public void Session_with_nonsense_under_right_checksums_is_told_and_never_throws_anything_else()
    {
        MemoryRecording recording = new();
        WorldSettings settings = new() { Recording = () => recording };
        using EngineWorld world = new EngineWorld(settings).Trading(1);
        byte[] bytes = recording.ToArray();
        Random random = new(2);
        int told = 0;
        for (int round = 0; round < 25; round++)
        {
            byte[] changed = [.. bytes];
            foreach (Range range in StoredBlocks.Of(bytes))
            {
                Span<byte> block = changed.AsSpan(range);
                if (random.Next(3) != 0)
                    continue;
                block[random.Next(RecordingFormat.BlockHeaderBytes, block.Length)] ^= (byte)random.Next(1, 256);
                RecordingFormat.CompleteBlock(block);
            }

            try
            {
                if (!Replays.Run(changed, settings).IsSame)
                    told++;
            }
            catch (RecordingException)
            {
                told++;
            }
        }

        Assert.True(told > 12, "most changes matter");
    }
}
