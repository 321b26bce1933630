using System.Globalization;
using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Paths;
using LiveTrading.Benchmarks.Recordings;

namespace LiveTrading.Benchmarks.Operations;

/// <summary>Resident memory of a process with the whole engine and ten instruments with full books, as the messages go through.</summary>
internal sealed class MemoryBenchmarks : IBenchmarkGroup
{
    /// <summary>How often on the way the memory is read.</summary>
    public const int Steps = 10;

    private const int Symbols = 10;
    private const int PassesPerBlast = 4;
    private const long Million = 1_000_000;
    private const double Megabyte = 1 << 20;

    public string Name => "memory";

    public IEnumerable<Row> Measure(int rounds)
    {
        long messages = Math.Min(10, rounds) * Million;
        using FeedProcess feed = new(PassesPerBlast, Symbols);
        using ChildProcess engine = new(
            MemoryCommand.Name,
            feed.Port.ToString(CultureInfo.InvariantCulture),
            Symbols.ToString(CultureInfo.InvariantCulture),
            messages.ToString(CultureInfo.InvariantCulture));
        Expect(engine, "ready");
        int messagesPerPass = new FeedScript(RecordedSession.Bundled).CountOf(0);
        int blasts = (int)(messages / messagesPerPass / PassesPerBlast) + 1;
        Task sending = Task.Run(() =>
        {
            for (int i = 0; i < blasts; i++)
                feed.Blast(FeedServer.StreamPath);
        });
        List<double> megabytes = [];
        for (int i = 0; i < Steps; i++)
            megabytes.Add(Expect(engine, "at") / Megabyte);
        long collections = Expect(engine, "books");
        sending.GetAwaiter().GetResult();
        string note = FormattableString.Invariant($"{Symbols} instruments, {messages / Million} million messages, {collections} garbage collections; first to last reading: {string.Join(", ", megabytes.Select(m => m.ToString("0", CultureInfo.InvariantCulture)))}");
        yield return Row("resident at the end", new Target(19, "≤ 120 MB", 120), megabytes[^1], note);

        // From the fifth of the way on, when everything is compiled.
        yield return Row("growth from a fifth of the way to the end", new Target(19, "flat: ≤ 2 MB", 2), megabytes[^1] - megabytes[(Steps / 5) - 1], "");
    }

    private static Row Row(string name, Target target, double megabytes, string note) =>
        new("memory", name, "MB", target, [new Measurement("the whole engine", Statistics.Of([megabytes]), double.NaN, new Statistics(1, 1, 1))]) { Note = note };

    private static long Expect(ChildProcess engine, string word)
    {
        string[] words = engine.ReadLine().Split(' ');
        BenchmarkException.Require(words[0] == word, $"memory: the engine said '{words[0]}' instead of '{word}'.");
        return long.Parse(words[1], CultureInfo.InvariantCulture);
    }
}
