using LiveTrading.Model;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Execution;

/// <summary>What the reconciliation remembers of an instrument.</summary>
internal sealed class InstrumentReconciliation(InstrumentHandle instrument, UnixNanos fillsSince)
{
    public InstrumentHandle Instrument { get; } = instrument;

    /// <summary>Trades before this moment are known completely.</summary>
    public UnixNanos FillsSince { get; set; } = fillsSince;

    /// <summary>Monotonic moment of the last own order event.</summary>
    public long LastActivity { get; set; }

    /// <summary>Venue's position minus ours at the last read.</summary>
    public decimal Difference { get; set; }

    /// <summary>Since when that difference stands.</summary>
    public long DifferenceSince { get; set; }

    /// <summary>The difference was reported.</summary>
    public bool IsReported { get; set; }
}
