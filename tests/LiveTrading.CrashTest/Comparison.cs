using System.Text.Json;

namespace LiveTrading.CrashTest;

/// <summary>What the venue has against what the journal has: orders, fills, balances.</summary>
internal static class Comparison
{
    /// <summary>Differences told of one kind; more are counted.</summary>
    private const int MaxTold = 20;

    private static readonly string[] _fields = ["venueOrderId", "symbol", "side", "type", "timeInForce", "postOnly", "price", "triggerPrice", "quantity", "filledQuantity", "state"];

    private static readonly string[] _fillFields = ["price", "quantity", "commission", "commissionCurrency"];

    /// <summary>One sentence a difference; empty when all agrees.</summary>
    /// <param name="venue">The answer of <c>livetrading orders --json</c>.</param>
    /// <param name="journal">The answer of <c>livetrading journal show --json</c>.</param>
    /// <param name="before">Balances before the first order.</param>
    /// <param name="after">Balances now.</param>
    public static IReadOnlyList<string> Compare(JsonElement venue, JsonElement journal, Accounting before, Accounting after)
    {
        List<string> problems = [];
        Dictionary<string, JsonElement> there = Index(venue, "the venue", problems);
        Dictionary<string, JsonElement> here = Index(journal, "the journal", problems);
        foreach ((string id, JsonElement order) in there)
        {
            if (order.GetProperty("open").GetBoolean())
                problems.Add($"order {id} is still open at the venue");
            if (here.TryGetValue(id, out JsonElement own))
                CompareOrder(id, order, own, problems);
            else
                problems.Add($"order {id} of the venue is not in the journal: {order}");
        }

        foreach ((string id, JsonElement own) in here)
        {
            string state = own.GetProperty("state").GetString()!;
            bool traded = own.GetProperty("fills").GetArrayLength() > 0;
            if (!there.ContainsKey(id) && (traded || state is not ("Denied" or "Rejected")))
                problems.Add($"order {id} of the journal is {state} and not at the venue: {own}");
        }

        CompareBalances(here.Values, before, after, problems);
        return problems.Count <= MaxTold ? problems : [.. problems.Take(MaxTold), $"and {problems.Count - MaxTold} more differences"];
    }

    private static Dictionary<string, JsonElement> Index(JsonElement list, string where, List<string> problems)
    {
        Dictionary<string, JsonElement> orders = [];
        foreach (JsonElement order in list.GetProperty("orders").EnumerateArray())
        {
            string id = order.GetProperty("clientOrderId").GetString()!;
            if (!orders.TryAdd(id, order))
                problems.Add($"client order id {id} occurs more than once in {where}");
        }

        return orders;
    }

    private static void CompareOrder(string id, JsonElement there, JsonElement here, List<string> problems)
    {
        foreach (string field in _fields)
        {
            if (there.GetProperty(field).GetRawText() != here.GetProperty(field).GetRawText())
                problems.Add($"order {id}: {field} is {there.GetProperty(field)} at the venue, {here.GetProperty(field)} in the journal");
        }

        Dictionary<string, JsonElement> recorded = [];
        foreach (JsonElement fill in here.GetProperty("fills").EnumerateArray())
        {
            if (!recorded.TryAdd(fill.GetProperty("tradeId").GetString()!, fill))
                problems.Add($"order {id}: trade {fill.GetProperty("tradeId")} is counted twice");
        }

        foreach (JsonElement fill in there.GetProperty("fills").EnumerateArray())
        {
            string trade = fill.GetProperty("tradeId").GetString()!;
            if (!recorded.Remove(trade, out JsonElement own))
            {
                problems.Add($"order {id}: trade {trade} is missed");
                continue;
            }

            foreach (string field in _fillFields)
            {
                if (fill.GetProperty(field).GetRawText() != own.GetProperty(field).GetRawText())
                    problems.Add($"order {id}: {field} of trade {trade} is {fill.GetProperty(field)} at the venue, {own.GetProperty(field)} in the journal");
            }
        }

        foreach (string trade in recorded.Keys)
            problems.Add($"order {id}: trade {trade} is unknown at the venue");
    }

    /// <summary>What was there, and every recorded fill less its commission, is exactly what is there.</summary>
    private static void CompareBalances(IEnumerable<JsonElement> orders, Accounting before, Accounting after, List<string> problems)
    {
        Dictionary<string, decimal> expected = new(before.Totals);
        foreach (JsonElement order in orders)
        {
            string symbol = order.GetProperty("symbol").GetString()!;
            string quote = expected.Keys.Where(a => symbol.EndsWith(a, StringComparison.Ordinal)).OrderByDescending(a => a.Length).First();
            string traded = symbol[..^quote.Length];
            decimal sign = order.GetProperty("side").GetString() == "Buy" ? 1 : -1;
            foreach (JsonElement fill in order.GetProperty("fills").EnumerateArray())
            {
                decimal quantity = Accounting.Amount(fill, "quantity");
                expected[traded] = expected.GetValueOrDefault(traded) + (sign * quantity);
                expected[quote] -= sign * quantity * Accounting.Amount(fill, "price");
                string currency = fill.GetProperty("commissionCurrency").GetString()!;
                expected[currency] = expected.GetValueOrDefault(currency) - Accounting.Amount(fill, "commission");
            }
        }

        foreach ((string asset, decimal amount) in after.Totals)
        {
            if (expected.GetValueOrDefault(asset) != amount)
                problems.Add($"{asset} is {amount} at the venue, {expected.GetValueOrDefault(asset)} by the recorded fills");
            if (after.Locked[asset] != 0)
                problems.Add($"{after.Locked[asset]} {asset} are locked although nothing is open");
        }
    }
}
