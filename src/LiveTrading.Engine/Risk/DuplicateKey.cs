using LiveTrading.Model.MarketData;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>What makes two orders the same.</summary>
internal readonly struct DuplicateKey : IEquatable<DuplicateKey>
{
    private readonly string? _strategy;
    private readonly int _instrument;
    private readonly int _kind;
    private readonly long _price;
    private readonly long _triggerPrice;
    private readonly long _quantity;

    public DuplicateKey(Order order)
    {
        _strategy = order.StrategyId.Value;
        _instrument = order.Instrument.Index;
        _kind = (int)order.Side | ((int)order.Type << 8) | ((int)order.TimeInForce << 16);
        _price = order.Price.Raw;
        _triggerPrice = order.TriggerPrice.Raw;
        _quantity = order.Quantity.Raw;
    }

    public bool Equals(DuplicateKey other) =>
        _price == other._price && _quantity == other._quantity && _triggerPrice == other._triggerPrice
        && _instrument == other._instrument && _kind == other._kind && string.Equals(_strategy, other._strategy, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is DuplicateKey other && Equals(other);

    // The strategy is left to Equals: hashing its name would cost more than all the rest.
    public override int GetHashCode()
    {
        ulong hash = (ulong)_price * 0x9E3779B97F4A7C15UL;
        hash ^= (ulong)_quantity * 0xC2B2AE3D27D4EB4FUL;
        hash ^= (ulong)_triggerPrice * 0x165667B19E3779F9UL;
        hash ^= ((ulong)(uint)_instrument << 32) | (uint)_kind;
        hash ^= hash >> 29;
        return (int)(hash ^ (hash >> 32));
    }
}
