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
        ILookup<ClientOrderId, (RecoveredFillKind Kind, OrderEvent Event)> fills = recovered.KnownFills
            .Where(f => !f.IsBusted)
            .Select(f => (RecoveredFillKind.Fill, f.Event))
            .Concat(recovered.Fills.Select(f => (f.Kind, f.Event)))
            .ToLookup(f => f.Event.ClientOrderId);
        if (json)
            WriteJson(recovered, fills);
        else
            WriteTable(recovered, fills);
    }

    public static bool Verify(FileJournalStorage storage, bool json)
    {
        JournalVerification found = JournalInspector.Verify(storage);
        if (json)
            WriteJson(found);
        else if (found.Damage is { } damage)
            Terminal.Fail($"after {found.Records} good records: {damage.What} ({damage.Name}, offset {damage.Offset}); {MeaningOf(found, damage)}");
        else
            Console.Out.WriteLine($"{found.Records} records ({found.Orders} orders, {found.OrderEvents} order events) in {found.Segments} segments{(found.SnapshotSegment == 0 ? "" : $" and a snapshot of the segments up to {found.SnapshotSegment}")}, all good{(found.WasSealed ? ", ended in order" : "")}");
        return found.Damage is null;
    }

    public static void Repair(string directory, bool json)
    {
        JournalRepair? done = FileJournalStorage.Repair(directory);
        if (json)
            WriteJson(done);
        else if (done is null)
            Console.Out.WriteLine("nothing is damaged; nothing was changed");
        else if (done.RestoredFiles > 0)
            Console.Out.WriteLine($"{done.RestoredFiles} files are put back out of the archive in place of {done.Segment}: nothing is lost; the untouched journal is in {done.BackupDirectory}");
        else
            Console.Out.WriteLine($"{done.Segment} is cut at offset {done.Offset} and {done.RemovedSegments} later segments are removed; the untouched journal is in {done.BackupDirectory}");
    }

    private static string MeaningOf(JournalVerification found, JournalDamage damage) => found.IsUsable ? "the next start cuts it off"
        : damage.IsNewerVersion ? "use the version that wrote it"
        : damage.IsInSnapshot ? "no engine starts with it; `livetrading journal repair` puts back what the archive has"
        : "no engine starts with it; `livetrading journal repair` keeps what stands before";

    private static void WriteJson(JournalVerification found) => OrderListJson.Print(w =>
    {
        w.WriteBoolean("good", found.Damage is null);
        w.WriteBoolean("usable", found.IsUsable);
        w.WriteNumber("records", found.Records);
        w.WriteNumber("orders", found.Orders);
        w.WriteNumber("orderEvents", found.OrderEvents);
        w.WriteNumber("segments", found.Segments);
        w.WriteNumber("snapshotSegment", found.SnapshotSegment);
        w.WriteBoolean("sealed", found.WasSealed);
        if (found.Damage is not { } damage)
            return;
        w.WriteStartObject("damage");
        w.WriteString("file", damage.Name);
        w.WriteNumber("offset", damage.Offset);
        w.WriteString("what", damage.What);
        w.WriteString("meaning", MeaningOf(found, damage));
        w.WriteEndObject();
    });

    private static void WriteJson(JournalRepair? done) => OrderListJson.Print(w =>
    {
        w.WriteBoolean("changed", done is not null);
        if (done is null)
            return;
        w.WriteString("file", done.Segment);
        w.WriteNumber("offset", done.Offset);
        w.WriteNumber("removedSegments", done.RemovedSegments);
        w.WriteNumber("restoredFiles", done.RestoredFiles);
        w.WriteString("backup", done.BackupDirectory);
    });

    private static void WriteTable(RecoveredJournal recovered, ILookup<ClientOrderId, (RecoveredFillKind Kind, OrderEvent Event)> fills)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("Order", "Strategy", "Instrument", "Side", "Quantity", "Price", "State", "Filled", "Fills");
        foreach (Order o in recovered.Orders)
        {
            table.AddRow(
                o.ClientOrderId.ToString(), Markup.Escape(o.StrategyId.Value), o.InstrumentId.ToString(), o.Side.ToString(), o.Quantity.ToString(), o.Price.ToString(),
                StateOf(o), o.FilledQuantity.ToString(), fills[o.ClientOrderId].Count().ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"{recovered.Records} records, {recovered.Orders.Count} orders, {recovered.KnownFills.Count + recovered.Fills.Count} fills, {recovered.StartCount} starts{(recovered.WasSealed ? ", sealed" : "")}");
        if (recovered.SnapshotSegment != 0)
            AnsiConsole.WriteLine($"A snapshot stands for the segments up to {recovered.SnapshotSegment}: of the orders closed before, the newest are listed; the archive has all.");
        if (recovered.KillLatch is { } latch)
            AnsiConsole.WriteLine($"The kill switch is engaged{(latch.Flatten ? ", closing the position" : "")}, since {latch.Time}: {latch.Text}");
        foreach (JournalKill kill in recovered.StrategyKills.Values)
            AnsiConsole.WriteLine($"The kill switch of strategy {kill.Strategy} is engaged, since {kill.Time}: {kill.Text}");
        foreach (string warning in recovered.Warnings)
            AnsiConsole.WriteLine(warning);
    }

    private static void WriteJson(RecoveredJournal recovered, ILookup<ClientOrderId, (RecoveredFillKind Kind, OrderEvent Event)> fills) => OrderListJson.Print(w =>
    {
        w.WriteNumber("records", recovered.Records);
        w.WriteBoolean("sealed", recovered.WasSealed);
        w.WriteNumber("starts", recovered.StartCount);
        w.WriteNumber("snapshotSegment", recovered.SnapshotSegment);
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

        if (recovered.StrategyKills.Count > 0)
        {
            w.WriteStartObject("strategyKillSwitches");
            foreach (JournalKill kill in recovered.StrategyKills.Values)
                w.WriteString(kill.Strategy.Value, kill.Text);
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

    private static ListedOrder List(Order o, IEnumerable<(RecoveredFillKind Kind, OrderEvent Event)> fills) => new()
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
    private static IEnumerable<ListedFill> Standing(IEnumerable<(RecoveredFillKind Kind, OrderEvent Event)> fills)
    {
        List<OrderEvent> standing = [];
        foreach ((RecoveredFillKind Kind, OrderEvent Event) fill in fills)
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
