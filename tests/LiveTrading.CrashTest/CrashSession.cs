using System.Text.Json;

namespace LiveTrading.CrashTest;

/// <summary>A venue, an engine on one journal, many rounds of harm, and the comparison at the end.</summary>
internal sealed class CrashSession : IDisposable
{
    /// <summary>Mostly plain cuts; some at the worst instant, and silence. After a fault that hides an outcome the strategy concerned waits for it, so these are few.</summary>
    private static readonly string[] _cuts = ["DropConnections", "DropConnections", "DropConnections", "DropConnections", "DropConnections", "DropAfterAccept", "DropBeforeAccept", "ErrorAfterAccept", "HalfOpen"];

    /// <summary>Alerts that must not come, whatever is killed or cut: money or orders would be lost or counted twice.</summary>
    private static readonly string[] _forbiddenAlerts =
        ["overfill", "fillBusted", "fillContradiction", "fillUnusable", "illegalEvent", "orderAdopted", "orderForgotten", "orderReopened", "journalFailed", "positionDifference"];

    private readonly CrashPlan _plan;
    private readonly ChildProcesses _children;
    private readonly RoundReport _report;
    private readonly Random _random;
    private readonly string _directory = Directory.CreateTempSubdirectory("livetrading-crash-").FullName;
    private readonly Dictionary<string, int> _alerts = [];
    private readonly List<string> _problems = [];
    private bool _keeps;
    private int _engines;

    public CrashSession(CrashPlan plan, ChildProcesses children, RoundReport report)
    {
        _plan = plan;
        _children = children;
        _report = report;
        _random = new Random(plan.Seed);
    }

    /// <summary>Does all rounds and compares.</summary>
    /// <returns>True when everything agrees.</returns>
    public bool Run()
    {
        _report.Begin(_plan, _directory);
        _keeps = true;
        try
        {
            using VenueProcess venue = new(_children, Log("venue"), _plan.Seed);
            Accounting before = Accounting.Of(ToolProcess.Ask(_children, Log("account-before"), "account", "--venue", venue.Address, "--json"));
            EngineFiles files = new(_plan, venue.Port, _directory);
            if (_plan.Mode == CrashMode.Connections)
                CutOnly(venue, files);
            else
                KillAgainAndAgain(venue, files);
            venue.ClearFaults();
            Finish(venue, files, before);
        }
        catch (Exception e) when (e is CrashTestException or HttpRequestException or JsonException or KeyNotFoundException)
        {
            _problems.Add(e.Message);
        }

        if (_children.IsInterrupted)
            return false;
        foreach (string code in _forbiddenAlerts.Where(_alerts.ContainsKey))
            _problems.Add($"the engine alerted {_alerts[code]} times of {code}");
        _keeps = _problems.Count > 0;
        _report.End(_plan, _alerts, _problems, _directory);
        return !_keeps;
    }

    public void Dispose()
    {
        if (!_keeps)
            Directory.Delete(_directory, recursive: true);
    }

    private string Log(string name) => Path.Combine(_directory, name + ".log");

    private EngineProcess Start(EngineFiles files) => new(_children, Log($"engine-{++_engines:D5}"), files.RunArguments);

    private void KillAgainAndAgain(VenueProcess venue, EngineFiles files)
    {
        for (int round = 1; round <= _plan.Rounds && !_children.IsInterrupted; round++)
        {
            using EngineProcess engine = Start(files);
            int cuts = 0;
            try
            {
                cuts = LiveUntilKilled(venue, engine);
            }
            catch (CrashTestException e)
            {
                throw new CrashTestException($"round {round}: {e.Message}; see {Log($"engine-{_engines:D5}")}");
            }

            Take(round, venue, engine, cuts, killed: true);
        }
    }

    /// <summary>Some die within milliseconds of their start, some while they recover, connect or reconcile, most while they trade.</summary>
    private int LiveUntilKilled(VenueProcess venue, EngineProcess engine)
    {
        int kind = _random.Next(100);
        double moment = _random.NextDouble();
        int cuts = 0;
        if (kind < 10)
        {
            Expect(engine.RunFor(TimeSpan.FromMilliseconds(60 * moment)));
        }
        else if (kind < 30)
        {
            Expect(engine.RunFor(TimeSpan.FromMilliseconds(900 * moment)));
        }
        else if (kind < 45)
        {
            engine.WaitUntil(() => engine.State is "reconciling" or "running", "reconciling", ToolProcess.Patience);
            Expect(engine.RunFor(TimeSpan.FromMilliseconds(60 * moment)));
        }
        else
        {
            engine.WaitUntil(() => engine.State == "running", "running", ToolProcess.Patience);
            TimeSpan left = TimeSpan.FromMilliseconds(200 + (2_300 * moment));
            if (_plan.Mode == CrashMode.Both)
            {
                TimeSpan until = left * _random.NextDouble();
                Expect(engine.RunFor(until));
                venue.Inject(_cuts[_random.Next(_cuts.Length)]);
                cuts++;
                left -= until;
            }

            Expect(engine.RunFor(left));
        }

        engine.Kill();
        return cuts;

        static void Expect(bool lives)
        {
            if (!lives)
                throw new CrashTestException("the engine ended by itself");
        }
    }

