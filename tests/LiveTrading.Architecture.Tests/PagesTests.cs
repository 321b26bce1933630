using System.Text.RegularExpressions;

namespace LiveTrading.Architecture.Tests;

/// <summary>What the pages name exists: files by their path, types, members and tests by their words in the source.</summary>
public sealed partial class PagesTests
{
    [Fact]
    public void Every_path_named_in_a_page_exists()
    {
        List<string> missing = [];
        foreach (string page in Pages())
        {
            foreach (string path in Quoted(page).Where(q => RepositoryPath().IsMatch(q)))
            {
                if (!Exists(path))
                    missing.Add($"{Repository.Relative(page)}: {path}");
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_name_in_a_page_exists_in_the_source()
    {
        HashSet<string> words = new(StringComparer.Ordinal);
        foreach (string file in Repository.SourceFiles("src").Concat(Repository.SourceFiles("tests")))
        {
            foreach (Match word in Word().Matches(File.ReadAllText(file)))
                words.Add(word.Value);
        }

        List<string> unknown = [];
        foreach (string page in Pages().Where(p => Path.GetFileName(p) != "decisions.md"))
        {
            // The page of decisions names what was not chosen.
            foreach (string name in Quoted(page).Where(q => Name().IsMatch(q)))
            {
                foreach (Match word in Word().Matches(name))
                {
                    if (!words.Contains(word.Value))
                        unknown.Add($"{Repository.Relative(page)}: {name}");
                }
            }
        }

        Assert.Empty(unknown);
    }

    private static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Repository.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "README.md", SearchOption.AllDirectories)
                .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)));

    // Code blocks are tried by hand, not by their words.
    private static IEnumerable<string> Quoted(string page) =>
        Quotation().Matches(CodeBlock().Replace(File.ReadAllText(page), "")).Select(m => m.Groups[1].Value);

    private static bool Exists(string path)
    {
        int star = path.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return Path.Exists(Path.Combine(Repository.Root, path));
        string folder = Path.GetDirectoryName(path)!;
        return Directory.EnumerateFileSystemEntries(Path.Combine(Repository.Root, folder), Path.GetFileName(path)).Any();
    }

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Quotation();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^(?:src|tests|docs|data|samples|benchmarks|\.ci)/[\w.*/-]*$|^[A-Z]+\.md$")]
    private static partial Regex RepositoryPath();

    // Types, members and tests: a capital, then words joined by points; generic arguments may follow.
    [GeneratedRegex(@"^[A-Z]\w*[a-z]\w*(?:\.[A-Z]\w+)*(?:<\w+>)?(?:\.[A-Z]\w+)*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();
}
