using System.Globalization;
using Spectre.Console;

namespace LiveTrading.Cli.Output;

/// <summary>Shows what a simulated venue has.</summary>
internal static class VenueView
{
    public static void PrintTable(IReadOnlyCollection<ListedOrder> orders)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("Order", "At the venue", "Symbol", "Side", "Type", "Quantity", "Price", "State", "Filled", "Fills");
        foreach (ListedOrder o in orders)
        {
            table.AddRow(
                Markup.Escape(o.ClientOrderId), o.VenueOrderId, Markup.Escape(o.Symbol), o.Side, o.PostOnly ? o.Type + ", post-only" : o.Type, o.Quantity, o.Price, o.State,
                o.FilledQuantity, o.Fills.Count.ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"{orders.Count} orders, {orders.Count(o => o.IsOpen)} open, {orders.Sum(o => o.Fills.Count)} fills");
    }

    public static void PrintTable(IReadOnlyCollection<(string Asset, string Free, string Locked, string Total)> balances)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("Asset", "Free", "Locked", "Total");
        foreach ((string asset, string free, string locked, string total) in balances)
            table.AddRow(Markup.Escape(asset), free, locked, total);
        AnsiConsole.Write(table);
    }

    public static void PrintJson(Uri venue, string key, IReadOnlyCollection<ListedOrder> orders) => OrderListJson.Print(w =>
    {
        w.WriteString("venue", venue.ToString());
        w.WriteString("key", key);
        w.WriteStartArray("orders");
        foreach (ListedOrder o in orders)
        {
            w.WriteStartObject();
            OrderListJson.WriteFields(w, o);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    });

    public static void PrintJson(Uri venue, string key, IReadOnlyCollection<(string Asset, string Free, string Locked, string Total)> balances) => OrderListJson.Print(w =>
    {
        w.WriteString("venue", venue.ToString());
        w.WriteString("key", key);
        w.WriteStartArray("balances");
        foreach ((string asset, string free, string locked, string total) in balances)
        {
            w.WriteStartObject();
            w.WriteString("asset", asset);
            w.WriteString("free", free);
            w.WriteString("locked", locked);
            w.WriteString("total", total);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    });
}
