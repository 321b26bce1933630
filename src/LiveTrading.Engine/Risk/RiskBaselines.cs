using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Risk;

/// <summary>From where losses are counted, to be stored and put back at a restart so that a restart forgives nothing. Profits are in the risk currency, since the first start.</summary>
public sealed record RiskBaselines
{
    /// <summary>The UTC day, counted from 1970-01-01.</summary>
    public required long Day { get; init; }

    /// <summary>Profit at the start of that day.</summary>
    public required decimal DayStartPnl { get; init; }

    /// <summary>Highest profit so far, from which the drawdown is counted.</summary>
    public required decimal PeakPnl { get; init; }

    /// <summary>The day's loss limit was reached: holds until the day ends or a person resets it.</summary>
    public bool DailyLossReached { get; init; }

    /// <summary>The drawdown limit was reached: holds until a person resets it.</summary>
    public bool DrawdownReached { get; init; }

    /// <summary>One entry for each strategy whose baseline is not zero or whose limit was reached.</summary>
    public IReadOnlyList<StrategyLossBaseline> Strategies { get; init; } = [];
}
