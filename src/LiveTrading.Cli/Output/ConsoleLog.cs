using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace LiveTrading.Cli.Output;

/// <summary>Log lines on standard error, one line each. A slow terminal never holds up the loop: lines beyond the queue are dropped.</summary>
internal static class ConsoleLog
{
    private const int MaxQueuedLines = 10_000;

    public static ILoggerFactory Create(LogLevel least) => LoggerFactory.Create(builder => builder
        .SetMinimumLevel(least)
        .AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss.fff ";
            o.UseUtcTimestamp = true;
            o.ColorBehavior = Console.IsErrorRedirected ? LoggerColorBehavior.Disabled : LoggerColorBehavior.Default;
        })
        .AddConsole(o =>
        {
            o.LogToStandardErrorThreshold = LogLevel.Trace;
            o.MaxQueueLength = MaxQueuedLines;
            o.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        }));
}
