using System.Text.RegularExpressions;
using LiveTrading.Cli.Running;
using Microsoft.Extensions.Configuration;

namespace LiveTrading.Cli.Tests;

/// <summary>docs/configuration.md names every key that is read, and no other.</summary>
public sealed partial class ConfigurationPageTests
{
    // Where keys are read. A misspelt one in each makes the reader say which it knows.
    private static readonly string[] _readers =
    [
        "LiveTrading", "LiveTrading:Loop", "LiveTrading:Journal", "LiveTrading:Recording", "LiveTrading:Stop", "LiveTrading:Guard", "LiveTrading:WsEndpoints:0",
        "Data", "Execution", "Risk", "Risk:Instruments:0", "Risk:Strategies:0", "KillSwitch", "Binance", "Strategies:0",
    ];

    [Fact]
    public void Page_names_the_keys_that_are_read_and_no_other()
    {
        Assert.Equal(KeysThatAreRead().Order(StringComparer.Ordinal), KeysOfThePage().Order(StringComparer.Ordinal));
    }

    private static HashSet<string> KeysThatAreRead()
    {
        IConfiguration misspelt = new ConfigurationBuilder().AddInMemoryCollection(_readers.Select(r => KeyValuePair.Create<string, string?>(r + ":Misspelt", "1"))).Build();
        LiveTradingOptionsException refused = Assert.Throws<LiveTradingOptionsException>(() => LiveRun.Execute(() => new RunConfiguration(misspelt, "none.json", []), null, json: false));
        HashSet<string> keys = new(StringComparer.Ordinal);
        foreach (string reader in _readers)
        {
            string known = refused.Problems.Single(p => p.Key == reader + ":Misspelt").Message;
            foreach (string key in known[(known.LastIndexOf("known are ", StringComparison.Ordinal) + "known are ".Length)..].TrimEnd('.').Split(", "))
                keys.Add($"{reader}:{key}".Replace(":0:", ":", StringComparison.Ordinal));
        }

        // Sections that have readers of their own.
        keys.ExceptWith(_readers.Select(r => r.Replace(":0", "", StringComparison.Ordinal)));
        return keys;
    }

    private static HashSet<string> KeysOfThePage()
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        string section = "";
        foreach (string line in File.ReadLines(Page()))
        {
            if (Section().Match(line) is { Success: true } heading)
                section = heading.Groups[1].Value;
            else if (Row().Match(line) is { Success: true } row)
                keys.UnionWith(row.Groups[1].Captures.Select(c => $"{section}:{c.Value}"));
        }

        keys.Remove("LiveTrading:WsEndpoints");
        return keys;
    }

    private static string Page()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "LiveTrading.slnx")))
                return Path.Combine(d.FullName, "docs", "configuration.md");
        }

        throw new InvalidOperationException("LiveTrading.slnx was not found above " + AppContext.BaseDirectory);
    }

    [GeneratedRegex(@"^(?:## |Each element of )`([\w:]+)`:?$")]
    private static partial Regex Section();

    [GeneratedRegex(@"^\| (?:`([\w:]+?)(?::\{\w+\})?`(?:, )?)+ \|")]
    private static partial Regex Row();
}
