using System.CommandLine;

namespace LiveTrading.Benchmarks.Paths;

/// <summary>The sending process of <see cref="PathBenchmarks"/>, started by it.</summary>
internal static class FeedCommand
{
    public const string Name = "feed";

    public static Command Create()
    {
        Argument<int> passes = new("passes") { Description = "How often the recording is sent at one go." };
        Argument<int> symbols = new("symbols") { Description = "As how many instruments it is sent, in turn.", DefaultValueFactory = _ => 1 };
        Command command = new(Name, "Sends the recording over WebSockets; started by the benchmarks.") { passes, symbols };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using FeedServer server = new(parsed.GetValue(passes), FeedSymbols.Of(parsed.GetValue(symbols)));
            server.Run(Console.In, Console.Out);
            return 0;
        });
        return command;
    }
}
