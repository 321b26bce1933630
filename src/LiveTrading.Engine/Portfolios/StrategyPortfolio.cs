using LiveTrading.Model.Identifiers;
using LiveTrading.Model.MarketData;

namespace LiveTrading.Engine.Portfolios;

/// <summary>What one strategy's own fills made.</summary>
public sealed class StrategyPortfolio
{
    private readonly List<Position> _positions = [];
    private Position?[] _byHandle = [];

    internal StrategyPortfolio(StrategyId strategy) => StrategyId = strategy;

    /// <summary>The strategy.</summary>
    public StrategyId StrategyId { get; }

    /// <summary>Its positions, those that are flat again included, in the order of the first fill.</summary>
    public IReadOnlyList<Position> Positions => _positions;

    /// <summary>Its position in an instrument; null before its first fill there.</summary>
    public Position? Find(InstrumentHandle instrument) =>
        (uint)instrument.Index < (uint)_byHandle.Length ? _byHandle[instrument.Index] : null;

    internal List<Position> PositionList => _positions;

    internal void Add(Position position)
    {
        int index = position.Instrument.Index;
        if (index >= _byHandle.Length)
            Array.Resize(ref _byHandle, Math.Max(index + 1, _byHandle.Length * 2));
        _byHandle[index] = position;
        _positions.Add(position);
    }
}
