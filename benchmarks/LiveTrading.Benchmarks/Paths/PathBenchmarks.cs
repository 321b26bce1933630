using System.Diagnostics;
using LiveTrading.Benchmarks.Harness;
using LiveTrading.Benchmarks.Recordings;
using LiveTrading.Recording;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>
/// From the socket to the strategy: frame, parse, book, cache, bus, one strategy, on the whole recording sent as fast as the
/// socket takes it, beside <c>ClientWebSocket</c> and source-generated JSON doing the same.
/// </summary>
internal sealed class PathBenchmarks : IBenchmarkGroup
{
    private const int PassesPerBlast = 4;
    private const int WarmUpBlasts = 6;
    private const int GrowthWarmUps = 3;

    // All instruments together, of a row of growth.
    private const int MessagesOfGrowth = 30_000_000;
    private const string Ours = "LiveTrading";
    private const string Theirs = "ClientWebSocket, JsonSerializer, SortedDictionary";

    public string Name => "path";

    public IEnumerable<Row> Measure(int rounds)
    {
        FeedScript script = new(RecordedSession.Bundled);
        List<Row> rows = [.. OverSocket(script, rounds)];
        rows.AddRange(InMemory(script, rounds));
        rows.AddRange(Recorded(script, rounds));
        script.Rename(FeedSymbols.Recorded);
        rows.AddRange(((int[])[1, 10, 100]).Select(n => Growth(script, rounds, n)));
        return rows;
    }

    private static IEnumerable<Row> OverSocket(FeedScript script, int rounds)
    {
        using FeedProcess feed = new(PassesPerBlast);
        using EngineUnderTest engine = new(feed.Port);
        PlainPipeline pipeline = new(RecordedSession.Bundled.Snapshot);
        using PlainClient plain = new(pipeline);
        plain.Connect(feed.Port);
        List<Sample> ours = [];
        List<Sample> theirs = [];
        for (int round = -WarmUpBlasts; round < rounds; round++)
        {
            int firstPass = (round + WarmUpBlasts) * PassesPerBlast;
            long messages = Enumerable.Range(firstPass, PassesPerBlast).Sum(p => (long)script.CountOf(p));
            Sample engineSample = Sample.Take(messages, () =>
            {
                feed.Blast(FeedServer.StreamPath);
                return Sample.Begin(ofThread: true);
            }, () => engine.RunUntilMessages(engine.Messages + messages));
            Sample plainSample = Sample.Take(messages, () =>
            {
                feed.Blast(PlainClient.Path);
                return Sample.Begin(ofThread: false);
            }, () => plain.RunUntilMessages(pipeline.Messages + messages).GetAwaiter().GetResult());
            if (round < 0)
                continue;
            ours.Add(engineSample);
            theirs.Add(plainSample);
        }

        engine.Verify(script);
        BenchmarkException.Require(pipeline.Best == (script.EndBestBid, script.EndBestAsk), "path: the plain book is not the one of the recording.");
        string note = FormattableString.Invariant($"{script.CountOf(1):N0} messages, {script.Levels:N0} levels a pass; the sender is a process of its own on the same machine");
        yield return Row("socket to strategy, processor time a message", "ns", new Target(7, "≥ 1,500,000 msg/s on one core: ≤ 667 ns", 667), ours, theirs, s => s.ProcessorNanos, note);
        yield return Ratio("socket to strategy, times the plain pipeline", new Target(7, "≥ 10 × the plain pipeline", 10, AtLeast: true), ours, theirs, s => s.ProcessorNanos);
        yield return Row("socket to strategy, rate as it came", "M msg/s", new Target(7, "beside the sender on the same machine"), ours, theirs, s => 1_000 / s.ElapsedNanos, "");
        yield return Row("socket to strategy, bytes allocated a message", "B", new Target(9, "0 bytes", 0), ours, theirs, s => s.Bytes, "ours: on the loop's thread");
    }

    private static IEnumerable<Row> InMemory(FeedScript script, int rounds)
    {
        using FeedProcess feed = new(1);
        using EngineUnderTest engine = new(feed.Port);
        PlainPipeline pipeline = new(RecordedSession.Bundled.Snapshot);
        List<Sample> ours = [];
        List<Sample> theirs = [];
        for (int round = -WarmUpBlasts * PassesPerBlast; round < rounds; round++)
        {
            script.Render(round + (WarmUpBlasts * PassesPerBlast));
            Sample engineSample = Sample.Take(script.Count, () => Sample.Begin(ofThread: true), () =>
            {
                for (int i = 0; i < script.Count; i++)
                    engine.Take(script.Payload(i));
            });
            Sample plainSample = Sample.Take(script.Count, () => Sample.Begin(ofThread: true), () =>
            {
                for (int i = 0; i < script.Count; i++)
                    pipeline.Take(script.Payload(i));
            });
            if (round < 0)
                continue;
            ours.Add(engineSample);
            theirs.Add(plainSample);
        }

        engine.Verify(script);
        BenchmarkException.Require(pipeline.Best == (script.EndBestBid, script.EndBestAsk), "path: the plain book is not the one of the recording.");
        yield return Row("message to strategy, no socket", "ns", new Target(7, "the part above the socket"), ours, theirs, s => s.ProcessorNanos, "");
        yield return Ratio("message to strategy, times the plain pipeline", new Target(7, "the part above the socket"), ours, theirs, s => s.ProcessorNanos);
    }

