using System.Text.RegularExpressions;

namespace LiveTrading.Architecture.Tests;

/// <summary>House rules that a compiler does not hold.</summary>
public sealed partial class SourceStyleTests
{
    private const int LongestFileLines = 800;

    [Fact]
    public void No_source_file_is_longer_than_the_house_allows()
    {
        IEnumerable<string> tooLong = Repository.SourceFiles("src").Concat(Repository.SourceFiles("tests"))
            .Where(f => File.ReadLines(f).Count() > LongestFileLines).Select(Repository.Relative);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Namespace_is_the_folder()
    {
        List<string> wrong = [];
        foreach (string file in Repository.SourceFiles("src"))
        {
            Match match = NamespaceLine().Match(File.ReadAllText(file));
            string folder = Path.GetDirectoryName(Repository.Relative(file))!.Replace('\\', '/')["src/".Length..].Replace('/', '.');
            if (match.Success && match.Groups[1].Value != folder)
                wrong.Add($"{Repository.Relative(file)}: {match.Groups[1].Value}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void One_public_type_per_file_and_the_file_is_named_after_it()
    {
        List<string> wrong = [];
        foreach (string file in Repository.SourceFiles("src"))
        {
            string[] types = [.. PublicType().Matches(File.ReadAllText(file)).Select(m => m.Groups["name"].Value).Distinct()];
            if (types.Length > 1)
                wrong.Add($"{Repository.Relative(file)}: {string.Join(", ", types)}");
            else if (types.Length == 1 && types[0] != Path.GetFileNameWithoutExtension(file).Split('.')[0])
                wrong.Add($"{Repository.Relative(file)}: {types[0]}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Type_names_say_what_they_are()
    {
        List<string> vague = [];
        foreach (string file in Repository.SourceFiles("src"))
        {
            foreach (Match match in AnyType().Matches(File.ReadAllText(file)))
            {
                if (VagueName().IsMatch(match.Groups["name"].Value))
                    vague.Add($"{Repository.Relative(file)}: {match.Groups["name"].Value}");
            }
        }

        Assert.Empty(vague);
    }

    [Fact]
    public void Nothing_sleeps_and_nothing_is_left_for_later()
    {
        List<string> found = [];
        foreach (string file in Repository.SourceFiles("src").Concat(Repository.SourceFiles("tests")))
        {
            if (file.EndsWith(nameof(SourceStyleTests) + ".cs", StringComparison.Ordinal))
                continue;
            if (Unwanted().Match(File.ReadAllText(file)) is { Success: true } match)
                found.Add($"{Repository.Relative(file)}: {match.Value}");
        }

        Assert.Empty(found);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^public (?:(?:static|sealed|abstract|readonly|ref|partial|unsafe) )*(?:class|struct|interface|enum|record struct|record class|record|delegate [\w<>\[\]?,. ]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex(@"^\s*(?:public|internal|private|protected)? ?(?:(?:static|sealed|abstract|readonly|ref|partial|unsafe) )*(?:class|struct|interface|enum|record struct|record) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex AnyType();

    [GeneratedRegex(@"(Utils?|Helpers?|Managers?|Base|Common|Misc)$")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay\(|NotImplementedException|\bTODO\b|\bFIXME\b")]
    private static partial Regex Unwanted();
}
