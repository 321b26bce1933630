using LiveTrading.Venues.Binance.Requests;

namespace LiveTrading.Venues.Binance.Execution;

/// <summary>
/// From (method, status, code, text) to what became of an order request. What is not listed is unknown, and so is every
/// status of 500 and above, whatever its code says.
/// </summary>
/// <remarks>
/// Codes: the venue's errors.md, July 2026. Left out on purpose, hence unknown: −1000, −1001, −1006, −1007, −1008 (structured
/// and yet open), −1016, −1034, −2013, −2026, and for cancels −2011 "Unknown order sent.", which may mean filled.
/// </remarks>
internal static class BinanceOutcomeTable
{
    /// <summary>Refused before the matching engine, for the request's own form, rights or time.</summary>
    private static readonly int[] RefusedBeforeTheEngine =
    [
        -1002, -1013, -1014, -1020, -1022,
        -1100, -1101, -1102, -1103, -1104, -1105, -1106, -1108, -1111, -1112, -1114, -1115, -1116, -1117, -1118, -1119,
        -1120, -1121, -1122, -1125, -1127, -1128, -1130, -1131, -1134, -1135, -1139, -1145, -1151, -1194, -1210, -1211, -1220,
        -2014, -2015, -2016, -2039, -2043,
    ];

    private static readonly BinanceOutcomeRow[] All = Build();

    /// <summary>Every row, the more special ones first.</summary>
    public static ReadOnlySpan<BinanceOutcomeRow> Rows => All;

    /// <summary>What an error answer means.</summary>
    public static BinanceOutcome Decide(ApiMethod method, int status, long code, string text)
    {
        if (status >= 500)
            return BinanceOutcome.Unknown;
        foreach (ref readonly BinanceOutcomeRow row in Rows)
        {
            if (row.Code == code && (row.Method is null || row.Method == method) && (row.Status == 0 || row.Status == status)
                && (row.Text is null || row.Text == text))
            {
                return row.Outcome;
            }
        }

        return BinanceOutcome.Unknown;
    }

    private static BinanceOutcomeRow[] Build()
    {
        List<BinanceOutcomeRow> rows =
        [
            new(null, 429, -1003, null, BinanceOutcome.RetryLater),
            new(null, 418, -1003, null, BinanceOutcome.RetryLater),
            new(ApiMethod.PlaceOrder, 429, -1015, null, BinanceOutcome.RetryLater),

            // Too late or a wrong clock: nothing changed, and whoever wants an order canceled still does. A new order would be an old price.
            new(ApiMethod.CancelOrder, 0, -1021, null, BinanceOutcome.RetryLater),
            new(ApiMethod.PlaceOrder, 0, -1021, null, BinanceOutcome.Rejected),
            new(ApiMethod.AmendOrder, 0, -1021, null, BinanceOutcome.Rejected),
            new(ApiMethod.PlaceOrder, 0, -2010, "Duplicate order sent.", BinanceOutcome.Exists),
            new(ApiMethod.PlaceOrder, 0, -2010, null, BinanceOutcome.Rejected),
            new(ApiMethod.CancelOrder, 0, -2011, "Order was not canceled due to cancel restrictions.", BinanceOutcome.Rejected),
            new(ApiMethod.CancelOrder, 0, -2011, "This action is disabled on this account.", BinanceOutcome.Rejected),
            new(ApiMethod.CancelOrder, 0, -2011, "This account may not place or cancel orders.", BinanceOutcome.Rejected),
            new(ApiMethod.CancelOrder, 0, -2011, "Market is closed.", BinanceOutcome.Rejected),
            new(ApiMethod.CancelOrder, 0, -2011, "WebSocket API trading is not enabled.", BinanceOutcome.Rejected),
            new(ApiMethod.AmendOrder, 0, -2038, "Unknown order sent.", BinanceOutcome.Unknown),
            new(ApiMethod.AmendOrder, 0, -2038, null, BinanceOutcome.Rejected),
        ];
        foreach (int code in RefusedBeforeTheEngine)
            rows.Add(new BinanceOutcomeRow(null, 0, code, null, BinanceOutcome.Rejected));
        return [.. rows];
    }
}
