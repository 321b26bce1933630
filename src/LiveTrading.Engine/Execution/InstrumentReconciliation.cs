using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Execution;

/// <summary>What the reconciliation remembers of an instrument.</summary>
internal sealed class InstrumentReconciliation(InstrumentHandle instrument, UnixNanos fillsSince)
{
    // Monotonic moment of the question by which the trades up to FillsSince became known; MinValue: out of the journal.
    private long _readAt = long.MinValue;
    private UnixNanos _askedThere;
    private long _askedAt;
    private UnixNanos _before;
    private long _readBefore;

    public InstrumentHandle Instrument { get; } = instrument;

    /// <summary>Venue's time: trades before this moment are known completely.</summary>
    public UnixNanos FillsSince { get; private set; } = fillsSince;

    /// <summary>Monotonic moment of the last own order event.</summary>
    public long LastActivity { get; set; }

    /// <summary>Venue's position minus ours at the last read.</summary>
    public decimal Difference { get; set; }

    /// <summary>Since when that difference stands.</summary>
    public long DifferenceSince { get; set; }

    /// <summary>Since when balances and trades have agreed at no moment.</summary>
    public long UnexplainedSince { get; set; }

    /// <summary>The difference was reported.</summary>
    public bool IsReported { get; set; }

    /// <summary>It stands for longer than the patience; said.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>Trades are known up to a moment of an earlier run.</summary>
    public void KnowUpTo(UnixNanos moment)
    {
        FillsSince = moment;
        _readAt = long.MinValue;
    }

    /// <summary>From when on trades must be read. Where the venue's clock was set back, its earlier times stand for later moments: then so much earlier.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="venueNow">The venue's time now.</param>
    public UnixNanos ReadFrom(long now, UnixNanos venueNow)
    {
        long sameMoment = _readAt == long.MinValue ? venueNow.Value : venueNow.Value - (now - _readAt);
        return new UnixNanos(Math.Min(FillsSince.Value, sameMoment));
    }

    /// <summary>Trades are asked for.</summary>
    public void Asked(long now, UnixNanos venueNow)
    {
        _askedAt = now;
        _askedThere = venueNow;
    }

    /// <summary>The answer to the latest question is applied.</summary>
    public void Answered()
    {
        (_before, _readBefore) = (FillsSince, _readAt);
        FillsSince = _askedThere;
        _readAt = _askedAt;
    }

    /// <summary>The latest answer left something open: the next question reaches back as far as it did.</summary>
    public void ReadAgain() => (FillsSince, _readAt) = (_before, _readBefore);
}
