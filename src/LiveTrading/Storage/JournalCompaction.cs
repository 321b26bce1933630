using System.Globalization;
using LiveTrading.Engine.Journal;
using LiveTrading.IO.Files;

namespace LiveTrading.Storage;

/// <summary>
/// Replaces closed segments by a snapshot, so that a crash between any two steps leaves a journal of the same state: written
/// under another name → forced onto the disk → named → what it stands for retired. Blocks; not for the loop thread.
/// </summary>
internal sealed class JournalCompaction(JournalFiles files, JournalCompactionPlan plan)
{
    /// <summary>Told after each step; a test ends the process there by throwing.</summary>
    public Action<string> Reached { get; set; } = _ => { };

    /// <summary>Asked between steps: stop where that leaves everything in order.</summary>
    public Func<bool> IsEnding { get; set; } = () => false;

    /// <summary>Makes the snapshot and retires what it stands for.</summary>
    /// <param name="through">Number of the last segment to cover.</param>
    /// <returns>False when it ended early because it was asked to.</returns>
    /// <exception cref="JournalException">A segment cannot be read, or the snapshot cannot be trusted.</exception>
    /// <exception cref="IOException">A file cannot be written, named or moved.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written, named or moved.</exception>
    public bool Run(long through)
    {
        byte[]? snapshot;
        using (FileJournalStorage reading = FileJournalStorage.OpenForReading(files.Directory))
            snapshot = JournalCompactor.Build(reading, through, plan.Keep, IsEnding);
        if (snapshot is null)
            return false;
        Reached("built");
        if (IsEnding())
            return false;
        string path = files.SnapshotPath(through);
        string unfinished = path + JournalFiles.UnfinishedExtension;
        try
        {
            using FileStream file = new(unfinished, FileMode.Create, FileAccess.Write, FileShare.None);
            file.Write(snapshot);
            file.Flush();
            FileSync.Flush(file.SafeFileHandle);
        }
        catch (IOException)
        {
            // Half a snapshot would only take the room that is short already.
            File.Delete(unfinished);
            throw;
        }

        Reached("written");
        File.Move(unfinished, path);
        Reached("named");
        DirectorySync.Flush(files.Directory);
        Reached("synced");
        return Retire(through) >= 0;
    }

    /// <summary>Archives or deletes what a snapshot stands for.</summary>
    /// <returns>How many files; −1 when it ended early because it was asked to, which the next opening makes good.</returns>
    public int Retire(long snapshot)
    {
        string[] covered = FindCovered(snapshot);
        if (covered.Length == 0)
            return 0;
        if (plan.Archive)
            Directory.CreateDirectory(files.ArchiveDirectory);
        foreach (string path in covered)
        {
            if (IsEnding())
                return -1;
            if (plan.Archive)
                File.Move(path, FreeArchivePath(Path.GetFileName(path)));
            else
                File.Delete(path);
            Reached("retired " + Path.GetFileName(path));
        }

        if (plan.Archive)
            DirectorySync.Flush(files.ArchiveDirectory);
        DirectorySync.Flush(files.Directory);
        Reached("done");
        return covered.Length;
    }

    /// <summary>Finishes or undoes what a crash cut short. At the opening for writing, before anything is read.</summary>
    /// <returns>One line for people; null when nothing was left over.</returns>
    public string? CleanUp()
    {
        // Nothing was ever written to it, and every end by a kill leaves one: not worth a word.
        File.Delete(files.SparePath);
        IReadOnlyList<string> unfinished = files.FindUnfinished();
        foreach (string path in unfinished)
            File.Delete(path);
        int retired = 0;
        if (JournalFiles.FindSnapshots(files.Directory) is [.., long newest] && FindCovered(newest).Length > 0 && IsWhole(newest))
            retired = Retire(newest);
        if (unfinished.Count + retired == 0)
            return null;
        string fate = plan.Archive ? "moved to the archive" : "deleted";
        return string.Create(CultureInfo.InvariantCulture, $"A compaction had been cut short: {unfinished.Count} unfinished snapshots deleted, {retired} files that a snapshot stands for {fate}.");
    }

    /// <summary>A damaged snapshot retires nothing: the segments it was made from may be all there is.</summary>
    private bool IsWhole(long snapshot)
    {
        using FileJournalStorage reading = FileJournalStorage.OpenForReading(files.Directory);
        bool isWhole = JournalInspector.Verify(new OneSegment(reading, snapshot)).Damage is null;
        Reached("verified");
        return isWhole;
    }

    private string[] FindCovered(long snapshot) =>
    [
        .. JournalFiles.FindSegments(files.Directory).Where(s => s <= snapshot).Select(files.SegmentPath),
        .. JournalFiles.FindSnapshots(files.Directory).Where(s => s < snapshot).Select(files.SnapshotPath),
    ];

    // Never overwritten: an archive is for audits.
    private string FreeArchivePath(string name)
    {
        string path = Path.Combine(files.ArchiveDirectory, name);
        for (int copy = 1; File.Exists(path); copy++)
            path = Path.Combine(files.ArchiveDirectory, string.Create(CultureInfo.InvariantCulture, $"{name}.{copy}"));
        return path;
    }

    private sealed class OneSegment(IJournalSource source, long segment) : IJournalSource
    {
        public IReadOnlyList<long> Segments { get; } = [segment];

        public string DescribeSegment(long number) => source.DescribeSegment(number);

        public ReadOnlyMemory<byte> ReadSegment(long number) => source.ReadSegment(number);
    }
}
