using System.Text.Json;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Journal;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;
using LiveTrading.Storage;
using Spectre.Console;

namespace LiveTrading.Cli.Output;

/// <summary>Shows what an order journal holds.</summary>
internal static class JournalView
{
    public static void Show(FileJournalStorage storage, bool json)
    {
        Cache cache = new();
        RecoveredJournal recovered = JournalRecovery.Read(storage, cache);
        ILookup<ClientOrderId, RecoveredFill> fills = recovered.Fills.ToLookup(f => f.Order.ClientOrderId);
        if (json)
            WriteJson(recovered, fills);
        else
            WriteTable(recovered, fills);
    }

    public static bool Verify(FileJournalStorage storage)
    {
        JournalVerification found = JournalInspector.Verify(storage);
        if (found.Damage is { } damage)
        {
            string meaning = found.IsUsable ? "the next start cuts it off" : "no engine starts with it; `livetrading journal repair` keeps what stands before";
            Terminal.Fail($"after {found.Records} good records: {damage.What} ({damage.Name}, offset {damage.Offset}); {meaning}");
            return false;
        }

        Console.Out.WriteLine($"{found.Records} records ({found.Orders} orders, {found.OrderEvents} order events) in {found.Segments} segments, all good{(found.WasSealed ? ", ended in order" : "")}");
        return true;
    }

    public static void Repair(string directory)
    {
        Console.Out.WriteLine(FileJournalStorage.Repair(directory) is { } done
            ? $"{done.Segment} is cut at offset {done.Offset} and {done.RemovedSegments} later segments are removed; the untouched journal is in {done.BackupDirectory}"
            : "nothing is damaged; nothing was changed");
    }

    private static void WriteTable(RecoveredJournal recovered, ILookup<ClientOrderId, RecoveredFill> fills)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("Order", "Strategy", "Instrument", "Side", "Quantity", "Price", "State", "Filled", "Fills");
        foreach (Order o in recovered.Orders)
        {
            table.AddRow(
                o.ClientOrderId.ToString(), Markup.Escape(o.StrategyId.Value), o.InstrumentId.ToString(), o.Side.ToString(), o.Quantity.ToString(), o.Price.ToString(),
                StateOf(o), o.FilledQuantity.ToString(), fills[o.ClientOrderId].Count().ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"{recovered.Records} records, {recovered.Orders.Count} orders, {recovered.Fills.Count} fills, {recovered.Starts.Count} starts{(recovered.WasSealed ? ", sealed" : "")}");
        foreach (string warning in recovered.Warnings)
            AnsiConsole.WriteLine(warning);
    }

    private static void WriteJson(RecoveredJournal recovered, ILookup<ClientOrderId, RecoveredFill> fills)
    {
        using Stream output = Console.OpenStandardOutput();
        using Utf8JsonWriter w = new(output);
        w.WriteStartObject();
        w.WriteNumber("records", recovered.Records);
        w.WriteBoolean("sealed", recovered.WasSealed);
        w.WriteNumber("starts", recovered.Starts.Count);
        w.WriteStartArray("warnings");
        foreach (string warning in recovered.Warnings)
            w.WriteStringValue(warning);
        w.WriteEndArray();
        w.WriteStartArray("orders");
        foreach (Order o in recovered.Orders)
        {
            w.WriteStartObject();
            w.WriteString("clientOrderId", o.ClientOrderId.ToString());
            w.WriteString("venueOrderId", o.VenueOrderId.ToString());
            w.WriteString("strategy", o.StrategyId.Value);
            w.WriteString("instrument", o.InstrumentId.ToString());
            w.WriteString("side", o.Side.ToString());
            w.WriteString("type", o.Type.ToString());
            w.WriteString("quantity", o.Quantity.ToString());
            w.WriteString("price", o.Price.ToString());
            w.WriteString("filledQuantity", o.FilledQuantity.ToString());
            w.WriteString("state", StateOf(o));
            w.WriteStartArray("fills");
            foreach (RecoveredFill fill in fills[o.ClientOrderId])
            {
                w.WriteStartObject();
                w.WriteString("kind", fill.Kind.ToString());
                w.WriteString("tradeId", fill.Event.TradeId.ToString());
                w.WriteString("price", fill.Event.LastPrice.ToString());
                w.WriteString("quantity", fill.Event.LastQuantity.ToString());
                w.WriteEndObject();
            }

            w.WriteEndArray();
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteEndObject();
        w.Flush();
        output.WriteByte((byte)'\n');
    }

    private static string StateOf(Order o) => o.State + (o.IsUnknown ? " (outcome unknown)" : "");
}
