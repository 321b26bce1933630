using LiveTrading.Cli.Demo;
using LiveTrading.Summaries;
using Spectre.Console;

namespace LiveTrading.Cli.Output;

/// <summary>One line that moves while a session runs, on a terminal; nothing anywhere else.</summary>
internal sealed class ProgressView : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private readonly LiveTradingEngine _engine;
    private readonly bool _visible;
    private bool _drawn;

    public ProgressView(LiveTradingEngine engine, DemoSettings settings)
    {
        _engine = engine;
        _visible = IsInteractive && !settings.Json;
        if (_visible)
            AnsiConsole.MarkupLine($"[bold]LiveTrading demo[/]: {settings.Files.Count} recording(s) at {(settings.Speed == 0 ? "full speed" : "speed " + settings.Speed)}; Ctrl-C stops gracefully");
    }

    public static bool IsInteractive => !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    /// <summary>Asks the engine how it stands and shows it; null when the engine does not answer now.</summary>
    public SessionSummary? Refresh()
    {
        SessionSummary summary;
        try
        {
            Task<SessionSummary> asked = _engine.Summarize();
            if (!asked.Wait(_patience))
                return null;
            summary = asked.Result;
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException { InnerException: InvalidOperationException })
        {
            // Not started yet, ended between the question and the answer, or too busy to take the question.
            return null;
        }

        if (_visible)
        {
            string position = string.Join(", ", summary.Position.Select(p => $"{p.Value} {p.Key}"));
            Console.Error.Write($"\r\u001b[K{_engine.State,-11} {summary.ElapsedSeconds,5:0.0} s  {summary.Messages,6} messages  book {summary.BookChecks} checks, {summary.BookMismatches} wrong  orders {summary.OrdersSubmitted}  fills {summary.Fills}  position {position}  profit {summary.RealizedPnl}");
            _drawn = true;
        }

        return summary;
    }

    public void Dispose()
    {
        if (_drawn)
            Console.Error.WriteLine();
    }
}
