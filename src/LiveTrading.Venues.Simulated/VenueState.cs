using LiveTrading.IO;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Faults;
using LiveTrading.Venues.Simulated.Matching;
using LiveTrading.Venues.Simulated.Playback;

namespace LiveTrading.Venues.Simulated;

/// <summary>What the venue is: markets, users, limits and waiting faults. Thread: the venue's loop.</summary>
internal sealed class VenueState
{
    private readonly Dictionary<string, VenueMarket> _markets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VenueUser> _users = new(StringComparer.Ordinal);
    private readonly List<ExecutionReport> _reports = [];
    private long _weightWindow = -1;

    public VenueState(SimulatedVenueOptions options, EventLoop loop)
    {
        Options = options;
        Loop = loop;
        Faults = new FaultPlan(() => loop.MonotonicNanos);

        // Milliseconds of the start: beyond what an earlier start can have reached, and below 2^53 for clients that read numbers as doubles.
        Ledger = new VenueLedger(Math.Max(1, NowMs));
        foreach (SimulatedSymbol symbol in options.Symbols)
            _markets.Add(symbol.Symbol, new VenueMarket(symbol, Ledger));
        foreach (SimulatedUser user in options.Users)
            _users.Add(user.ApiKey, new VenueUser(user, _users.Count + 1));
    }

    public SimulatedVenueOptions Options { get; }

    public EventLoop Loop { get; }

    public FaultPlan Faults { get; }

    public VenueLedger Ledger { get; }

    public IReadOnlyCollection<VenueMarket> Markets => _markets.Values;

    public IReadOnlyCollection<VenueUser> Users => _users.Values;

    public long OrderCount { get; set; }

    /// <summary>The venue's time: the loop's wall clock in milliseconds.</summary>
    public long NowMs => Loop.WallNanos / 1_000_000;

    /// <summary>Weight used in the present minute.</summary>
    public int UsedWeight { get; private set; }

    public VenueMarket? FindMarket(string symbol) => _markets.GetValueOrDefault(symbol);

    public VenueUser? FindUser(string apiKey) => _users.GetValueOrDefault(apiKey);

    /// <summary>Counts request weight; windows are minutes of the clock.</summary>
    public void AddWeight(int weight)
    {
        long minute = NowMs / 60_000;
        if (minute != _weightWindow)
        {
            _weightWindow = minute;
            UsedWeight = 0;
        }

        UsedWeight += weight;
    }

    /// <summary>What happened to orders since the last call, in order. The list is reused.</summary>
    public List<ExecutionReport> TakeReports()
    {
        _reports.Clear();
        foreach (VenueMarket market in _markets.Values)
        {
            List<ExecutionReport> reports = market.Matching.Reports;
            if (reports.Count == 0)
                continue;
            _reports.AddRange(reports);
            reports.Clear();
        }

        foreach (ExecutionReport report in _reports)
        {
            if (report.Fill is { } fill && report.Executed == fill.Quantity)
                FindUser(report.Order.Account)?.Counts.Relieve(fill.IsMaker ? 5 : 1);
        }

        return _reports;
    }

    private VenueUser? FindUser(VenueAccount account)
    {
        foreach (VenueUser user in _users.Values)
        {
            if (user.Account == account)
                return user;
        }

        return null;
    }
}
