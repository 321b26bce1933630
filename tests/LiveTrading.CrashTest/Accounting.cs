using System.Globalization;
using System.Text.Json;

namespace LiveTrading.CrashTest;

/// <summary>Balances of an account, exact.</summary>
internal sealed record Accounting(IReadOnlyDictionary<string, decimal> Totals, IReadOnlyDictionary<string, decimal> Locked)
{
    /// <summary>Reads the answer of <c>livetrading account --json</c>.</summary>
    public static Accounting Of(JsonElement answer)
    {
        Dictionary<string, decimal> totals = [];
        Dictionary<string, decimal> locked = [];
        foreach (JsonElement balance in answer.GetProperty("balances").EnumerateArray())
        {
            totals.Add(balance.GetProperty("asset").GetString()!, Amount(balance, "total"));
            locked.Add(balance.GetProperty("asset").GetString()!, Amount(balance, "locked"));
        }

        return new Accounting(totals, locked);
    }

    public static decimal Amount(JsonElement json, string name) =>
        decimal.Parse(json.GetProperty(name).GetString()!, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
