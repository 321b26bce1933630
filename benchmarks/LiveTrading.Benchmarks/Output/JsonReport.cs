using System.Text.Json;
using LiveTrading.Benchmarks.Harness;

namespace LiveTrading.Benchmarks.Output;

/// <summary>The results for machines: one object a row, numbers unrounded.</summary>
internal static class JsonReport
{
    public static void Write(string path, Machine machine, int rounds, IReadOnlyList<Row> rows)
    {
        using FileStream file = File.Create(path);
        using Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("time", machine.Time);
        json.WriteString("processor", machine.Processor);
        json.WriteNumber("processors", machine.Processors);
        json.WriteString("system", machine.System);
        json.WriteString("runtime", machine.Runtime);
        json.WriteString("build", machine.Build);
        json.WriteString("loadAverageAtStart", machine.LoadAverage);
        json.WriteString("clock", machine.Clock);
        json.WriteNumber("rounds", rounds);
        json.WriteStartArray("rows");
        foreach (Row row in rows)
            Write(json, row);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Row row)
    {
        json.WriteStartObject();
        json.WriteString("group", row.Group);
        json.WriteString("name", row.Name);
        json.WriteString("unit", row.Unit);
        json.WriteNumber("targetRow", row.Target.Number);
        json.WriteString("target", row.Target.Text);
        json.WriteString("verdict", row.Verdict.ToString());
        json.WriteString("note", row.Note);
        json.WriteStartArray("measurements");
        foreach (Measurement m in row.Measurements)
        {
            json.WriteStartObject();
            json.WriteString("name", m.Name);
            Write(json, "value", m.Value);
            Write(json, "ratioToSubject", m.Ratio);
            Write(json, "bytesAllocated", m.BytesAllocated);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Statistics s)
    {
        json.WriteStartObject(name);
        Write(json, "median", s.Median);
        Write(json, "least", s.Least);
        Write(json, "most", s.Most);
        json.WriteEndObject();
    }

    // JSON has no word for what is not a number, such as how many times nothing something is.
    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
