using System.Globalization;
using LiveTrading.Model.Orders;

namespace LiveTrading.Engine.Risk;

/// <summary>The answer of the risk engine: allowed, or the first rule that failed with its limit and the value that failed it.</summary>
/// <param name="Code">Which rule; <see cref="RiskCode.None"/> when allowed.</param>
/// <param name="Limit">The rule's limit in the unit that <see cref="RiskCodeText.Unit"/> names; 0 where the rule has none.</param>
/// <param name="Actual">The value found, in the same unit.</param>
public readonly record struct RiskDecision(RiskCode Code, decimal Limit, decimal Actual)
{
    /// <summary>Everything passed.</summary>
    public static readonly RiskDecision Pass;

    /// <summary>True when the order may go.</summary>
    public bool Allowed => Code == RiskCode.None;

    /// <summary>Code, sentence, limit and actual value for people, such as <c>RISK-61 OrderNotionalLimit: …</c>. Allocates: only for denials.</summary>
    public string Describe(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        string subject = string.Create(CultureInfo.InvariantCulture, $"{order.Side} {order.Quantity} {order.InstrumentId}");
        return Describe() + " [" + subject + "]";
    }

    /// <summary>Code, sentence, limit and actual value without naming an order.</summary>
    public string Describe()
    {
        string unit = RiskCodeText.Unit(Code);
        string sentence = string.Create(CultureInfo.InvariantCulture, $"RISK-{(int)Code} {Code}: {RiskCodeText.Sentence(Code)}");
        return unit.Length == 0
            ? sentence
            : string.Create(CultureInfo.InvariantCulture, $"{sentence} Limit {Limit} {unit}, actual {Actual} {unit}.");
    }
}
