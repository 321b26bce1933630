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
