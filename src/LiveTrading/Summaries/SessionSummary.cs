namespace LiveTrading.Summaries;

/// <summary>What a session did, as one JSON object. Decimals are strings, exact.</summary>
public sealed record SessionSummary
{
    /// <summary>Market-data messages read: stream frames and book snapshots.</summary>
    public long Messages { get; init; }

    /// <summary>Best bid and offer messages.</summary>
    public long Quotes { get; init; }

    /// <summary>Market trades.</summary>
    public long Trades { get; init; }

    /// <summary>Book differences received.</summary>
    public long BookUpdates { get; init; }

    /// <summary>Comparisons of the book with the venue's own best bid and offer.</summary>
    public long BookChecks { get; init; }

    /// <summary>Comparisons that differed.</summary>
    public long BookMismatches { get; init; }

    /// <summary>Orders handed over to the venue.</summary>
    public long OrdersSubmitted { get; init; }

    /// <summary>Orders refused here.</summary>
    public long OrdersDenied { get; init; }

    /// <summary>Orders refused by the venue.</summary>
    public long OrdersRejected { get; init; }

    /// <summary>Orders canceled.</summary>
    public long OrdersCanceled { get; init; }

    /// <summary>Orders ended by the venue (the rest of an IOC).</summary>
    public long OrdersExpired { get; init; }

    /// <summary>Own trades.</summary>
    public long Fills { get; init; }

    /// <summary>Own orders open at the end.</summary>
    public long OpenOrders { get; init; }

    /// <summary>Own orders of unknown outcome at the end.</summary>
    public long UnknownOrders { get; init; }

    /// <summary>Attempts to reconnect, all connections together.</summary>
    public long Reconnects { get; init; }

    /// <summary>Records appended to the order journal.</summary>
    public long JournalRecords { get; init; }

    /// <summary>Instrument to signed position by own fills.</summary>
    public IReadOnlyDictionary<string, string> Position { get; init; } = new Dictionary<string, string>();

    /// <summary>Instrument to signed position by the venue's balances.</summary>
    public IReadOnlyDictionary<string, string> VenuePosition { get; init; } = new Dictionary<string, string>();

    /// <summary>Instrument to the part of the position below the lot size.</summary>
    public IReadOnlyDictionary<string, string> Dust { get; init; } = new Dictionary<string, string>();

    /// <summary>Realised profit in the quote currency, before fees.</summary>
    public string RealizedPnl { get; init; } = "0";

    /// <summary>Currency to fees paid.</summary>
    public IReadOnlyDictionary<string, string> Fees { get; init; } = new Dictionary<string, string>();

    /// <summary>Why it ended: <c>endOfData</c>, <c>signal</c>, <c>userRequest</c>, <c>error</c>.</summary>
    public string ShutdownReason { get; init; } = "";

    /// <summary>Handlers that threw.</summary>
    public long HandlerErrors { get; init; }

    /// <summary>The engine's trading state: <c>active</c>, <c>reducing</c> or <c>halted</c>.</summary>
    public string TradingState { get; init; } = "";

    /// <summary>Where the kill switch stands: <c>released</c>, or <c>canceling</c>, <c>reconciling</c>, <c>flattening</c>, <c>engaged</c>, <c>alarm</c>.</summary>
    public string KillSwitch { get; init; } = "";

    /// <summary>Wall time from start to end.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>Per strategy.</summary>
    public IReadOnlyList<StrategySummary> Strategies { get; init; } = [];

    /// <summary>What does not add up; empty when all does.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}
