using System.Diagnostics;
using System.Text.Json;
using LiveTrading.Cli.Tests.Harness;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Storage;

namespace LiveTrading.Cli.Tests;

public sealed class JournalTests
{
    [Fact]
    public void Release_latchedJournal_isShownReleasedAndRecorded()
    {
        using TemporaryDirectory directory = new();
        using (FileJournalStorage storage = FileJournalStorage.Open(directory["journal"]))
        {
            OrderJournal journal = new(storage, new NoClock(), JournalRecovery.Recover(storage, 7, new Cache()));
            journal.Start(1);
            journal.AppendKillLatch("feed broken", flatten: true);
        }

        using CliProcess shown = CliProcess.Run("journal", "show", directory["journal"], "--json");
        using CliProcess nameless = CliProcess.Run("journal", "release", directory["journal"]);
        using CliProcess released = CliProcess.Run("journal", "release", directory["journal"], "--by", "ada", "--reason", "feed repaired");
        using CliProcess again = CliProcess.Run("journal", "release", directory["journal"], "--by", "ada");
        using CliProcess after = CliProcess.Run("journal", "show", directory["journal"], "--json");

        Assert.Equal("feed broken", shown.Summary.GetProperty("killSwitch").Text("reason"));
        Assert.Equal(2, nameless.WaitForExit());
        Assert.True(released.WaitForExit() == 0, released.Describe());
        Complaint.Check(again, 1, "the kill switch is not engaged; nothing was changed");
        Assert.False(after.Summary.TryGetProperty("killSwitch", out _));
    }

    [Fact]
    public void Verify_goodJournal_saysSo()
    {
        using TemporaryDirectory directory = new();
        string journal = WriteJournal(directory);
        using CliProcess verify = CliProcess.Run("journal", "verify", journal);

        Assert.True(verify.WaitForExit() == 0, verify.Describe());
        Assert.Contains(verify.Output, l => l.Contains("all good", StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_damagedRecord_saysWhereAndRunRefusesToStart()
    {
        using TemporaryDirectory directory = new();
        string journal = WriteJournal(directory);
        string segment = Path.Combine(journal, "journal-00000001.ltj");
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[500] ^= 0xFF;
        File.WriteAllBytes(segment, bytes);

        using CliProcess verify = CliProcess.Run("journal", "verify", journal);
        Complaint.Check(verify, 1, segment);

        using CliProcess run = CliProcess.Start("run", "--config", VenueProcess.SampleConfiguration, "--set", "LiveTrading:InstanceName=demo", "--journal", journal);
        Complaint.Check(run, 1, segment);
    }

    [Fact]
    public void Show_missingDirectory_isNamed()
    {
        using CliProcess show = CliProcess.Run("journal", "show", "/no/such/journal");

        Complaint.Check(show, 2, "/no/such/journal");
    }

    [Fact]
    public void Run_journalDirectoryIsAFile_saysSo()
    {
        using TemporaryDirectory directory = new();
        using CliProcess run = CliProcess.Run("run", "--config", VenueProcess.SampleConfiguration, "--journal", directory.Write("file", "x"));

        Complaint.CheckLine(run, 1, "The journal needs a directory", "is a file");
    }

    [Fact]
    public void Demo_journalDirectoryWithAJournal_isRefused()
    {
        using TemporaryDirectory directory = new();
        string journal = WriteJournal(directory);
        using CliProcess demo = CliProcess.Run("demo", "--speed", "0", "--journal", journal);

        Complaint.CheckLine(demo, 2, "holds a journal already");
    }

    [Fact]
    public void Run_journalOfARunningEngine_namesItsProcess()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start();
        using CliProcess first = CliProcess.Start(venue.RunArguments(directory["journal"]));
        first.WaitForState("running");

        using CliProcess second = CliProcess.Start(venue.RunArguments(directory["journal"]));

        Complaint.CheckLine(second, 1, "Another engine (process ", "is using the journal");
    }

    [Fact]
    public void Run_nextSegmentCannotBeMade_haltsTradingAndExitCodeIsOne()
    {
        using TemporaryDirectory directory = new();
        using VenueProcess venue = VenueProcess.Start(speed: "50");
        using CliProcess run = CliProcess.Start([.. venue.RunArguments(directory["journal"]), "--set", "LiveTrading:Journal:SegmentBytes=65536"]);
        run.WaitForState("running");
        Directory.CreateDirectory(Path.Combine(directory["journal"], "journal-00000002.ltj"));

        AssertHalted(run, venue, directory["journal"]);
    }

    [Fact]
    public void Run_diskFullWhileTrading_haltsTradingAndExitCodeIsOne()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A small file system is mounted the Linux way.");
        using TemporaryDirectory directory = new();
        string disk = Directory.CreateDirectory(directory["disk"]).FullName;
        Assert.SkipUnless(TryRun("mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk), "Mounting a small file system needs rights that this process lacks.");
        try
        {
            using VenueProcess venue = VenueProcess.Start(speed: "50");
            string journal = Path.Combine(disk, "journal");
            using CliProcess run = CliProcess.Start([.. venue.RunArguments(journal), "--set", "LiveTrading:Journal:SegmentBytes=65536"]);

            AssertHalted(run, venue, journal);
        }
        finally
        {
            TryRun("umount", disk);
        }
    }

    [Fact]
    public void Run_diskFullAtTheStart_startsNothingAndSaysSo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A small file system is mounted the Linux way.");
        using TemporaryDirectory directory = new();
        string disk = Directory.CreateDirectory(directory["disk"]).FullName;
        Assert.SkipUnless(TryRun("mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", disk), "Mounting a small file system needs rights that this process lacks.");
        try
        {
            using CliProcess run = CliProcess.Start(VenueProcess.RunArguments(1, Path.Combine(disk, "journal")));

            Complaint.Check(run, 1, "The order journal in", "cannot be written", "nothing is started");
        }
        finally
        {
            TryRun("umount", disk);
        }
    }

    private static void AssertHalted(CliProcess run, VenueProcess venue, string journal)
    {
        run.WaitForEvent("alert", e => e.Is("code", "journalFailed"));
        int orders = venue.Orders().Length;
        run.WaitForEvent("order", e => e.Is("kind", "denied") && e.TryGetProperty("reason", out JsonElement reason) && reason.GetString()!.Contains("journal", StringComparison.Ordinal));
        run.Signal("TERM");

        Complaint.Check(run, 1, "The order journal cannot be written", "The order journal could not be written");
        Assert.Equal(orders, venue.Orders().Length);
        Assert.Empty(venue.OpenOrders());
        Assert.Equal(0, run.Summary.Number("openOrders"));
        using CliProcess show = CliProcess.Run("journal", "show", journal, "--json");
        HashSet<string> recorded = [.. show.Summary.GetProperty("orders").EnumerateArray().Select(o => VenueProcess.Token(o.Text("clientOrderId")))];
        Assert.Empty(venue.OrderTokens().Except(recorded));
    }

    private static string WriteJournal(TemporaryDirectory directory)
    {
        using CliProcess demo = CliProcess.Run("demo", "--speed", "0", "--json", "--journal", directory["journal"]);
        Assert.True(demo.WaitForExit() == 0, demo.Describe());
        return directory["journal"];
    }

    private static bool TryRun(string file, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true })!;
            return process.WaitForExit(CliProcess.Patience) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private sealed class NoClock : IEngineClock
    {
        public UnixNanos Now => new(1);

        public long MonotonicNanos => 1;
    }
}
