using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Portfolios;

/// <summary>A position changed; on topic <c>position.{instrument}</c>. Pass by <c>in</c>.</summary>
/// <param name="Instrument">The cache's handle of the instrument.</param>
/// <param name="StrategyId">Whose fill changed it.</param>
/// <param name="SignedQuantity">The engine's position now.</param>
/// <param name="AveragePrice">Average price of what is open; 0 when flat.</param>
/// <param name="RealizedPnl">Realised profit before commissions, in the quote currency.</param>
/// <param name="QuoteFees">Commissions in the quote currency, see <see cref="Position.QuoteFees"/>.</param>
/// <param name="StrategyQuantity">The strategy's own position now.</param>
/// <param name="LastPrice">Price of the fill.</param>
/// <param name="Time">When the loop dispatched the fill.</param>
public readonly record struct PositionEvent(
    InstrumentHandle Instrument,
    StrategyId StrategyId,
    decimal SignedQuantity,
    decimal AveragePrice,
    decimal RealizedPnl,
    decimal QuoteFees,
    decimal StrategyQuantity,
    Price LastPrice,
    UnixNanos Time);
