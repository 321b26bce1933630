using LiveTrading.Engine.Execution;

namespace LiveTrading.Engine.Journal;

/// <summary>What a snapshot keeps in full. The rest goes into sums; the archived segments have it all.</summary>
public sealed record JournalCompactionOptions
{
    /// <summary>Closed orders kept, newest first by the moment of closing. At least as many as the cache keeps, so that no later record speaks of an order the snapshot left out. Default 10,000.</summary>
    public int MaxClosedOrders { get; init; } = 10_000;

    /// <summary>Fills kept at most, newest first. As many as the engine remembers; default 262,144.</summary>
    public int MaxRememberedFills { get; init; } = 262_144;

    /// <summary>Fills of orders that left are kept when they are not older than this before the venue's last complete reconciliation: a venue may tell them again. Default 25 hours, an hour more than a read of the trade history may reach back.</summary>
    public TimeSpan FillHorizon { get; init; } = TimeSpan.FromHours(25);

    /// <summary>Transfers kept one by one, newest first; older ones are summed up. Default 4,096.</summary>
    public int MaxTransfers { get; init; } = 4_096;

    /// <summary>Trades of others kept one by one, newest first; older ones that no venue tells again are summed up. Default 65,536, as many as the engine remembers.</summary>
    public int MaxForeignTrades { get; init; } = ForeignTrades.MaxRemembered;
}
