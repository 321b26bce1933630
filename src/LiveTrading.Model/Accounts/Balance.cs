namespace LiveTrading.Model.Accounts;

/// <summary>What an account holds of one currency.</summary>
/// <param name="Currency">Such as <c>USDT</c>.</param>
/// <param name="Free">Can be used.</param>
/// <param name="Locked">Held by open orders.</param>
public sealed record Balance(string Currency, decimal Free, decimal Locked)
{
    /// <summary>Free and locked.</summary>
    public decimal Total => Free + Locked;
}
