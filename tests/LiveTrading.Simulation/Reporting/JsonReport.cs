using System.Text.Json;
using LiveTrading.Simulation.Faults;
using LiveTrading.Simulation.Running;

namespace LiveTrading.Simulation.Reporting;

/// <summary>One JSON object on one line, for machines.</summary>
internal static class JsonReport
{
    public static void Write(SeedBatch batch, TextWriter output) => Write(output, json =>
    {
        json.WriteNumber("from", batch.Arguments.From);
        json.WriteNumber("seeds", batch.Done);
        json.WriteNumber("failed", batch.Failures.Count);
        json.WriteNumber("repeated", batch.Repeated);
        json.WriteNumber("orders", batch.Orders);
        json.WriteNumber("fills", batch.Fills);
        json.WriteNumber("starts", batch.Starts);
        json.WriteNumber("virtualSeconds", batch.VirtualSeconds);
        json.WriteNumber("seconds", batch.Seconds);
        json.WriteNumber("processorSeconds", batch.ProcessorSeconds);
        json.WriteNumber("runsPerSecond", batch.Done / batch.Seconds);
        json.WriteStartObject("faults");
        foreach (FaultName fault in Enum.GetValues<FaultName>())
        {
            json.WriteStartObject(fault.ToString());
            json.WriteNumber("struck", batch.Coverage.Struck(fault));
            foreach (OrderColumn column in Enum.GetValues<OrderColumn>())
                json.WriteNumber(column.ToString(), batch.Coverage.Cell(fault, column));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("failures");
        foreach (SeedResult failure in batch.Failures)
        {
            json.WriteStartObject();
            WriteSeed(json, failure);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static void Write(SeedResult result, TextWriter output) => Write(output, json => WriteSeed(json, result));

    /// <summary>Writes an object and ends the line.</summary>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void WriteSeed(Utf8JsonWriter json, SeedResult result)
    {
        json.WriteNumber("seed", result.Seed);
        json.WriteString("trace", FormattableString.Invariant($"{result.Hash:x16}"));
        json.WriteNumber("orders", result.Orders);
        json.WriteNumber("fills", result.Fills);
        json.WriteNumber("starts", result.Starts);
        json.WriteStartArray("broken");
        foreach (string broken in result.Broken)
            json.WriteStringValue(broken);
        json.WriteEndArray();
        json.WriteStartArray("story");
        foreach (string line in result.Story.Tell(string.Join('\n', result.Broken)))
            json.WriteStringValue(line);
        json.WriteEndArray();
    }
}
