using System.CommandLine;
using System.Globalization;
using LiveTrading.Benchmarks.Orders;
using LiveTrading.Benchmarks.Paths;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Benchmarks.Operations;

/// <summary>The process of an engine whose memory is looked at; started by <see cref="MemoryBenchmarks"/>.</summary>
internal static class MemoryCommand
{
    public const string Name = "memory-engine";

    public static Command Create()
    {
        Argument<int> port = new("port");
        Argument<int> symbols = new("symbols");
        Argument<long> messages = new("messages");
        Command command = new(Name, "An engine that says what memory it has; started by the benchmarks.") { port, symbols, messages };
        command.Hidden = true;
        command.SetAction(parsed => Run(parsed.GetValue(port), FeedSymbols.Of(parsed.GetValue(symbols)), parsed.GetValue(messages)));
        return command;
    }

    private static int Run(int port, string[] symbols, long messages)
    {
        WatchingStrategy strategy = new([.. symbols.Select(static s => s + ".BINANCE")]);
        using EngineHost engine = new(port, strategy, symbols: symbols);
        engine.RunUntil(() => engine.IsRunning && Enumerable.Range(0, symbols.Length).All(i => engine.Kernel.Cache.InstrumentCount == symbols.Length && engine.Kernel.Cache.Book(new InstrumentHandle(i)).IsValid), "all books", spin: false);
        Say("ready", 0);
        for (long next = messages / MemoryBenchmarks.Steps; next <= messages; next += messages / MemoryBenchmarks.Steps)
        {
            engine.RunUntil(() => strategy.Messages >= next, "messages", spin: false);
            Say("at", Environment.WorkingSet);
        }

        Say(Enumerable.Range(0, symbols.Length).All(i => engine.Kernel.Cache.Book(new InstrumentHandle(i)).IsValid) ? "books" : "broken", GC.CollectionCount(0));
        return 0;
    }

    private static void Say(string word, long number)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{word} {number}"));
        Console.Out.Flush();
    }
}
