using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LiveTrading.Architecture.Tests;

/// <summary>The project graph is what ARCHITECTURE.md says, no more and no less.</summary>
public sealed partial class ProjectGraphTests
{
    [Fact]
    public void ProjectReferences_equal_the_table_in_ARCHITECTURE_md()
    {
        SortedDictionary<string, string> documented = new(StringComparer.Ordinal);
        foreach (Match row in TableRow().Matches(File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"))))
        {
            IEnumerable<string> references = row.Groups["refs"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(r => r.Trim('`')).Where(r => r.StartsWith("LiveTrading", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            documented[row.Groups["project"].Value] = string.Join(", ", references);
        }

        SortedDictionary<string, string> actual = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            IEnumerable<string> references = XDocument.Load(file).Descendants("ProjectReference")
                .Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value.Replace('\\', '/'))).Order(StringComparer.Ordinal);
            actual[Path.GetFileNameWithoutExtension(file)] = string.Join(", ", references);
        }

        Assert.Equal(actual.Select(p => $"{p.Key} -> {p.Value}"), documented.Select(p => $"{p.Key} -> {p.Value}"));
    }

    [Fact]
    public void Every_source_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "LiveTrading.slnx"));
        foreach (string folder in new[] { "src", "tests", "benchmarks" }.Where(f => Directory.Exists(Path.Combine(Repository.Root, f))))
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
                Assert.Contains(Repository.Relative(file), solution, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Unsafe_code_is_allowed_in_IO_alone()
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            bool allowed = XDocument.Load(file).Descendants("AllowUnsafeBlocks").Any(e => e.Value == "true");
            Assert.Equal(Path.GetFileNameWithoutExtension(file) == "LiveTrading.IO", allowed);
        }
    }

    [GeneratedRegex(@"^\| `(?<project>LiveTrading[A-Za-z.]*)` \|(?<refs>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
