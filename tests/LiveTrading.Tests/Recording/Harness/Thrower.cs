using LiveTrading.Engine.Strategies;
using LiveTrading.Model.MarketData;
using LiveTrading.Simulation.Harness;

namespace LiveTrading.Tests.Recording.Harness;

/// <summary>Throws after some quotes, with its orders working.</summary>
internal sealed class Thrower : Taker
{
    private int _quotes;

    protected internal override void OnQuote(in QuoteTick quote)
    {
        base.OnQuote(in quote);
        if (++_quotes == 900)
            throw new InvalidOperationException("the strategy is wrong");
    }
}