    private static IEnumerable<Row> Recorded(FeedScript script, int rounds)
    {
        string directory = Directory.CreateTempSubdirectory("livetrading-benchmark-").FullName;
        try
        {
            using RecordingFile file = RecordingFile.Create(new RecordingOptions { Directory = directory }, 0, 1);
            using FeedProcess feed = new(1);
            using EngineUnderTest recorded = new(feed.Port, file);
            using EngineUnderTest bare = new(feed.Port);
            List<Sample> with = [];
            List<Sample> without = [];
            long length = 0;
            for (int round = -WarmUpBlasts * PassesPerBlast; round < rounds; round++)
            {
                script.Render(round + (WarmUpBlasts * PassesPerBlast));
                if (round == 0)
                    length = file.Written;
                Sample recordedSample = Take(recorded);
                Sample bareSample = Take(bare);
                if (round < 0)
                    continue;
                with.Add(recordedSample);
                without.Add(bareSample);
            }

            BenchmarkException.Require(recorded.IsRecorded, "path: the recording ended: " + file.Failure);
            recorded.Verify(script);
            string note = FormattableString.Invariant($"{(file.Written - length) / ((double)rounds * script.Count):0.0} bytes a message; the writer is a thread of its own");
            List<double> ratios = [.. without.Zip(with, (b, r) => b.ProcessorNanos / r.ProcessorNanos)];
            yield return new Row("path", "message to strategy, recorded", "ns", new Target(7, "what a recording adds"),
            [
                new Measurement("with a recording", Statistics.Of([.. with.Select(s => s.ProcessorNanos)]), with.Average(s => s.Bytes), new Statistics(1, 1, 1)),
                new Measurement("without", Statistics.Of([.. without.Select(s => s.ProcessorNanos)]), without.Average(s => s.Bytes), Statistics.Of(ratios)),
            ])
            { Note = note };
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        Sample Take(EngineUnderTest engine) => Sample.Take(script.Count, () => Sample.Begin(ofThread: true), () =>
        {
            for (int i = 0; i < script.Count; i++)
                engine.Take(script.Payload(i));
        });
    }

    /// <summary>Every message comes once as each instrument's, one instrument after the other, so that each finds its book cold.</summary>
    private static Row Growth(FeedScript script, int rounds, int instruments)
    {
        string[] symbols = FeedSymbols.Of(instruments);
        using FeedProcess feed = new(1, instruments);
        using EngineUnderTest engine = new(feed.Port, symbols: symbols);
        int passes = Math.Max(1, Math.Min(rounds, MessagesOfGrowth / script.Count / instruments));
        List<double> nanos = [];
        for (int pass = -GrowthWarmUps; pass < passes; pass++)
        {
            script.Render(pass + GrowthWarmUps);
            long begun = ThreadClock.Nanos();
            for (int i = 0; i < script.Count; i++)
            {
                foreach (string symbol in symbols)
                    engine.Take(script.Payload(i, symbol));
            }

            if (pass >= 0)
                nanos.Add((double)(ThreadClock.Nanos() - begun) / ((long)script.Count * instruments));
        }

        engine.Verify(script);
        return new Row("path", $"message to strategy, no socket, {instruments} {(instruments == 1 ? "instrument" : "instruments in turn")}", "ns", new Target(7, "growth"),
            [new Measurement(Ours, Statistics.Of(nanos), double.NaN, new Statistics(1, 1, 1))]);
    }

    private static Row Row(string name, string unit, Target target, List<Sample> ours, List<Sample> theirs, Func<Sample, double> value, string note)
    {
        List<double> ratios = [.. theirs.Zip(ours, (t, o) => value(t) / value(o))];
        return new Row("path", name, unit, target,
        [
            new Measurement(Ours, Statistics.Of([.. ours.Select(value)]), ours.Average(s => s.Bytes), new Statistics(1, 1, 1)),
            new Measurement(Theirs, Statistics.Of([.. theirs.Select(value)]), theirs.Average(s => s.Bytes), Statistics.Of(ratios)),
        ])
        { Note = note };
    }

    private static Row Ratio(string name, Target target, List<Sample> ours, List<Sample> theirs, Func<Sample, double> value)
    {
        Statistics ratio = Statistics.Of([.. theirs.Zip(ours, (t, o) => value(t) / value(o))]);
        return new Row("path", name, "×", target, [new Measurement(Ours, ratio, double.NaN, new Statistics(1, 1, 1))]);
    }

    /// <summary>What so many messages took.</summary>
    private readonly record struct Sample(double ElapsedNanos, double ProcessorNanos, double Bytes)
    {
        public static Mark Begin(bool ofThread) => new(
            ofThread,
            Stopwatch.GetTimestamp(),
            ofThread ? ThreadClock.Nanos() : Environment.CpuUsage.TotalTime.TotalNanoseconds,
            ofThread ? GC.GetAllocatedBytesForCurrentThread() : GC.GetTotalAllocatedBytes(precise: true));

        public static Sample Take(long messages, Func<Mark> begin, Action work)
        {
            Mark mark = begin();
            work();
            Mark end = Begin(mark.OfThread);
            return new Sample(
                Stopwatch.GetElapsedTime(mark.Timestamp, end.Timestamp).TotalNanoseconds / messages,
                (end.ProcessorNanos - mark.ProcessorNanos) / messages,
                (double)(end.Bytes - mark.Bytes) / messages);
        }
    }

    private readonly record struct Mark(bool OfThread, long Timestamp, double ProcessorNanos, long Bytes);
}
