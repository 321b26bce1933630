using System.Globalization;
using LiveTrading.Engine.Journal;

namespace LiveTrading.Storage;

/// <summary>The names of a journal's files: segments <c>journal-00000001.ltj</c>, a snapshot <c>snapshot-00000004.ltj</c> that stands for all up to that number, and the archive of what it replaced.</summary>
internal sealed class JournalFiles(string directory)
{
    /// <summary>What a snapshot is called until it is whole and on the disk.</summary>
    public const string UnfinishedExtension = ".new";

    private const string SegmentPrefix = "journal-";
    private const string SnapshotPrefix = "snapshot-";
    private const string Extension = ".ltj";

    public string Directory => directory;

    public string ArchiveDirectory { get; } = Path.Combine(directory, "archive");

    /// <summary>The file of the next segment, made ahead, until it takes its name.</summary>
    public string SparePath { get; } = Path.Combine(directory, "next" + Extension + UnfinishedExtension);

    public string SegmentPath(long number) => Path.Combine(directory, SegmentName(number));

    public string SnapshotPath(long number) => Path.Combine(directory, SnapshotName(number));

    public static string SegmentName(long number) => string.Create(CultureInfo.InvariantCulture, $"{SegmentPrefix}{number:d8}{Extension}");

    public static string SnapshotName(long number) => string.Create(CultureInfo.InvariantCulture, $"{SnapshotPrefix}{number:d8}{Extension}");

    /// <summary>Numbers of the segments in a directory of the journal, ascending.</summary>
    /// <exception cref="JournalException">A file has such a name without a number.</exception>
    public static List<long> FindSegments(string folder) => Find(folder, SegmentPrefix, SegmentName);

    /// <summary>Numbers of the snapshots in a directory of the journal, ascending.</summary>
    /// <exception cref="JournalException">A file has such a name without a number.</exception>
    public static List<long> FindSnapshots(string folder) => Find(folder, SnapshotPrefix, SnapshotName);

    /// <summary>Where the bytes of a number are: in its segment, or in the snapshot that took its number.</summary>
    public string Locate(long number) => File.Exists(SnapshotPath(number)) ? SnapshotPath(number) : SegmentPath(number);

    /// <summary>True when a snapshot stands for a segment that is not there any more.</summary>
    public bool IsRetired(long segment) => !File.Exists(SegmentPath(segment)) && FindSnapshots(directory).Exists(s => s >= segment);

    /// <summary>What a reader has to read, in order: the newest snapshot, if there is one, and the segments behind it.</summary>
    /// <param name="snapshot">Number of that snapshot; 0: none.</param>
    public List<long> List(out long snapshot) => List(null, out snapshot);

    /// <summary>As the other overload.</summary>
    /// <param name="between">Called between the two lists, by a test.</param>
    /// <param name="snapshot">Number of that snapshot; 0: none.</param>
    internal List<long> List(Action? between, out long snapshot)
    {
        // Segments first: one that is compacted between the two lists is found in both, the other way round in neither.
        List<long> segments = FindSegments(directory);
        between?.Invoke();
        long newest = FindSnapshots(directory) is [.., long last] ? last : 0;
        snapshot = newest;
        segments.RemoveAll(s => s <= newest);
        if (newest != 0)
            segments.Insert(0, newest);
        return segments;
    }

    /// <summary>Snapshots that were being written when the process ended.</summary>
    public IReadOnlyList<string> FindUnfinished() => [.. System.IO.Directory.EnumerateFiles(directory, SnapshotPrefix + "*" + Extension + UnfinishedExtension)];

    private static List<long> Find(string folder, string prefix, Func<long, string> nameOf)
    {
        List<long> numbers = [];
        foreach (string file in System.IO.Directory.EnumerateFiles(folder, prefix + "*" + Extension))
        {
            string number = Path.GetFileName(file)[prefix.Length..^Extension.Length];
            if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long segment) || segment < 1 || nameOf(segment) != Path.GetFileName(file))
                throw new JournalException($"{file} has the name of a journal file without its number. Move it out of the directory.");
            numbers.Add(segment);
        }

        numbers.Sort();
        return numbers;
    }
}
