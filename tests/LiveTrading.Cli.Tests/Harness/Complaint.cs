namespace LiveTrading.Cli.Tests.Harness;

/// <summary>What every refusal owes its reader: the exact code, the cause in words, no stack trace, no secret.</summary>
internal static class Complaint
{
    public static void Check(CliProcess process, int exitCode, params string[] parts)
    {
        int code = process.WaitForExit();
        Assert.True(exitCode == code, $"expected exit code {exitCode}: {process.Describe()}");
        string errors = string.Join('\n', process.Errors);
        foreach (string part in parts)
            Assert.Contains(part, errors, StringComparison.Ordinal);
        string all = errors + string.Join('\n', process.Output);
        Assert.DoesNotContain("   at ", all, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", all, StringComparison.Ordinal);
        Assert.DoesNotContain("demo-secret", all, StringComparison.Ordinal);
    }

    /// <summary>The complaint is exactly one line.</summary>
    public static void CheckLine(CliProcess process, int exitCode, params string[] parts)
    {
        Check(process, exitCode, parts);
        string line = Assert.Single(process.Errors, l => l.Length > 0);
        Assert.StartsWith("livetrading: ", line, StringComparison.Ordinal);
    }
}
