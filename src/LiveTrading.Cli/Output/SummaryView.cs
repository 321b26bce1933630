using LiveTrading.Summaries;
using Spectre.Console;

namespace LiveTrading.Cli.Output;

/// <summary>The summary: a table for people, one JSON object on the last line for machines.</summary>
internal static class SummaryView
{
    public static void Print(SessionSummary s, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(SummaryJson.Write(s));
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("").AddColumn("");
        Row(table, "Market data", $"{s.Messages} messages: {s.Quotes} quotes, {s.Trades} trades, {s.BookUpdates} book updates");
        Row(table, "Book", $"{s.BookChecks} comparisons with the venue's best bid and offer, {s.BookMismatches} differ");
        Row(table, "Orders", $"{s.OrdersSubmitted} submitted, {s.OrdersDenied} denied, {s.OrdersRejected} rejected, {s.OrdersCanceled} canceled, {s.OrdersExpired} expired, {s.OpenOrders} open, {s.UnknownOrders} unknown");
        Row(table, "Fills", $"{s.Fills}");
        foreach (StrategySummary strategy in s.Strategies)
            Row(table, "  " + strategy.Id, $"{strategy.Orders} orders, {strategy.Fills} fills, profit {strategy.RealizedPnl}, {strategy.State}");
        foreach ((string instrument, string position) in s.Position)
            Row(table, "Position " + instrument, $"{position} by own fills, {s.VenuePosition.GetValueOrDefault(instrument, "unknown")} by the venue's balances, dust {s.Dust.GetValueOrDefault(instrument, "0")}");
        Row(table, "Realised profit", s.RealizedPnl);
        Row(table, "Fees", s.Fees.Count == 0 ? "none" : string.Join(", ", s.Fees.Select(f => $"{f.Value} {f.Key}")));
        Row(table, "Journal", $"{s.JournalRecords} records");
        Row(table, "Connections", $"{s.Reconnects} reconnects");
        if (s.KillSwitch != "released" || s.TradingState != "active")
            Row(table, "Trading", $"{s.TradingState}, kill switch {s.KillSwitch}");
        Row(table, "Ended", $"{s.ShutdownReason} after {s.ElapsedSeconds:0.0} s, {s.HandlerErrors} handler errors");
        AnsiConsole.Write(table);
        if (s.Problems.Count == 0)
        {
            AnsiConsole.MarkupLine("[green]The summary adds up.[/]");
            return;
        }

        AnsiConsole.MarkupLine("[red]The summary does not add up:[/]");
        foreach (string problem in s.Problems)
            AnsiConsole.WriteLine("  " + problem);
    }

    public static void Row(Table table, string name, string text) => table.AddRow(Markup.Escape(name), Markup.Escape(text));
}
