using System.Text;
using System.Text.Json;
using LiveTrading.WireBench.Clients;
using LiveTrading.WireBench.Measuring;

namespace LiveTrading.WireBench.Output;

/// <summary>The figures of one run as one JSON object.</summary>
internal static class RunJson
{
    public static string Write(RunResult result)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            WriteFields(json, result);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    public static void WriteFields(Utf8JsonWriter json, RunResult r)
    {
        json.WriteNumber("messages", r.Messages);
        json.WriteNumber("seconds", Math.Round(r.Seconds, 9));
        json.WriteNumber("messagesPerSecond", Math.Round(r.MessagesPerSecond, 1));
        json.WriteNumber("cpuMicrosPerMessage", Math.Round(r.CpuMicrosPerMessage, 6));
        WriteNumberOrNull(json, "allocatedBytesPerMessage", r.AllocatedBytesPerMessage);
        json.WriteString("backend", r.Backend);
        json.WriteString("wait", r.Wait);
        json.WriteNumber("connections", r.Connections);
        json.WriteNumber("bytes", r.Bytes);
        WriteNumberOrNull(json, "systemCallsPerMessage", r.SystemCallsPerMessage);
        json.WriteNumber("cpuShare", Math.Round(r.CpuShare, 6));
        json.WriteNumber("processCpuMicrosPerMessage", Math.Round(r.ProcessCpuMicrosPerMessage, 6));
        json.WriteNumber("warmupMessages", r.WarmupMessages);
        json.WriteBoolean("endedEarly", r.EndedEarly);
        if (r.Latency is { } latency)
        {
            json.WritePropertyName("latencyMicros");
            WriteLatency(json, latency);
        }

        if (r.Server is { } server)
        {
            json.WritePropertyName("server");
            server.WriteTo(json);
        }
    }

    public static void WriteLatency(Utf8JsonWriter json, LatencyFigures f)
    {
        json.WriteStartObject();
        json.WriteNumber("p50", f.P50);
        json.WriteNumber("p90", f.P90);
        json.WriteNumber("p99", f.P99);
        json.WriteNumber("p999", f.P999);
        json.WriteNumber("max", f.Max);
        json.WriteStartArray("curve");
        foreach (double value in f.Curve)
            json.WriteNumberValue(value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumberOrNull(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, 6));
        else
            json.WriteNull(name);
    }
}
