using LiveTrading.Model.Identifiers;

namespace LiveTrading.Simulation.Reporting;

/// <summary>What happened in a world, in order, to be read by a person.</summary>
internal sealed class Story(Func<long> now)
{
    private readonly List<(long Nanos, string Who, string What, ClientOrderId? Order)> _lines = [];

    public void Add(string who, string what, ClientOrderId? order = null) => _lines.Add((now(), who, what, order));

    /// <summary>The story; lines about orders only where the order is of interest.</summary>
    /// <param name="orders">Text in which the orders of interest occur; null: all are.</param>
    public IEnumerable<string> Tell(string? orders)
    {
        // The last eight digits tell orders of one world apart, and people can read them.
        Dictionary<ClientOrderId, bool> wanted = [];
        foreach ((long nanos, string who, string what, ClientOrderId? order) in _lines)
        {
            if (order is { } id && orders is not null)
            {
                if (!wanted.TryGetValue(id, out bool isWanted))
                    wanted[id] = isWanted = orders.Contains(id.ToString()[3..], StringComparison.Ordinal);
                if (!isWanted)
                    continue;
            }

            string name = order is { } named ? $"…{named.ToString()[^8..]} " : "";
            string text = FormattableString.Invariant($"{nanos / 1e9,12:0.000000}  {(who == "venue" ? "                                            " : "")}{who,-7} {name}{what}");
            yield return text;
        }
    }
}
