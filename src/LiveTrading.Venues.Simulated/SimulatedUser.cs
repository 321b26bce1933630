namespace LiveTrading.Venues.Simulated;

/// <summary>A user of the simulated venue: one API key and one account. Printing it shows no secret.</summary>
public sealed class SimulatedUser
{
    /// <summary>Sent in <c>X-MBX-APIKEY</c> or <c>params.apiKey</c>: 1 to 128 letters, digits, <c>-</c> or <c>_</c>.</summary>
    public required string ApiKey { get; init; }

    /// <summary>How requests are signed; default HMAC.</summary>
    public SimulatedKeyKind KeyKind { get; init; } = SimulatedKeyKind.Hmac;

    /// <summary>For HMAC the shared secret; for Ed25519 and RSA the public key in PEM (<c>BEGIN PUBLIC KEY</c>).</summary>
    public required string Secret { get; init; }

    /// <summary>Free balances at the start, by asset; 0 or more each, at most eight decimal places.</summary>
    public IReadOnlyDictionary<string, decimal> Balances { get; init; } = new Dictionary<string, decimal>();

    /// <summary>Commission of a maker as a share of what is received; default 0.001 (0.1 %), 0 to 0.1.</summary>
    public decimal MakerFee { get; init; } = 0.001m;

    /// <summary>Commission of a taker as a share of what is received; default 0.001 (0.1 %), 0 to 0.1.</summary>
    public decimal TakerFee { get; init; } = 0.001m;

    /// <summary>The default user: key <c>demo-key</c>, HMAC secret <c>demo-secret</c>, 100,000 USDT and 1 BTC. For the venue in a box only.</summary>
    public static SimulatedUser Demo { get; } = new()
    {
        ApiKey = "demo-key",
        Secret = "demo-secret",
        Balances = new Dictionary<string, decimal> { ["USDT"] = 100_000m, ["BTC"] = 1m },
    };

    /// <inheritdoc/>
    public override string ToString() => $"{ApiKey} ({KeyKind})";

    internal void Check(string path, List<string> problems)
    {
        if (string.IsNullOrEmpty(ApiKey) || ApiKey.Length > 128 || !ApiKey.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            problems.Add($"{path}.ApiKey: allowed are 1 to 128 letters, digits, '-' or '_'.");
        if (string.IsNullOrEmpty(Secret))
            problems.Add($"{path}.Secret is empty.");
        if (MakerFee is < 0 or > 0.1m || TakerFee is < 0 or > 0.1m)
            problems.Add($"{path}: MakerFee is {MakerFee} and TakerFee is {TakerFee}; allowed is 0 to 0.1.");
        foreach ((string asset, decimal amount) in Balances)
        {
            if (amount < 0 || amount > 10_000_000_000m || decimal.Round(amount, 8) != amount || string.IsNullOrWhiteSpace(asset))
                problems.Add($"{path}.Balances[{asset}] is {amount}; allowed is 0 to 10,000,000,000 with at most eight decimal places.");
        }
    }
}
