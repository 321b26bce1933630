namespace LiveTrading.Benchmarks.Paths;

/// <summary>Names of the instruments that the one recorded market is sent as: as long as the recorded name, so that a pass is renamed in place.</summary>
internal static class FeedSymbols
{
    public const string Recorded = "BTCUSDT";

    /// <summary>Most names.</summary>
    public const int Most = Letters * Letters;

    /// <summary>So many letters of the name differ, from its beginning.</summary>
    public const int Renamed = 2;

    private const int Letters = 26;

    /// <summary>The recorded name alone, or so many made ones.</summary>
    public static string[] Of(int count) =>
        count == 1 ? [Recorded] : [.. Enumerable.Range(0, count).Select(static i => $"{(char)('A' + (i / Letters))}{(char)('A' + (i % Letters))}{Recorded[Renamed..]}")];
}
