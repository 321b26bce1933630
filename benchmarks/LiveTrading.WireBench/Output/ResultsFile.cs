using System.Text;
using System.Text.Json;
using LiveTrading.Benchmarks.Output;
using LiveTrading.IO;
using LiveTrading.WireBench.Clients;
using LiveTrading.WireBench.Contests;

namespace LiveTrading.WireBench.Output;

/// <summary>All results as JSON: what the terminal shows, what a page and a picture are made from.</summary>
internal sealed record ResultsFile(string Machine, string LoadAverage, DateTimeOffset Time, int Rounds, string Server, IReadOnlyList<ScenarioResult> Results)
{
    public static ResultsFile Of(Machine machine, int rounds, string server, IReadOnlyList<ScenarioResult> results) => new(
        $"{machine.Processor}, {machine.Processors} processors, {machine.System}, kernel {Environment.OSVersion.Version}, {machine.Runtime}",
        machine.LoadAverage,
        machine.Time,
        rounds,
        server,
        results);

    public string ToJson()
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("machine", Machine);
            json.WriteString("loadAverageAtStart", LoadAverage);
            json.WriteString("time", Time);
            json.WriteNumber("rounds", Rounds);
            json.WriteString("server", Server);
            json.WriteStartArray("targets");
            foreach (TargetVerdict verdict in TargetVerdict.Of(Results))
                Write(json, verdict);
            json.WriteEndArray();
            json.WriteStartArray("scenarios");
            foreach (ScenarioResult result in Results)
                Write(json, result);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <exception cref="WireBenchException">Not a file of results.</exception>
    public static ResultsFile Read(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            JsonElement root = document.RootElement;
            return new ResultsFile(
                root.GetProperty("machine").GetString()!,
                root.GetProperty("loadAverageAtStart").GetString()!,
                root.GetProperty("time").GetDateTimeOffset(),
                root.GetProperty("rounds").GetInt32(),
                root.GetProperty("server").GetString()!,
                [.. root.GetProperty("scenarios").EnumerateArray().Select(ReadScenario)]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new WireBenchException($"{path} is not a file of results: {error.Message}");
        }
    }

    private static void Write(Utf8JsonWriter json, TargetVerdict verdict)
    {
        json.WriteStartObject();
        json.WriteString("target", verdict.Target);
        json.WriteString("by", verdict.Contender);
        json.WriteNumber("reached", verdict.Value);
        json.WriteBoolean("held", verdict.Held);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ScenarioResult result)
    {
        json.WriteStartObject();
        json.WriteString("name", result.Scenario.Name);
        json.WriteString("title", result.Scenario.Title);
        json.WriteStartArray("contenders");
        foreach (Contender contender in result.Contenders)
        {
            json.WriteStartObject();
            json.WriteString("client", contender.Client);
            json.WriteString("wait", BackendNames.Of(contender.Wait));
            json.WriteStartArray("runs");
            foreach (RunResult run in result.Runs(contender))
            {
                json.WriteStartObject();
                RunJson.WriteFields(json, run);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static ScenarioResult ReadScenario(JsonElement json)
    {
        string name = json.GetProperty("name").GetString()!;
        Scenario scenario = Scenario.All.FirstOrDefault(s => s.Name == name) ?? throw new InvalidOperationException($"there is no scenario {name}.");
        JsonElement[] contenders = [.. json.GetProperty("contenders").EnumerateArray()];
        ScenarioResult result = new(scenario, [.. contenders.Select(ReadContender)]);
        foreach (JsonElement contender in contenders)
        {
            foreach (JsonElement run in contender.GetProperty("runs").EnumerateArray())
                result.Add(ReadContender(contender), RunJson.Read(run));
        }

        return result;
    }

    private static Contender ReadContender(JsonElement json) => new(
        json.GetProperty("client").GetString()!,
        json.GetProperty("wait").GetString() switch
        {
            "spin" => LoopWait.Spin,
            "hybrid" => LoopWait.Hybrid,
            _ => LoopWait.Block,
        });
}
