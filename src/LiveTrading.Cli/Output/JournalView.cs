using System.Globalization;
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
                StateOf(o), o.FilledQuantity.ToString(), fills[o.ClientOrderId].Count().ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"{recovered.Records} records, {recovered.Orders.Count} orders, {recovered.Fills.Count} fills, {recovered.Starts.Count} starts{(recovered.WasSealed ? ", sealed" : "")}");
        if (recovered.KillLatch is { } latch)
            AnsiConsole.WriteLine($"The kill switch is engaged{(latch.Flatten ? ", closing the position" : "")}, since {latch.Time}: {latch.Text}");
        foreach (string warning in recovered.Warnings)
            AnsiConsole.WriteLine(warning);
    }

    private static void WriteJson(RecoveredJournal recovered, ILookup<ClientOrderId, RecoveredFill> fills) => OrderListJson.Print(w =>
    {
        w.WriteNumber("records", recovered.Records);
        w.WriteBoolean("sealed", recovered.WasSealed);
        w.WriteNumber("starts", recovered.Starts.Count);
        w.WriteStartArray("warnings");
        foreach (string warning in recovered.Warnings)
            w.WriteStringValue(warning);
        w.WriteEndArray();
        if (recovered.KillLatch is { } latch)
        {
            w.WriteStartObject("killSwitch");
            w.WriteString("reason", latch.Text);
            w.WriteString("since", latch.Time.ToString());
            w.WriteBoolean("flatten", latch.Flatten);
            w.WriteEndObject();
        }

        w.WriteStartArray("orders");
        foreach (Order o in recovered.Orders)
        {
            w.WriteStartObject();
            w.WriteString("strategy", o.StrategyId.Value);
            w.WriteString("instrument", o.InstrumentId.ToString());
            w.WriteBoolean("unknown", o.IsUnknown);
            OrderListJson.WriteFields(w, List(o, fills[o.ClientOrderId]));
            w.WriteEndObject();
        }

        w.WriteEndArray();
    });

    private static ListedOrder List(Order o, IEnumerable<RecoveredFill> fills) => new()
    {
        ClientOrderId = o.ClientOrderId.ToString(),
        VenueOrderId = o.VenueOrderId.IsNone ? "" : o.VenueOrderId.ToString(),
        Symbol = o.InstrumentId.Symbol,
        Side = o.Side.ToString(),
        Type = o.Type.ToString(),
        TimeInForce = o.Type is OrderType.Market or OrderType.StopMarket ? "" : o.TimeInForce.ToString(),
        PostOnly = o.PostOnly,
        Price = o.Price.ToString(),
        TriggerPrice = o.TriggerPrice.ToString(),
        Quantity = o.Quantity.ToString(),
        FilledQuantity = o.FilledQuantity.ToString(),
        State = o.State.ToString(),
        IsOpen = o.IsOpen,
        Fills = [.. Standing(fills)],
    };

    /// <summary>One entry a trade: with its commission, also one that was told later, and without trades that the venue took back.</summary>
    private static IEnumerable<ListedFill> Standing(IEnumerable<RecoveredFill> fills)
    {
        List<OrderEvent> standing = [];
        foreach (RecoveredFill fill in fills)
        {
            int known = standing.FindIndex(e => e.TradeId == fill.Event.TradeId);
            if (fill.Kind == RecoveredFillKind.Fill)
                standing.Add(fill.Event);
            else if (known >= 0 && fill.Kind == RecoveredFillKind.Bust)
                standing.RemoveAt(known);
            else if (known >= 0)
                standing[known] = standing[known] with { Commission = fill.Event.Commission, CommissionCurrency = fill.Event.CommissionCurrency };
        }

        return standing.Select(e => new ListedFill(
            e.TradeId.ToString(), e.LastPrice.ToString(), e.LastQuantity.ToString(), e.Commission.ToString("0.##################", CultureInfo.InvariantCulture), e.CommissionCurrency ?? ""));
    }

    private static string StateOf(Order o) => o.State + (o.IsUnknown ? " (outcome unknown)" : "");
}
