using LiveTrading.Engine.Journal;
using LiveTrading.Engine.Time;
using LiveTrading.Model;
using LiveTrading.Storage;

namespace LiveTrading.Tests.Storage;

public sealed class FileJournalStorageTests : JournalStorageBehaviour, IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "lt-journal-" + Guid.NewGuid().ToString("N"));
    private readonly List<FileJournalStorage> _open = [];

    public void Dispose()
    {
        foreach (FileJournalStorage storage in _open)
            storage.Dispose();
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    private protected override IJournalStorage Create() => Open();

    private protected override IJournalStorage Reopen(IJournalStorage storage)
    {
        ((FileJournalStorage)storage).Dispose();
        return Open();
    }

    private FileJournalStorage Open()
    {
        FileJournalStorage storage = FileJournalStorage.Open(_directory, Bytes);
        _open.Add(storage);
        return storage;
    }

    private static RecoveredJournal Recover(IJournalStorage storage) => JournalRecovery.Recover(storage, 7, _ => new(0));

    private FileJournalStorage WithStarts(int count)
    {
        FileJournalStorage storage = Open();
        var journal = new OrderJournal(storage, new FixedClock(), Recover(storage));
        for (int i = 0; i < count; i++)
            Assert.Equal(JournalWriteResult.Written, journal.Start((ulong)i));
        return storage;
    }

    [Fact]
    public void Second_engine_on_one_journal_is_refused_with_the_owner()
    {
        Open();
        JournalException e = Assert.Throws<JournalException>(() => Open());
        Assert.Contains("Another engine", e.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposed_storage_gives_the_journal_free()
    {
        Open().Dispose();
        Assert.Empty(Open().Segments);
    }

    [Fact]
    public void Segment_reserves_its_whole_space()
    {
        FileJournalStorage storage = Open();
        storage.StartSegment(1);
        Assert.Equal(Bytes, new FileInfo(storage.DescribeSegment(1)).Length);
    }

    [Fact]
    public void Half_made_segment_is_taken_over()
    {
        FileJournalStorage storage = WithStarts(3);
        storage.Dispose();
        File.WriteAllBytes(Path.Combine(_directory, "journal-00000002.ltj"), []);
        FileJournalStorage next = Open();
        RecoveredJournal recovered = Recover(next);
        Assert.Equal(3, recovered.Starts.Count);
        Assert.Equal(JournalWriteResult.Written, new OrderJournal(next, new FixedClock(), recovered).Start(9));
        Assert.Equal(4, Recover(next).Starts.Count);
    }

    [Fact]
    public void Torn_tail_is_cut_with_a_warning_and_the_journal_goes_on()
    {
        FileJournalStorage storage = WithStarts(3);
        string file = storage.DescribeSegment(1);
        int end = storage.ReadSegment(1).Span.LastIndexOfAnyExcept((byte)0) + 1;
        storage.Dispose();
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.Position = end - 10;
            stream.Write(new byte[10]);
        }

        FileJournalStorage next = Open();
        RecoveredJournal recovered = Recover(next);
        Assert.Equal(2, recovered.Starts.Count);
        Assert.Contains(file, Assert.Single(recovered.Warnings), StringComparison.Ordinal);
        new OrderJournal(next, new FixedClock(), recovered).Start(9);
        Assert.Equal([0UL, 1UL, 9UL], Recover(next).Starts.Select(s => s.Epoch));
    }

    [Fact]
    public void Damage_stops_the_start_repair_keeps_what_stands_before_it()
    {
        FileJournalStorage storage = WithStarts(5_000);
        Assert.True(storage.Segments.Count > 2);
        string file = storage.DescribeSegment(2);
        storage.Dispose();
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.Position = 3000;
            stream.Write([0xAA, 0xBB, 0xCC]);
        }

        FileJournalStorage damaged = Open();
        Assert.Contains(file, Assert.Throws<JournalException>(() => Recover(damaged)).Message, StringComparison.Ordinal);
        damaged.Dispose();
        JournalRepair repair = FileJournalStorage.Repair(_directory)!;
        Assert.True(repair.RemovedSegments > 0);
        Assert.True(File.Exists(Path.Combine(repair.BackupDirectory, "journal-00000003.ltj")));
        FileJournalStorage next = Open();
        RecoveredJournal recovered = Recover(next);
        Assert.Equal(Enumerable.Range(0, recovered.Starts.Count).Select(i => (ulong)i), recovered.Starts.Select(s => s.Epoch));
        Assert.Equal(JournalWriteResult.Written, new OrderJournal(next, new FixedClock(), recovered).Start(1));
        next.Dispose();
        Assert.Null(FileJournalStorage.Repair(_directory));
    }

    [Fact]
    public void Verify_and_show_read_while_an_engine_writes()
    {
        WithStarts(3);
        using FileJournalStorage reading = FileJournalStorage.OpenForReading(_directory);
        JournalVerification found = JournalInspector.Verify(reading);
        Assert.True(found.IsUsable);
        Assert.Equal(4, found.Records);
        JournalEntry last = JournalInspector.Show(reading)[^1];
        Assert.Equal((JournalRecordKind.Start, "2"), (last.Kind, last.Fields["epoch"]));
        Assert.Equal(JournalWriteResult.Closed, reading.Append([1]));
    }

    [Fact]
    public void Strange_file_name_is_named()
    {
        Open().Dispose();
        File.WriteAllText(Path.Combine(_directory, "journal-1.ltj"), "");
        Assert.Contains("journal-1.ltj", Assert.Throws<JournalException>(() => Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Segment_that_cannot_be_created_is_a_result_and_final()
    {
        FileJournalStorage storage = Open();
        storage.StartSegment(1);
        Directory.CreateDirectory(storage.DescribeSegment(2));
        JournalWriteResult result = storage.StartSegment(2);
        Assert.Contains(result, new[] { JournalWriteResult.Failed, JournalWriteResult.PermissionDenied });
        Assert.NotNull(storage.FailureText);
        Assert.Equal(JournalWriteResult.Closed, storage.Append([1]));
    }

    [Fact]
    public void Full_disk_is_a_result_and_the_journal_stays_readable()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists("/dev/full"))
            Assert.Skip("needs /dev/full");
        FileJournalStorage storage = WithStarts(2);
        string next = storage.DescribeSegment(storage.Segments[^1] + 1);
        File.CreateSymbolicLink(next, "/dev/full");
        JournalWriteResult result = storage.StartSegment(storage.Segments[^1] + 1);
        Assert.NotEqual(JournalWriteResult.Written, result);
        File.Delete(next);
        storage.Dispose();
        Assert.Equal(2, Recover(Open()).Starts.Count);
    }

    private sealed class FixedClock : IEngineClock
    {
        public UnixNanos Now => new(1);

        public long MonotonicNanos => 1;
    }
}
