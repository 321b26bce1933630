namespace LiveTrading.Venues.Simulated.Accounts;

/// <summary>What an account has of an asset, times 10^8.</summary>
internal sealed class AssetBalance(string asset)
{
    public string Asset { get; } = asset;

    /// <summary>At the user's disposal.</summary>
    public long Free { get; set; }

    /// <summary>Set aside for open orders.</summary>
    public long Locked { get; set; }
}
