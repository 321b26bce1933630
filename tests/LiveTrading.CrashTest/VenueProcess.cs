using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LiveTrading.CrashTest;

/// <summary>The simulated venue as a process, on a market of its own making, and its routes for looking inside and for faults.</summary>
internal sealed class VenueProcess : ToolProcess
{
    private const string Listening = "listening on ws://127.0.0.1:";
    private readonly HttpClient _http = new() { Timeout = Patience };

    public VenueProcess(ChildProcesses children, string logFile, int seed)
        : base(children, logFile,
        [
            "venue", "--port", "0", "--generate", seed.ToString(CultureInfo.InvariantCulture), "--symbols", "BTCUSDT,ETHUSDT", "--events", "200", "--volatility", "8",
            "--order-limit", "1000000", "--weight-limit", "1000000",
        ])
    {
        WaitUntil(() => Port != 0, Listening, Patience);
    }

    public int Port { get; private set; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    /// <summary>Orders accepted and executions so far.</summary>
    public (long Orders, long Fills) Count()
    {
        using JsonDocument state = JsonDocument.Parse(_http.GetStringAsync($"{Address}/sim/state").GetAwaiter().GetResult());
        return (state.RootElement.GetProperty("orders").GetInt64(), state.RootElement.GetProperty("fills").GetInt64());
    }

    public void Inject(string fault)
    {
        using StringContent body = new($"{{\"kind\":\"{fault}\"}}", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = _http.PostAsync($"{Address}/sim/fault", body).GetAwaiter().GetResult();
        answer.EnsureSuccessStatusCode();
    }

    public void ClearFaults()
    {
        using HttpResponseMessage answer = _http.DeleteAsync($"{Address}/sim/fault").GetAwaiter().GetResult();
        answer.EnsureSuccessStatusCode();
    }

    protected override void OnLine(string line)
    {
        base.OnLine(line);
        if (line.StartsWith(Listening, StringComparison.Ordinal))
            Port = int.Parse(line[Listening.Length..], CultureInfo.InvariantCulture);
    }
}
