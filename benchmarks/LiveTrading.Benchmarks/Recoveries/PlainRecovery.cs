using System.Text.Json;
using LiveTrading.Benchmarks.Journals;

namespace LiveTrading.Benchmarks.Recoveries;

/// <summary>The plain .NET way back: lines of JSON into a dictionary of orders.</summary>
internal sealed class PlainRecovery
{
    private readonly Dictionary<string, JsonRecord> _orders = [];

    public decimal Position { get; private set; }

    public int Orders => _orders.Count;

    public static PlainRecovery Run(string file)
    {
        PlainRecovery recovery = new();
        using StreamReader reader = new(file);
        while (reader.ReadLine() is { } line)
            recovery.Apply(JsonSerializer.Deserialize(line, JsonRecordContext.Default.JsonRecord)!);
        return recovery;
    }

    private void Apply(JsonRecord record)
    {
        if (record.Kind == "Order")
        {
            _orders.Add(record.ClientOrderId, record);
            return;
        }

        JsonRecord order = _orders[record.ClientOrderId];
        order.Kind = record.Kind;
        order.VenueOrderId = record.VenueOrderId;
        if (record.Kind == "Filled")
            Position += record.Side == "Buy" ? record.Quantity : -record.Quantity;
    }
}
