using System.Globalization;
using LiveTrading.IO.Files;

namespace LiveTrading.Storage;

/// <summary>Copies a journal aside before it is repaired, and puts back out of the archive what a snapshot was made from.</summary>
internal sealed class JournalBackups(JournalFiles files)
{
    /// <summary>Copies files into a new directory <c>damaged-1</c>, <c>damaged-2</c> and so on.</summary>
    /// <returns>That directory.</returns>
    public string CopyAside(IEnumerable<string> paths)
    {
        int number = 1;
        while (Directory.Exists(Path.Combine(files.Directory, BackupName(number))))
            number++;
        string backup = Directory.CreateDirectory(Path.Combine(files.Directory, BackupName(number))).FullName;
        foreach (string path in paths)
            File.Copy(path, Path.Combine(backup, Path.GetFileName(path)));
        return backup;
    }

    /// <summary>What makes the same state as all segments up to a number: the newest older snapshot and the segments behind it, or all segments.</summary>
    /// <returns>Paths in the archive or still in the journal's directory; null when some are nowhere.</returns>
    public IReadOnlyList<string>? FindChain(long through)
    {
        Dictionary<long, string> segments = [];
        Dictionary<long, string> snapshots = new() { [0] = "" };
        foreach (string folder in (string[])[files.ArchiveDirectory, files.Directory])
        {
            if (!Directory.Exists(folder))
                continue;
            foreach (long segment in JournalFiles.FindSegments(folder))
                segments[segment] = Path.Combine(folder, JournalFiles.SegmentName(segment));
            foreach (long snapshot in JournalFiles.FindSnapshots(folder).Where(s => s < through))
                snapshots[snapshot] = Path.Combine(folder, JournalFiles.SnapshotName(snapshot));
        }

        foreach ((long snapshot, string path) in snapshots.OrderByDescending(s => s.Key))
        {
            long[] needed = [.. segments.Keys.Where(s => s > snapshot && s <= through).Order()];
            if (needed.Length == through - snapshot)
                return [.. snapshot == 0 ? Array.Empty<string>() : [path], .. needed.Select(s => segments[s])];
        }

        return null;
    }

    /// <summary>Copies a chain into the journal's directory, where it is not there already.</summary>
    public void PutBack(IReadOnlyList<string> chain)
    {
        foreach (string path in chain)
        {
            string target = Path.Combine(files.Directory, Path.GetFileName(path));
            if (File.Exists(target))
                continue;
            File.Copy(path, target + JournalFiles.UnfinishedExtension, overwrite: true);
            File.Move(target + JournalFiles.UnfinishedExtension, target);
        }

        DirectorySync.Flush(files.Directory);
    }

    private static string BackupName(int number) => string.Create(CultureInfo.InvariantCulture, $"damaged-{number}");
}
