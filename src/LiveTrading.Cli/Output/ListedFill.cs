namespace LiveTrading.Cli.Output;

/// <summary>An execution as lists show it, whether a journal or a venue tells of it. Amounts as text, exact, without trailing zeros.</summary>
internal sealed record ListedFill(string TradeId, string Price, string Quantity, string Commission, string CommissionCurrency);
