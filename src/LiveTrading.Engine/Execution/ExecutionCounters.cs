namespace LiveTrading.Engine.Execution;

/// <summary>What the execution engine did since the start.</summary>
public record struct ExecutionCounters
{
    /// <summary>Orders handed to the venue's adapter.</summary>
    public long Submitted { get; set; }

    /// <summary>Orders refused here.</summary>
    public long Denied { get; set; }

    /// <summary>Orders the venue has accepted.</summary>
    public long Accepted { get; set; }

    /// <summary>Orders the venue refused or never received.</summary>
    public long Rejected { get; set; }

    /// <summary>Orders canceled.</summary>
    public long Canceled { get; set; }

    /// <summary>Orders ended by the venue.</summary>
    public long Expired { get; set; }

    /// <summary>Orders wholly filled.</summary>
    public long Filled { get; set; }

    /// <summary>Fills applied.</summary>
    public long Fills { get; set; }

    /// <summary>Fills that had been applied before.</summary>
    public long DuplicateFills { get; set; }

    /// <summary>Fills after the order's end.</summary>
    public long LateFills { get; set; }

    /// <summary>Fills beyond the order's quantity.</summary>
    public long Overfills { get; set; }

    /// <summary>Fills told differently by two sources, or without trade id, price or quantity.</summary>
    public long FillContradictions { get; set; }

    /// <summary>Requests whose outcome became unknown.</summary>
    public long Unknown { get; set; }

    /// <summary>Events that told nothing new.</summary>
    public long DuplicateEvents { get; set; }

    /// <summary>Events that contradicted the order's state and were refused.</summary>
    public long IllegalEvents { get; set; }

    /// <summary>Events and fills of orders that are not this instance's.</summary>
    public long ForeignEvents { get; set; }

    /// <summary>Trades of others on the same account, each counted once: they explain the balances.</summary>
    public long ForeignTrades { get; set; }

    /// <summary>Orders of this instance found at the venue without being in the journal.</summary>
    public long Adopted { get; set; }

    /// <summary>Journal records written.</summary>
    public long JournalRecords { get; set; }
}
