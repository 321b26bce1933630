using LiveTrading.Engine.Portfolios;

namespace LiveTrading.Engine.Risk;

/// <summary>What open orders hold, or will hold, of one currency of one account. Amounts in units of 10^-16.</summary>
internal sealed class CurrencyRisk(AccountBalance balance)
{
    /// <summary>What the venue says and own fills spent.</summary>
    public AccountBalance Balance { get; } = balance;

    /// <summary>Held by own open orders at the worst case.</summary>
    public Int128 Reserved;

    /// <summary>Of it, by orders that the venue has not confirmed: its free balance cannot show them yet.</summary>
    public Int128 Unconfirmed;

    /// <summary>Held by orders of others.</summary>
    public Int128 External;

    /// <summary>
    /// What a new order may use: by the venue's free balance less what it cannot have held yet, or by the total less all that
    /// is held, whichever is less. Either alone is too much for a moment: the first between an order's confirmation and the
    /// balance report that follows it, the second while others place orders.
    /// </summary>
    public Int128 Available
    {
        get
        {
            Int128 byFree = Balance.SpendableFree - Unconfirmed;
            Int128 byTotal = Balance.SpendableTotal - Reserved - External;
            return byFree < byTotal ? byFree : byTotal;
        }
    }
}
