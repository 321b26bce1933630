namespace LiveTrading.Interop.Tests.Harness;

/// <summary>
/// What a test needs of the machine. Missing, the test is skipped with the reason; where <c>LIVETRADING_REQUIRE_INTEROP</c> is
/// set, as in continuous integration, it fails instead.
/// </summary>
internal static class Requirement
{
    private const string Strict = "LIVETRADING_REQUIRE_INTEROP";

    private static readonly string[] _folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin", "/usr/local/sbin"];

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string program)
    {
        if (OperatingSystem.IsWindows())
            return null;
        return _folders.Where(static f => f.Length > 0).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);
    }

    /// <summary>Ends the test when there is a reason to.</summary>
    public static void Met(string? missing)
    {
        if (missing is null)
            return;
        Assert.False(Environment.GetEnvironmentVariable(Strict) is { Length: > 0 }, $"{Strict} is set, and {missing}");
        Assert.Skip(missing);
    }
}
