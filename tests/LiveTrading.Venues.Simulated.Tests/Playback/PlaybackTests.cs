using System.Text;
using LiveTrading.IO.Simulated;
using LiveTrading.Venues.Simulated.Capture;
using LiveTrading.Venues.Simulated.Faults;
using LiveTrading.Venues.Simulated.Playback;
using LiveTrading.Venues.Simulated.Tests.Harness;

namespace LiveTrading.Venues.Simulated.Tests.Playback;

public sealed class PlaybackTests : IDisposable
{
    private const string AllStreams = "btcusdt@depth@100ms/btcusdt@bookTicker/btcusdt@trade";
    private readonly string _folder = Directory.CreateTempSubdirectory("playback").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void SpeedZero_sendsEveryFrameVerbatimAndInOrder()
    {
        List<byte[]> expected = Frames(out byte[] snapshot);
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [VenueWorld.Recording], Speed = 0 });
        int at = 0;
        int wrong = 0;
        world.Socket("/stream?streams=" + AllStreams, frame => wrong += at < expected.Count && frame.Span.SequenceEqual(expected[at++]) ? 0 : 1);
        world.Until(() => world.Venue.Status.Playback == PlaybackState.AwaitingDepthRequest);
        Assert.Equal(7, world.Venue.Status.MessagesPlayed);
        Assert.Equal(snapshot, Encoding.UTF8.GetBytes(world.Rest("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=5000").Body));
        world.Until(() => world.EndsOfData == 1 && at == expected.Count);
        Assert.Equal(0, wrong);
        Assert.Equal(41_249, world.Venue.Status.MessagesPlayed);
        Assert.Equal(41_248, expected.Count);
        Assert.Equal(0, world.Venue.Status.BookGaps);
    }

    [Fact]
    public void SpeedZero_withASlowReader_losesNothingAndStillServesOrders()
    {
        List<byte[]> expected = Frames(out _);
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [VenueWorld.Recording], Speed = 0, WaitForDepthRequest = false, SendQueueBytes = 64 * 1024 });
        world.Loop.Network.Link = new SimulatedLink { WindowBytes = 4096, MaxReadBytes = 1024, DelayNanos = 1_000_000 };
        int received = 0;
        bool equal = true;
        world.Socket("/stream?streams=" + AllStreams, frame => equal &= frame.Span.SequenceEqual(expected[received++]));
        world.Loop.Network.Link = SimulatedLink.Default;
        world.Until(() => world.Venue.Status.BlockedConnections == 1);
        long played = world.Venue.Status.MessagesPlayed;
        Assert.True(played < 5000, $"{played} messages were read although the client takes nothing");
        Assert.Equal(200, world.Order("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=50000").Status);
        world.Until(() => received == expected.Count, 1000);
        Assert.True(equal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public void Speed_playsEachFrameAtItsRecordedTime(double speed)
    {
        string path = Write((1_000, "a"), (1_500, "b"), (4_000, "c"), (3_900, "d"), (5_000, "e"));
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [path], Speed = speed });
        SocketClient client = world.Socket("/ws");
        var times = new List<long>();
        client.Sink = _ => times.Add(world.Loop.MonotonicNanos / 1_000_000);
        client.Send("{\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@note\"],\"id\":1}");
        world.Until(() => world.EndsOfData == 1);
        world.Loop.RunFor(1_000_000_000);
        long first = times[1];
        Assert.Equal([0, 500, 3000, 3000, 4000], times.Skip(1).Select(t => (long)Math.Round((t - first) * speed / 100) * 100));
    }

    [Fact]
    public void Playback_waitsUntilAllItsStreamsAreSubscribed()
    {
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [VenueWorld.Recording], Speed = 0 });
        SocketClient one = world.Socket("/stream?streams=btcusdt@trade/btcusdt@bookTicker");
        world.Loop.RunFor(10_000_000_000);
        Assert.Equal(PlaybackState.Waiting, world.Venue.Status.Playback);
        Assert.Empty(one.Messages);
        world.Socket("/ws/btcusdt@depth@100ms");
        world.Until(() => one.Messages.Count > 0);
    }

    [Fact]
    public void Playback_withAGivenList_waitsForThatOnly()
    {
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [VenueWorld.Recording], Speed = 0, WaitForStreams = ["btcusdt@trade"] });
        world.Socket("/ws/btcusdt@trade", _ => { });
        world.Until(() => world.EndsOfData == 1, 1000);
        Assert.Equal(9_757, world.Venue.Status.FramesSent);
    }

    [Fact]
    public void Depth_askedBeforePlayback_isTheSnapshotAndPlaybackDoesNotWaitAgain()
    {
        Frames(out byte[] snapshot);
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [VenueWorld.Recording], Speed = 0 });
        Assert.Equal(Encoding.UTF8.GetString(snapshot), world.Rest("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=1000").Body);
        world.Socket("/stream?streams=" + AllStreams, _ => { });
        world.Until(() => world.EndsOfData == 1, 1000);
    }

    [Fact]
    public void Depth_afterTheEnd_isTheVenuesCurrentBook()
    {
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [VenueWorld.Recording], Speed = 0, WaitForSubscriptions = false });
        world.Until(() => world.EndsOfData == 1, 1000);
        using var depth = System.Text.Json.JsonDocument.Parse(world.Rest("GET", "/api/v3/depth", "symbol=BTCUSDT&limit=5000").Body);
        Assert.Equal(50093421584, depth.RootElement.GetProperty("lastUpdateId").GetInt64());
        Assert.Equal(1209, depth.RootElement.GetProperty("bids").GetArrayLength());
        Assert.Equal(2196, depth.RootElement.GetProperty("asks").GetArrayLength());
    }

    [Fact]
    public void RawConnection_getsTheEventAlone()
    {
        string path = Write((1, "a"));
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [path], Speed = 0 });
        SocketClient client = world.Socket("/any/prefix/ws/btcusdt@note");
        world.Until(() => client.Messages.Count == 1);
        Assert.Equal("{\"n\":\"a\"}", client.Messages[0]);
    }

    [Fact]
    public void DamagedRecording_endsPlaybackWithFileAndLine_andOrdersGoOn()
    {
        string path = System.IO.Path.Combine(_folder, "bad.jsonl");
        File.WriteAllText(path, "1 {\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"p\":\"1\"}}\n");
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [path], Speed = 0, WaitForSubscriptions = false });
        string? error = null;
        world.Venue.PlaybackFailed += e => error = e;
        world.Until(() => error is not null);
        Assert.Equal(path + ":1: the btcusdt@trade message is malformed.", error);
        Assert.Equal(200, world.Rest("GET", "/api/v3/time").Status);
    }

    [Fact]
    public void Loop_closesStreamsWith1001AndStartsOver()
    {
        string path = Write((1, "a"), (2, "b"));
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [path], Speed = 0, Loop = true });
        SocketClient first = world.Socket("/ws/btcusdt@note");
        world.Until(() => first.DisconnectReason is not null);
        Assert.Contains("1001", first.DisconnectReason, StringComparison.Ordinal);
        SocketClient second = world.Socket("/ws/btcusdt@note");
        world.Until(() => second.Messages.Count == 2);
        Assert.Equal(first.Messages, second.Messages);
    }

    [Fact]
    public void DepthGap_leavesOutOneFrame()
    {
        List<byte[]> expected = Frames(out _);
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [VenueWorld.Recording], Speed = 0, WaitForDepthRequest = false, WaitForStreams = ["btcusdt@depth@100ms"] });
        world.Venue.Inject(new VenueFault { Kind = FaultKind.DepthGap });
        SocketClient client = world.Socket("/stream?streams=btcusdt@depth@100ms");
        world.Until(() => world.EndsOfData == 1 && client.Messages.Count >= 3450, 1000);
        Assert.Equal(3450, client.Messages.Count);
        Assert.Equal(expected.Where(f => Encoding.UTF8.GetString(f).Contains("@depth", StringComparison.Ordinal)).Skip(1).Select(Encoding.UTF8.GetString), client.Messages);
    }

    [Fact]
    public void Klines_areBuiltFromTheRecordedTrades()
    {
        using var world = new VenueWorld(new SimulatedVenueOptions { Recordings = [VenueWorld.Recording], Speed = 0, WaitForStreams = ["btcusdt@kline_1m"] });
        SocketClient client = world.Socket("/ws/btcusdt@kline_1m");
        world.Until(() => world.EndsOfData == 1, 1000);
        world.Loop.RunFor(1_000_000_000);
        JsonShape.Same(VenueWorld.Sample("stream.kline_1m.doc.json"), client.Messages[0]);
        string[] closed = [.. client.Messages.Where(m => m.Contains("\"x\":true", StringComparison.Ordinal))];
        string rows = world.Rest("GET", "/api/v3/klines", "symbol=BTCUSDT&interval=1m").Body;
        JsonShape.Same(VenueWorld.Sample("rest.klines.doc.json"), rows);
        using var json = System.Text.Json.JsonDocument.Parse(rows);
        Assert.Equal(closed.Length + 1, json.RootElement.GetArrayLength());
        Assert.Equal(9_757, json.RootElement.EnumerateArray().Sum(r => r[8].GetInt32()));
    }

    private static List<byte[]> Frames(out byte[] snapshot)
    {
        using var reader = new CaptureReader([VenueWorld.Recording]);
        var frames = new List<byte[]>();
        snapshot = [];
        while (reader.Read())
        {
            if (reader.Kind == CaptureRecordKind.DepthSnapshot)
                snapshot = reader.Message.ToArray();
            else
                frames.Add(reader.Message.ToArray());
        }

        return frames;
    }

    private string Write(params (long Ms, string Note)[] lines)
    {
        string path = System.IO.Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        File.WriteAllLines(path, lines.Select(l => $"{l.Ms * 1_000_000} {{\"stream\":\"btcusdt@note\",\"data\":{{\"n\":\"{l.Note}\"}}}}"));
        return path;
    }
}
