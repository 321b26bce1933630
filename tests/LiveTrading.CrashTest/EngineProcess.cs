using System.Text.Json;

namespace LiveTrading.CrashTest;

/// <summary>The engine as a process, and what its status lines tell.</summary>
internal sealed class EngineProcess(ChildProcesses children, string logFile, IEnumerable<string> arguments) : ToolProcess(children, logFile, arguments)
{
    private readonly HashSet<string> _inFlight = [];
    private readonly Lock _counts = new();
    private readonly Dictionary<string, int> _alerts = [];
    private long _missedFills;
    private long _adopted;

    /// <summary>The last state it told; empty before the first.</summary>
    public string State { get; private set; } = "";

    /// <summary>Complete reconciliations.</summary>
    public int Reconciliations { get; private set; }

    /// <summary>Orders with a request on its way: not accepted yet, or a cancel without an answer.</summary>
    public int InFlight => _inFlight.Count;

    /// <summary>The summary, once it has ended in order.</summary>
    public JsonElement? Summary { get; private set; }

    /// <summary>Fills that reconciliations brought since the last call.</summary>
    public long TakeMissedFills() => Interlocked.Exchange(ref _missedFills, 0);

    /// <summary>Orders taken back from the venue that the journal did not have, since the last call.</summary>
    public long TakeAdopted() => Interlocked.Exchange(ref _adopted, 0);

    /// <summary>Alerts by code since the last call.</summary>
    public IReadOnlyDictionary<string, int> TakeAlerts()
    {
        lock (_counts)
        {
            Dictionary<string, int> taken = new(_alerts);
            _alerts.Clear();
            return taken;
        }
    }

    protected override void OnLine(string line)
    {
        JsonElement e;
        try
        {
            e = JsonDocument.Parse(line).RootElement;
        }
        catch (JsonException)
        {
            // A line that the kill cut off.
            return;
        }

        if (!e.TryGetProperty("event", out JsonElement name))
        {
            Summary = e;
            return;
        }

        switch (name.GetString())
        {
            case "state":
                State = e.GetProperty("state").GetString()!;
                break;
            case "reconciled":
                Reconciliations++;
                Interlocked.Add(ref _missedFills, e.GetProperty("missedFills").GetInt64());
                Interlocked.Add(ref _adopted, e.GetProperty("adopted").GetInt64());
                break;
            case "alert":
                string code = e.GetProperty("code").GetString()!;
                lock (_counts)
                    _alerts[code] = _alerts.GetValueOrDefault(code) + 1;
                break;
            case "order":
                OnOrder(e.GetProperty("kind").GetString()!, e.GetProperty("clientOrderId").GetString()!);
                break;
        }
    }

    private void OnOrder(string kind, string id)
    {
        if (kind is "pending" or "submitted" or "pendingCancel" or "unknown")
            _inFlight.Add(id);
        else
            _inFlight.Remove(id);
    }
}
