using System.Text.Json;

namespace LiveTrading.Cli.Output;

/// <summary>The one form in which orders go to machines.</summary>
internal static class OrderListJson
{
    /// <summary>Everything that a journal and a venue have in common; the caller opens and closes the object.</summary>
    public static void WriteFields(Utf8JsonWriter w, ListedOrder o)
    {
        w.WriteString("clientOrderId", o.ClientOrderId);
        w.WriteString("venueOrderId", o.VenueOrderId);
        w.WriteString("symbol", o.Symbol);
        w.WriteString("side", o.Side);
        w.WriteString("type", o.Type);
        w.WriteString("timeInForce", o.TimeInForce);
        w.WriteBoolean("postOnly", o.PostOnly);
        w.WriteString("price", o.Price);
        w.WriteString("triggerPrice", o.TriggerPrice);
        w.WriteString("quantity", o.Quantity);
        w.WriteString("filledQuantity", o.FilledQuantity);
        w.WriteString("state", o.State);
        w.WriteBoolean("open", o.IsOpen);
        w.WriteStartArray("fills");
        foreach (ListedFill fill in o.Fills)
        {
            w.WriteStartObject();
            w.WriteString("tradeId", fill.TradeId);
            w.WriteString("price", fill.Price);
            w.WriteString("quantity", fill.Quantity);
            w.WriteString("commission", fill.Commission);
            w.WriteString("commissionCurrency", fill.CommissionCurrency);
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    /// <summary>Writes one JSON object and a line feed to standard output.</summary>
    public static void Print(Action<Utf8JsonWriter> write)
    {
        using Stream output = Console.OpenStandardOutput();
        using (Utf8JsonWriter w = new(output))
        {
            w.WriteStartObject();
            write(w);
            w.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
