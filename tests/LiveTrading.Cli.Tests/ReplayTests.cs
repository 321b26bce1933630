using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using LiveTrading.Cli.Tests.Harness;
using LiveTrading.Engine.Recording;

namespace LiveTrading.Cli.Tests;

/// <summary>Recording and replay, each as a process.</summary>
public sealed class ReplayTests
{
    [Fact]
    public void Replay_recordedDemo_makesTheSameDecisions()
    {
        using TemporaryDirectory directory = new();
        Record(directory);

        using CliProcess replay = CliProcess.Run("replay", directory["recordings"], "--json");

        Assert.True(replay.WaitForExit() == 0, replay.Describe());
        JsonElement session = Assert.Single(replay.Summary.GetProperty("sessions").EnumerateArray());
        Assert.True(session.GetProperty("same").GetBoolean() && session.GetProperty("reachedEnd").GetBoolean());
        Assert.True(session.Number("inputs") > 41_000);
        Assert.True(session.Number("orderRequests") > 0 && session.Number("journalRecords") > 0);
    }

    [Fact]
    public void Replay_forPeople_saysWhatWasComparedAndStopsWhereTold()
    {
        using TemporaryDirectory directory = new();
        string file = Record(directory);

        using CliProcess replay = CliProcess.Run("replay", file, "--records", "1000", "--to", "2200-01-01");

        Assert.True(replay.WaitForExit() == 0, replay.Describe());
        Assert.Contains(replay.Output, l => l.Contains("same decisions: ", StringComparison.Ordinal));
        Assert.Contains(replay.Output, l => l.Contains("  1000 records in ", StringComparison.Ordinal));
    }

    [Fact]
    public void Replay_otherDecisionThanRecorded_isToldWithBothSides()
    {
        using TemporaryDirectory directory = new();
        string file = Record(directory);
        byte[] bytes = File.ReadAllBytes(file);

        // As if the recorded session had placed its last order for another strategy.
        int at = bytes.AsSpan().LastIndexOf("quoting"u8);
        bytes[at] = (byte)'k';
        CompleteBlockAt(bytes, at);
        File.WriteAllBytes(file, bytes);

        using CliProcess replay = CliProcess.Run("replay", file);

        Assert.True(replay.WaitForExit() == 4, replay.Describe());
        Assert.Contains(replay.Output, l => l.StartsWith("  differs at record ", StringComparison.Ordinal));
        Assert.Contains(replay.Output, l => l.Contains("    recorded: ", StringComparison.Ordinal) && l.Contains("kuoting", StringComparison.Ordinal));
        Assert.Contains(replay.Output, l => l.Contains("    replayed: ", StringComparison.Ordinal) && l.Contains("quoting", StringComparison.Ordinal));
    }

    [Fact]
    public void Replay_damagedFile_isToldWithFileAndOffset()
    {
        using TemporaryDirectory directory = new();
        string file = Record(directory);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^100] ^= 1;
        File.WriteAllBytes(file, bytes);

        using CliProcess replay = CliProcess.Run("replay", file);

        Assert.True(replay.WaitForExit() == 1, replay.Describe());
        Assert.Contains(replay.Output, l => l.Contains(file + ", offset ", StringComparison.Ordinal));
    }

    [Fact]
    public void Replay_killedRunAndTheNextOne_makeTheSameDecisions()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        string[] arguments = [.. venue.RunArguments(directory["journal"]), "--record", directory["recordings"]];
        using (CliProcess killed = CliProcess.Start(arguments))
        {
            killed.WaitForEvent("order", e => e.Is("kind", "filled"));
            killed.Kill();
        }

        using (CliProcess run = CliProcess.Start(arguments))
        {
            run.WaitForEvent("order", e => e.Is("kind", "filled"));
            run.Signal("TERM");

            // An order whose send the kill cut off may still be unknown when the stop is over, which it then says by 3.
            Assert.True(run.WaitForExit() is 0 or 3, run.Describe());
        }

        using CliProcess replay = CliProcess.Run("replay", directory["recordings"], "--json");

        Assert.True(replay.WaitForExit() == 0, replay.Describe());
        JsonElement[] sessions = [.. replay.Summary.GetProperty("sessions").EnumerateArray()];
        Assert.Equal(2, sessions.Length);
        Assert.True(sessions[0].Number("inputs") > 10);
        Assert.True(sessions[1].GetProperty("reachedEnd").GetBoolean());
    }

    [Theory]
    [InlineData("no file or directory", "replay", "/there/is/none")]
    [InlineData("not a time", "replay", ".", "--to", "yesterday")]
    [InlineData("--records", "replay", ".", "--records", "0")]
    public void Replay_badArguments_areNamed(string complaint, params string[] arguments)
    {
        using CliProcess replay = CliProcess.Run(arguments);

        Assert.True(replay.WaitForExit() == 2, replay.Describe());
        Assert.Contains(replay.Errors, l => l.Contains(complaint, StringComparison.Ordinal));
    }

    [Fact]
    public void Replay_whatIsNoRecording_isRefused()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory["empty"]);
        File.WriteAllText(directory["text.ltrec"], "this is no recording");

        using CliProcess empty = CliProcess.Run("replay", directory["empty"]);
        using CliProcess text = CliProcess.Run("replay", directory["text.ltrec"]);

        Assert.True(empty.WaitForExit() == 1, empty.Describe());
        Assert.Contains("There is no recording", Assert.Single(empty.Errors), StringComparison.Ordinal);
        Assert.True(text.WaitForExit() == 1, text.Describe());
        Assert.Contains("cannot be replayed", Assert.Single(text.Errors), StringComparison.Ordinal);
    }

    private static string Record(TemporaryDirectory directory)
    {
        using CliProcess demo = CliProcess.Run("demo", "--speed", "0", "--json", "--record", directory["recordings"]);
        Assert.True(demo.WaitForExit() == 0, demo.Describe());
        return Assert.Single(Directory.GetFiles(directory["recordings"]));
    }

    private static void CompleteBlockAt(byte[] bytes, int at)
    {
        for (int block = RecordingFormat.HeaderBytes; block < bytes.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(block + 8));
            Assert.Equal("LTRECBLK", Encoding.ASCII.GetString(bytes, block, 8));
            if (at < block + length)
            {
                RecordingFormat.CompleteBlock(bytes.AsSpan(block, length));
                return;
            }

            block += length;
        }
    }
}