    private void CutOnly(VenueProcess venue, EngineFiles files)
    {
        using EngineProcess engine = Start(files);
        engine.WaitUntil(() => engine.State == "running", "running", ToolProcess.Patience);
        for (int round = 1; round <= _plan.Rounds && !_children.IsInterrupted; round++)
        {
            // One in four comes while the engine is still busy with the last.
            int milliseconds = _random.Next(4) == 0 ? _random.Next(300) : 300 + _random.Next(2_200);
            if (!engine.RunFor(TimeSpan.FromMilliseconds(milliseconds)))
                throw new CrashTestException($"round {round}: the engine ended by itself; see {Log($"engine-{_engines:D5}")}");
            venue.Inject(_cuts[_random.Next(_cuts.Length)]);
            Take(round, venue, engine, cuts: 1, killed: false);
        }

        venue.ClearFaults();
        if (!_children.IsInterrupted)
            Settle(engine, files);
        Stop(engine);
    }

    /// <summary>A last run: reconciled, every outcome known, stopped in order. Then the venue is asked.</summary>
    private void Finish(VenueProcess venue, EngineFiles files, Accounting before)
    {
        using (EngineProcess engine = Start(files))
        {
            engine.WaitUntil(() => engine.State == "running" && engine.Reconciliations > 0, "running and reconciled", ToolProcess.Patience);
            Settle(engine, files);
            _problems.AddRange(Stop(engine));
            Take(0, venue, engine, cuts: 0, killed: false);
        }

        if (_children.IsInterrupted)
            return;
        JsonElement orders = ToolProcess.Ask(_children, Log("orders"), "orders", "--venue", venue.Address, "--json");
        Accounting after = Accounting.Of(ToolProcess.Ask(_children, Log("account"), "account", "--venue", venue.Address, "--json"));
        JsonElement journal = ToolProcess.Ask(_children, Log("journal-show"), "journal", "show", files.Journal, "--json");
        using (ToolProcess verify = new(_children, Log("journal-verify"), ["journal", "verify", files.Journal]))
        {
            if (verify.WaitForEnd(ToolProcess.Patience) != 0)
                _problems.Add($"the journal does not verify; see {Log("journal-verify")}");
        }

        _problems.AddRange(Comparison.Compare(orders, journal, before, after));
    }

    /// <summary>Waits until the journal knows the outcome of every request.</summary>
    private void Settle(EngineProcess engine, EngineFiles files)
    {
        long deadline = Environment.TickCount64 + (long)ToolProcess.Patience.TotalMilliseconds;
        while (!_children.IsInterrupted)
        {
            JsonElement journal = ToolProcess.Ask(_children, Log("journal-show"), "journal", "show", files.Journal, "--json");
            int unknown = journal.GetProperty("orders").EnumerateArray().Count(o => o.GetProperty("unknown").GetBoolean());
            if (unknown == 0 && engine.State == "running")
                return;
            if (Environment.TickCount64 > deadline)
                throw new CrashTestException($"{unknown} orders are of unknown outcome although the venue answers, state {engine.State}; see {Log($"engine-{_engines:D5}")}");
            if (!engine.RunFor(TimeSpan.FromMilliseconds(500)))
                throw new CrashTestException($"the engine ended by itself; see {Log($"engine-{_engines:D5}")}");
        }
    }

    private List<string> Stop(EngineProcess engine)
    {
        List<string> problems = [];
        int code = engine.Stop();
        if (code != 0)
            problems.Add($"the engine stopped with exit code {code}; see {Log($"engine-{_engines:D5}")}");
        if (engine.Summary is not { } summary)
        {
            problems.Add($"the engine told no summary; see {Log($"engine-{_engines:D5}")}");
            return problems;
        }

        foreach (string count in new[] { "openOrders", "unknownOrders", "handlerErrors", "bookMismatches" })
        {
            if (summary.GetProperty(count).GetInt64() != 0)
                problems.Add($"the summary has {count} {summary.GetProperty(count)}");
        }

        foreach (JsonElement problem in summary.GetProperty("problems").EnumerateArray())
            problems.Add("the summary says: " + problem.GetString());
        if (summary.GetProperty("position").GetRawText() != summary.GetProperty("venuePosition").GetRawText())
            problems.Add($"the position is {summary.GetProperty("position")} by own fills, {summary.GetProperty("venuePosition")} by the venue's balances");
        return problems;
    }

    private void Take(int round, VenueProcess venue, EngineProcess engine, int cuts, bool killed)
    {
        (long orders, long fills) = venue.Count();
        foreach ((string code, int count) in engine.TakeAlerts())
            _alerts[code] = _alerts.GetValueOrDefault(code) + count;
        _report.Add(new RoundResult
        {
            Number = round,
            State = engine.State,
            IsKilled = killed,
            WasReconciled = engine.Reconciliations > 0,
            Seconds = engine.Age.TotalSeconds,
            InFlight = engine.InFlight,
            Cuts = cuts,
            MissedFills = engine.TakeMissedFills(),
            Adopted = engine.TakeAdopted(),
            VenueOrders = orders,
            VenueFills = fills,
        });
    }
}
