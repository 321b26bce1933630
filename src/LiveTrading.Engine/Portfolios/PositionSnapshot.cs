using LiveTrading.Model;
using LiveTrading.Model.Identifiers;

namespace LiveTrading.Engine.Portfolios;

/// <summary>Everything a <see cref="Position"/> holds, to be stored and put back.</summary>
public sealed record PositionSnapshot
{
    /// <summary>Symbol and venue.</summary>
    public required InstrumentId InstrumentId { get; init; }

    /// <summary>Whose position; null: the whole engine's.</summary>
    public StrategyId? StrategyId { get; init; }

    /// <summary>See <see cref="Position.SignedQuantity"/>.</summary>
    public required decimal SignedQuantity { get; init; }

    /// <summary>See <see cref="Position.OpenCost"/>.</summary>
    public required decimal OpenCost { get; init; }

    /// <summary>See <see cref="Position.RealizedPnl"/>.</summary>
    public required decimal RealizedPnl { get; init; }

    /// <summary>See <see cref="Position.QuoteFees"/>.</summary>
    public decimal QuoteFees { get; init; }

    /// <summary>See <see cref="Position.Fees"/>.</summary>
    public required IReadOnlyDictionary<string, decimal> Fees { get; init; }

    /// <summary>See <see cref="Position.BoughtQuantity"/>.</summary>
    public decimal BoughtQuantity { get; init; }

    /// <summary>See <see cref="Position.SoldQuantity"/>.</summary>
    public decimal SoldQuantity { get; init; }

    /// <summary>See <see cref="Position.TradedNotional"/>.</summary>
    public decimal TradedNotional { get; init; }

    /// <summary>See <see cref="Position.CashFlow"/>.</summary>
    public decimal CashFlow { get; init; }

    /// <summary>See <see cref="Position.FillCount"/>.</summary>
    public long FillCount { get; init; }

    /// <summary>See <see cref="Position.LastFillPrice"/>.</summary>
    public Price LastFillPrice { get; init; }
}
