using LiveTrading.Model.MarketData;

namespace LiveTrading.Venues.Binance.MarketData;

/// <summary>The streams of one instrument.</summary>
internal sealed class InstrumentFeed(InstrumentHandle instrument, string streamSymbol)
{
    public InstrumentHandle Instrument { get; } = instrument;

    /// <summary>The symbol as stream names have it.</summary>
    public string StreamSymbol { get; } = streamSymbol;

    public List<MarketStream> Streams { get; } = [];

    /// <summary>All wanted streams run, and the sink knows.</summary>
    public bool IsReady { get; set; }

    /// <summary>Any stream is wanted.</summary>
    public bool IsWanted
    {
        get
        {
            foreach (MarketStream stream in Streams)
            {
                if (stream.IsWanted)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Every wanted stream runs.</summary>
    public bool IsComplete
    {
        get
        {
            foreach (MarketStream stream in Streams)
            {
                if (stream.IsWanted && stream.Phase != StreamPhase.Active)
                    return false;
            }

            return true;
        }
    }
}
