using System.Text.Json;
using LiveTrading.IO;
using LiveTrading.WireBench.Clients;
using LiveTrading.WireBench.Output;

namespace LiveTrading.WireBench.Contests;

/// <summary>Lets all contenders do the same work in turn, round after round, each client in a process of its own, the server in another.</summary>
internal sealed class Contest(ContestOptions options, Action<string> progress) : IDisposable
{
    private static readonly TimeSpan _startsWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _runsWithin = TimeSpan.FromSeconds(180);
    private readonly Dictionary<string, ChildProcess> _clients = new(StringComparer.Ordinal);
    private ChildProcess? _server;

    /// <summary>Contenders that do not exist here, and why.</summary>
    public List<string> Notes { get; } = [];

    public IReadOnlyList<ScenarioResult> Run()
    {
        ServerPlace place = options.Server ?? StartServer();
        Contender[] present = [.. Contender.All.Where(IsPresent)];
        List<ScenarioResult> results = [];
        foreach (Scenario scenario in options.Scenarios.Where(s => !s.Tls || place.TlsUrl is not null))
        {
            ScenarioResult result = new(scenario, [.. present.Where(c => scenario.Admits(c) && (!c.IsFloor || options.Floor!.Speaks(scenario)))]);
            for (int round = 0; round < options.Rounds; round++)
                RunRound(result, round, place);
            results.Add(result);
            progress(scenario.Title);
        }

        return results;
    }

    public void Dispose()
    {
        foreach (ChildProcess client in _clients.Values)
            client.Dispose();
        _clients.Clear();
        _server?.Dispose();
        _server = null;
    }

    private void RunRound(ScenarioResult result, int round, ServerPlace place)
    {
        int count = result.Contenders.Count;
        for (int i = 0; i < count; i++)
        {
            // Each round begins with another, so that none always follows the same.
            Contender contender = result.Contenders[(i + round) % count];
            try
            {
                result.Add(contender, RunOnce(result.Scenario, contender, place));
            }
            catch (WireBenchException error)
            {
                result.Fail(contender, error.Message);
            }
        }
    }

    private RunResult RunOnce(Scenario scenario, Contender contender, ServerPlace place)
    {
        if (contender.IsFloor)
            return options.Floor!.Run(scenario, contender.Wait, place);
        RunRequest request = new()
        {
            Url = (scenario.Tls ? place.TlsUrl : place.Url) + scenario.Path,
            Messages = scenario.Messages,
            Connections = scenario.Connections,
            Wait = contender.Wait,
            ReplyBytes = scenario.Replies ? Contests.Reply.Bytes : -1,
            Stamped = scenario.Stamped,
            CaFile = scenario.Tls ? place.CaFile : null,
            WarmupSeconds = scenario.IsIdle ? 0 : options.WarmupSeconds,
        };
        if (!_clients.TryGetValue(contender.Client, out ChildProcess? client))
        {
            client = new ChildProcess(ClientCommand.Name, contender.Client);
            _clients.Add(contender.Client, client);
        }

        string answer;
        try
        {
            client.Say(JsonSerializer.Serialize(request));
            answer = client.Hear(_runsWithin);
        }
        catch (Exception error) when (error is IOException or WireBenchException)
        {
            // Of no more use: the next run has a new one.
            client.Dispose();
            _clients.Remove(contender.Client);
            throw new WireBenchException(error.Message);
        }

        return RunJson.Read(JsonElement.Parse(answer));
    }

    private ServerPlace StartServer()
    {
        _server = new ChildProcess(ServerCommand.Name);
        return JsonSerializer.Deserialize<ServerPlace>(_server.Hear(_startsWithin))!;
    }

    private bool IsPresent(Contender contender)
    {
        if (options.Clients.Count > 0 && !options.Clients.Contains(contender.Client, StringComparer.Ordinal))
            return false;
        if (contender.IsFloor)
            return options.Floor is not null;
        if (!contender.IsOurs)
            return true;
        try
        {
            EventLoops.Create(new EventLoopOptions { Backend = BackendNames.Parse(contender.Client) }).Dispose();
            return true;
        }
        catch (Exception error) when (error is LoopIOException or PlatformNotSupportedException)
        {
            if (contender.Wait == LoopWait.Block)
                Notes.Add($"{contender.Client} is not measured: {error.Message}");
            return false;
        }
    }
}
