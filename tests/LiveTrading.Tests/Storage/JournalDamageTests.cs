using System.Globalization;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Storage;

namespace LiveTrading.Tests.Storage;

/// <summary>What can happen to the files of a journal while no engine runs, or under a running one: never accepted silently.</summary>
public sealed class JournalDamageTests : IDisposable
{
    private const int Bytes = 64 << 10;

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "lt-damage-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private string Segment(long number) => Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"journal-{number:d8}.ltj"));

    private FileJournalStorage Open() => FileJournalStorage.Open(_directory, Bytes);

    private static RecoveredJournal Recover(IJournalStorage storage) => JournalRecovery.Recover(storage, 7, new Cache());

    /// <summary>Starts that fill some segments.</summary>
    private void Write(int starts = 4_000)
    {
        using FileJournalStorage storage = Open();
        var journal = new OrderJournal(storage, new SteppingClock(), Recover(storage));
        for (int i = 1; i <= starts; i++)
            Assert.Equal(JournalWriteResult.Written, journal.Start((ulong)i));
    }

    private string Refusal()
    {
        using FileJournalStorage storage = Open();
        string message = Assert.Throws<JournalException>(() => Recover(storage)).Message;
        using FileJournalStorage reading = FileJournalStorage.OpenForReading(_directory);
        Assert.False(JournalInspector.Verify(reading).IsUsable);
        return message;
    }

    [Fact]
    public void Missing_middle_segment_is_named()
    {
        Write();
        File.Delete(Segment(2));
        Assert.Contains("segment 2 is missing", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Swapped_segments_are_refused_with_the_file()
    {
        Write();
        File.Move(Segment(1), Segment(9));
        File.Move(Segment(2), Segment(1));
        File.Move(Segment(9), Segment(2));
        Assert.Contains(Segment(1), Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Segment_copied_over_another_is_refused_with_the_file()
    {
        Write();
        File.Copy(Segment(1), Segment(2), overwrite: true);
        Assert.Contains(Segment(2), Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Segment_copied_behind_the_last_is_refused_with_the_file()
    {
        Write();
        long last = Directory.EnumerateFiles(_directory, "*.ltj").Count();
        File.Copy(Segment(last), Segment(last + 1));
        Assert.Contains(Segment(last + 1), Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Segment_cut_short_is_refused()
    {
        Write();
        using (FileStream file = File.OpenWrite(Segment(1)))
            file.SetLength(Bytes / 2);
        Assert.Contains("is missing", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Journal_that_lost_its_tail_goes_on_and_says_so_by_its_numbers()
    {
        Write();
        long last = Directory.EnumerateFiles(_directory, "*.ltj").Count();
        File.Delete(Segment(last));
        using FileJournalStorage storage = Open();
        RecoveredJournal recovered = Recover(storage);
        Assert.Equal(recovered.Starts.Count, (int)recovered.StartCount);
        Assert.Equal(JournalWriteResult.Written, new OrderJournal(storage, new SteppingClock(), recovered).Start(99));
        Assert.Equal(99UL, Recover(storage).Starts[^1].Epoch);
    }

    [Fact]
    public void Records_keep_their_order_when_the_clock_steps_back()
    {
        Write(500);
        using (FileJournalStorage storage = Open())
        {
            var journal = new OrderJournal(storage, new SteppingClock { Seconds = -86_400 }, Recover(storage));
            for (int i = 501; i <= 1_000; i++)
                Assert.Equal(JournalWriteResult.Written, journal.Start((ulong)i));
        }

        using FileJournalStorage next = Open();
        Assert.Equal(Enumerable.Range(1, 1_000).Select(i => (ulong)i), Recover(next).Starts.Select(s => s.Epoch));
    }

    [Fact]
    public void Directory_that_may_not_be_written_any_more_is_a_result_at_the_next_segment()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("needs a user whom permissions bind");
            return;
        }

        using FileJournalStorage storage = Open();
        var journal = new OrderJournal(storage, new SteppingClock(), Recover(storage));
        journal.Start(1);
        UnixFileMode before = File.GetUnixFileMode(_directory);
        File.SetUnixFileMode(_directory, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            JournalWriteResult result = JournalWriteResult.Written;
            for (int i = 2; result == JournalWriteResult.Written; i++)
                result = journal.Start((ulong)i);
            Assert.Equal((JournalWriteResult.PermissionDenied, false), (result, journal.IsWritable));
        }
        finally
        {
            File.SetUnixFileMode(_directory, before);
        }
    }

    [Fact]
    public void Directory_removed_under_a_running_engine_is_a_result_at_the_next_segment()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows does not remove open files");
        using FileJournalStorage storage = Open();
        var journal = new OrderJournal(storage, new SteppingClock(), Recover(storage));
        Directory.Delete(_directory, recursive: true);
        JournalWriteResult result = JournalWriteResult.Written;
        for (int i = 1; result == JournalWriteResult.Written; i++)
            result = journal.Start((ulong)i);
        Assert.NotEqual(JournalWriteResult.Written, result);
        Assert.False(journal.IsWritable);
        Assert.NotNull(storage.FailureText);
    }

    [Fact]
    public void Lock_file_left_behind_does_not_block()
    {
        Directory.CreateDirectory(_directory);
        File.WriteAllText(Path.Combine(_directory, "journal.lock"), "");
        File.WriteAllText(Path.Combine(_directory, "journal.owner"), "4000000");
        Write(10);
        using FileJournalStorage storage = Open();
        Assert.Equal(10, Recover(storage).StartCount);
    }

    private sealed class SteppingClock : IEngineClock
    {
        public long Seconds { get; init; }

        public UnixNanos Now => new((1_700_000_000 + Seconds) * UnixNanos.PerSecond);

        public long MonotonicNanos => 1;
    }
}
