using LiveTrading.Venues.Binance.Parsing;

namespace LiveTrading.Venues.Binance;

/// <summary>What one connection saw. Loop thread.</summary>
public sealed class BinanceCounters
{
    private readonly long[] _unreadable = new long[(int)ParseStatus.UnknownType + 1];

    /// <summary>Whole messages.</summary>
    public long Messages { get; internal set; }

    /// <summary>Answers that no waiting request asked for: late, or not ours.</summary>
    public long Uncorrelated { get; internal set; }

    /// <summary>Well-formed data of symbols that are not configured.</summary>
    public long UnknownInstrument { get; internal set; }

    /// <summary>Events that are known and not used.</summary>
    public long Ignored { get; internal set; }

    /// <summary>Messages that were not told because the other connection of a replacement brings them too.</summary>
    public long Repeated { get; internal set; }

    /// <summary>Messages that could not be read, unknown kinds included.</summary>
    public long Unreadable { get; private set; }

    /// <summary>Well-formed messages of an unknown kind.</summary>
    public long UnknownType => _unreadable[(int)ParseStatus.UnknownType];

    /// <summary>Messages that are no JSON or end too early.</summary>
    public long Malformed => _unreadable[(int)ParseStatus.Syntax] + _unreadable[(int)ParseStatus.Truncated] + _unreadable[(int)ParseStatus.TooDeep];

    /// <summary>Messages with a missing field, a wrong type, or a number out of range.</summary>
    public long BadFields => Unreadable - UnknownType - Malformed;

    internal long AddUnreadable(ParseStatus status)
    {
        _unreadable[(int)status]++;
        return ++Unreadable;
    }
}
