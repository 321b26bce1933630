using LiveTrading.Benchmarks.Harness;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Instruments;
using LiveTrading.Model.Orders;

namespace LiveTrading.Benchmarks.Risks;

/// <summary>May this order go: every rule, for an order that passes them all.</summary>
internal sealed class RiskBenchmarks : IBenchmarkGroup
{
    public string Name => "risk";

    public IEnumerable<Row> Measure(int rounds)
    {
        yield return Check(0, new Target(13, "≤ 400 ns", 400)).Measure(rounds);
        yield return Check(10, new Target(13, "≤ 400 ns", 400)).Measure(rounds);
        yield return Check(90, new Target(13, "≤ 400 ns", 400)).Measure(rounds);
    }

    private static Contest Check(int workingOrders, Target target)
    {
        RiskWorld world = new(workingOrders);
        Order order = world.Limit(OrderSide.Buy, 61_650m, 0.01m);
        RiskDecision decision = world.Risk.CheckSubmit(order);
        BenchmarkException.Require(decision.Allowed, "risk: the order was denied: " + decision.Code);
        PlainRiskCheck plain = Plain(world);
        PlainOrder plainOrder = new("BTCUSDT.BINANCE", order.Side, order.Price.AsDecimal, order.Quantity.AsDecimal, 0);
        BenchmarkException.Require(plain.Check(plainOrder, world.Clock.MonotonicNanos) is null, "risk: the plain check denied the order.");
        return new Contest(
            "risk",
            $"check a limit order, {workingOrders} working",
            target,
            new Contender("RiskEngine.CheckSubmit", n =>
            {
                int allowed = 0;
                for (int i = 0; i < n; i++)
                    allowed += world.Risk.CheckSubmit(order).Allowed ? 1 : 0;
                return allowed;
            }),
            new Contender("decimals, dictionaries, LINQ", n =>
            {
                int allowed = 0;
                for (int i = 0; i < n; i++)
                    allowed += plain.Check(plainOrder, world.Clock.MonotonicNanos) is null ? 1 : 0;
                return allowed;
            }));
    }

    private static PlainRiskCheck Plain(RiskWorld world)
    {
        Instrument instrument = RiskWorld.Btcusdt;
        PlainRiskCheck plain = new();
        string name = instrument.Id.ToString();
        plain.Instruments[name] = new PlainInstrument(
            instrument.TickSize.AsDecimal,
            instrument.MinPrice.AsDecimal,
            instrument.MaxPrice.AsDecimal,
            instrument.LotSize.AsDecimal,
            instrument.MinQuantity.AsDecimal,
            instrument.MaxQuantity.AsDecimal,
            instrument.MinNotional,
            instrument.MaxNotional);
        plain.Quotes[name] = (61_700m, 61_700.01m);
        plain.Balances["USDT"] = 10_000_000m;
        foreach (Order order in world.Cache.OpenOrders)
            plain.OpenOrders.Add(new PlainOrder(name, order.Side, order.Price.AsDecimal, order.Quantity.AsDecimal, 0));
        return plain;
    }
}
