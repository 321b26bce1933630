using LiveTrading.Summaries;
using Spectre.Console;

namespace LiveTrading.Cli.Output;

/// <summary>Shows how a session stands while it runs: a table that is redrawn on a terminal, nothing anywhere else.</summary>
internal sealed class ProgressView(LiveTradingEngine engine)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private Action<SessionSummary>? _draw;

    /// <summary>Standard output and standard error both lead to a person.</summary>
    public static bool IsInteractive => !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    /// <summary>Carries out the watching; what <see cref="Refresh"/> brings meanwhile is drawn.</summary>
    public void Show(string title, Action watch) => AnsiConsole.Live(new Markup($"[bold]{Markup.Escape(title)}[/]")).AutoClear(true).Start(context =>
    {
        _draw = summary => context.UpdateTarget(Table(title, summary));
        watch();
        _draw = null;
    });

    /// <summary>Asks the engine how it stands; null when it does not answer now.</summary>
    public SessionSummary? Refresh()
    {
        SessionSummary summary;
        try
        {
            Task<SessionSummary> asked = engine.Summarize();
            if (!asked.Wait(_patience))
                return null;
            summary = asked.Result;
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException { InnerException: InvalidOperationException })
        {
            // Not started yet, ended between the question and the answer, or too busy to take the question.
            return null;
        }

        _draw?.Invoke(summary);
        return summary;
    }

    private Table Table(string title, SessionSummary s)
    {
        Table table = new Table().Border(TableBorder.Rounded).HideHeaders().Title(Markup.Escape(title)).AddColumn("").AddColumn(new TableColumn("").Width(60));
        SummaryView.Row(table, "State", $"{engine.State}, {s.ElapsedSeconds:0.0} s");
        SummaryView.Row(table, "Market data", $"{s.Messages} messages");
        SummaryView.Row(table, "Book", $"{s.BookChecks} comparisons, {s.BookMismatches} differ");
        SummaryView.Row(table, "Orders", $"{s.OrdersSubmitted} submitted, {s.OrdersCanceled} canceled, {s.OpenOrders} open");
        foreach (StrategySummary strategy in s.Strategies)
            SummaryView.Row(table, "  " + strategy.Id, $"{strategy.Orders} orders, {strategy.Fills} fills, profit {strategy.RealizedPnl}");
        foreach ((string instrument, string position) in s.Position)
            SummaryView.Row(table, instrument, position);
        SummaryView.Row(table, "Realised profit", s.RealizedPnl);
        SummaryView.Row(table, "", "Ctrl-C stops gracefully");
        return table;
    }
}
