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

    /// <exception cref="WireBenchException">It says that the run failed.</exception>
    public static RunResult Read(JsonElement json)
    {
        if (json.TryGetProperty("error", out JsonElement error))
            throw new WireBenchException(error.GetString()!);
        long messages = json.GetProperty("messages").GetInt64();
        return new RunResult
        {
            Backend = json.GetProperty("backend").GetString()!,
            Wait = json.GetProperty("wait").GetString()!,
            Connections = json.GetProperty("connections").GetInt32(),
            Messages = messages,
            Bytes = json.GetProperty("bytes").GetInt64(),
            Seconds = json.GetProperty("seconds").GetDouble(),
            CpuSeconds = json.GetProperty("cpuMicrosPerMessage").GetDouble() * messages / 1e6,
            ProcessCpuSeconds = json.GetProperty("processCpuMicrosPerMessage").GetDouble() * messages / 1e6,
            AllocatedBytes = Total(json.GetProperty("allocatedBytesPerMessage"), messages),
            SystemCalls = Total(json.GetProperty("systemCallsPerMessage"), messages),
            WarmupMessages = json.GetProperty("warmupMessages").GetInt64(),
            EndedEarly = json.GetProperty("endedEarly").GetBoolean(),
            Latency = json.TryGetProperty("latencyMicros", out JsonElement latency) ? LatencyFigures.FromServer(latency) : null,
        };
    }

    public static void WriteFields(Utf8JsonWriter json, RunResult r)
    {
        json.WriteNumber("messages", r.Messages);
        json.WriteNumber("seconds", r.Seconds);
        json.WriteNumber("messagesPerSecond", r.MessagesPerSecond);
        json.WriteNumber("cpuMicrosPerMessage", r.CpuMicrosPerMessage);
        WriteNumberOrNull(json, "allocatedBytesPerMessage", r.AllocatedBytesPerMessage);
        json.WriteString("backend", r.Backend);
        json.WriteString("wait", r.Wait);
        json.WriteNumber("connections", r.Connections);
        json.WriteNumber("bytes", r.Bytes);
        WriteNumberOrNull(json, "systemCallsPerMessage", r.SystemCallsPerMessage);
        json.WriteNumber("cpuShare", r.CpuShare);
        json.WriteNumber("processCpuMicrosPerMessage", r.ProcessCpuMicrosPerMessage);
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

    private static long Total(JsonElement perMessage, long messages) =>
        perMessage.ValueKind == JsonValueKind.Null ? -1 : (long)Math.Round(perMessage.GetDouble() * messages);

    private static void WriteNumberOrNull(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
