using CsCheck;
using LiveTrading.Guarding;
using LiveTrading.Model;

namespace LiveTrading.Tests.Guarding;

public sealed class HeartbeatFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("heartbeat-").FullName;

    [Fact]
    public void Beat_isReadAsItWasWritten()
    {
        using HeartbeatFile file = new(_directory, 7, 42);
        HeartbeatReader reader = new(_directory);

        Assert.True(file.Beat(HeartbeatState.Running, new UnixNanos(99)));

        Assert.True(reader.TryRead(out Heartbeat beat));
        Assert.Equal(new Heartbeat(7, 42, 1, HeartbeatState.Running, Environment.ProcessId, new UnixNanos(99)), beat);
        file.Beat(HeartbeatState.Stopped, new UnixNanos(99));
        Assert.True(reader.TryRead(out beat));
        Assert.Equal((2, HeartbeatState.Stopped), (beat.Counter, beat.State));
        Assert.Equal(HeartbeatFormat.Bytes, new FileInfo(reader.Name).Length);
    }

    [Fact]
    public void Beat_afterAnotherStart_takesItsPlace()
    {
        using (HeartbeatFile old = new(_directory, 7, 1))
            old.Beat(HeartbeatState.Running, new UnixNanos(1));
        using HeartbeatFile file = new(_directory, 7, 2);

        file.Beat(HeartbeatState.Running, new UnixNanos(2));

        Assert.True(new HeartbeatReader(_directory).TryRead(out Heartbeat beat));
        Assert.Equal((2UL, 1L), (beat.Start, beat.Counter));
    }

    [Fact]
    public void Beat_directoryGone_isReportedOnceAndWorksAgainWhenItIsBack()
    {
        string directory = Path.Combine(_directory, "gone");
        using HeartbeatFile file = new(directory, 7, 1);

        Assert.False(file.Beat(HeartbeatState.Running, new UnixNanos(1)));
        Assert.NotNull(file.Failure);
        Assert.True(file.Beat(HeartbeatState.Running, new UnixNanos(1)));
        Directory.CreateDirectory(directory);

        Assert.True(file.Beat(HeartbeatState.Running, new UnixNanos(1)));
        Assert.Null(file.Failure);
        Assert.True(new HeartbeatReader(directory).TryRead(out Heartbeat beat));
        Assert.Equal(3, beat.Counter);
    }

    [Fact]
    public void TryRead_noFile_isNone() => Assert.False(new HeartbeatReader(_directory).TryRead(out _));

    [Fact]
    public void TryRead_anyDamage_isNone() => Gen.Select(Gen.Int[0, HeartbeatFormat.Bytes - 1], Gen.Byte[1, 255]).Sample((at, flip) =>
    {
        byte[] bytes = new byte[HeartbeatFormat.Bytes];
        HeartbeatFormat.Write(bytes, new Heartbeat(7, 1, 2, HeartbeatState.Running, 3, new UnixNanos(4)));
        Assert.True(HeartbeatFormat.TryRead(bytes, out _));
        bytes[at] ^= flip;
        return !HeartbeatFormat.TryRead(bytes, out _) && !HeartbeatFormat.TryRead(bytes.AsSpan(0, at), out _);
    });

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
