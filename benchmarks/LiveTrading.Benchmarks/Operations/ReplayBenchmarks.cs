using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Orders;
using LiveTrading.Benchmarks.Paths;
using LiveTrading.Recording;

namespace LiveTrading.Benchmarks.Operations;

/// <summary>A recorded session played through the core in virtual time: everything it was told, everything it did compared.</summary>
internal sealed class ReplayBenchmarks : IBenchmarkGroup
{
    private const int Passes = 4;
    private const int WarmUps = 3;

    public string Name => "replay";

    public IEnumerable<Row> Measure(int rounds)
    {
        WatchingStrategy strategy = new();
        using FeedProcess feed = new(Passes);
        using EngineHost engine = new(feed.Port, strategy, o => o.Recording.Directory = Path.Combine(Path.GetDirectoryName(o.Journal.Directory)!, "recordings"), [FeedSymbols.Recorded]);
        engine.RunUntil(() => engine.IsRunning && engine.Kernel.Cache.Book(default).IsValid, "the book", spin: false);
        FeedScript script = new(Recordings.RecordedSession.Bundled);
        long messages = Enumerable.Range(0, Passes).Sum(p => (long)script.CountOf(p));
        feed.Blast(FeedServer.StreamPath);
        engine.RunUntil(() => strategy.Messages >= messages, "messages", spin: false);
        engine.Stop();
        string file = SessionReplay.Find(Path.Combine(engine.DirectoryPath, "recordings"))[0];
        List<double> rates = [];
        for (int round = -WarmUps; round < rounds; round++)
        {
            WatchingStrategy replayed = new();
            long begun = ThreadClock.Nanos();
            ReplayResult result = SessionReplay.Run(file, _ => replayed);
            long took = ThreadClock.Nanos() - begun;
            BenchmarkException.Require(result is { Difference: null, ReachedEnd: true } && replayed.Messages == strategy.Messages, $"replay: the session did not come out as recorded: {result.Difference}");
            if (round >= 0)
                rates.Add(1_000.0 * replayed.Messages / took);
        }

        yield return new Row("replay", "messages of a recorded session, start and end included", "M msg/s", new Target(20, "≥ 1,000,000 messages/s a core", 1, AtLeast: true),
            [new Measurement("SessionReplay", Statistics.Of(rates), double.NaN, new Statistics(1, 1, 1))])
        { Note = FormattableString.Invariant($"{strategy.Messages:N0} messages") };
    }
}
