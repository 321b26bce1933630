using LiveTrading.Venues.Binance.Execution;
using LiveTrading.Venues.Binance.Requests;

namespace LiveTrading.Venues.Binance.Tests.Execution;

public sealed class BinanceOutcomeTableTests
{
    private static readonly ApiMethod[] OrderMethods = [ApiMethod.PlaceOrder, ApiMethod.CancelOrder, ApiMethod.AmendOrder];

    public static TheoryData<int> RefusedCodes() =>
    [
        -1002, -1013, -1014, -1020, -1022, -1100, -1101, -1102, -1103, -1104, -1105, -1106, -1108, -1111, -1112, -1114,
        -1115, -1116, -1117, -1118, -1119, -1120, -1121, -1122, -1125, -1127, -1128, -1130, -1131, -1134, -1135, -1139, -1145,
        -1151, -1194, -1210, -1211, -1220, -2014, -2015, -2016, -2039, -2043,
    ];

    public static TheoryData<int> OpenCodes() => [-1000, -1001, -1006, -1007, -1008, -1016, -1034, -2013, -2021, -2022, -2026, -2035, -2036, -2042, -9999, 0];

    [Theory]
    [MemberData(nameof(RefusedCodes))]
    public void Decide_RefusedBeforeTheEngine_IsDefinitive(int code)
    {
        foreach (ApiMethod method in OrderMethods)
            Assert.Equal(BinanceOutcome.Rejected, BinanceOutcomeTable.Decide(method, 400, code, "x"));
    }

    [Theory]
    [MemberData(nameof(OpenCodes))]
    public void Decide_StructuredYetOpenOrNotListed_IsUnknown(int code)
    {
        foreach (ApiMethod method in OrderMethods)
            Assert.Equal(BinanceOutcome.Unknown, BinanceOutcomeTable.Decide(method, 400, code, "x"));
    }

    [Theory]
    [MemberData(nameof(RefusedCodes))]
    [MemberData(nameof(OpenCodes))]
    public void Decide_ServerError_IsUnknownWhateverTheCode(int code)
    {
        foreach (ApiMethod method in OrderMethods)
        {
            Assert.Equal(BinanceOutcome.Unknown, BinanceOutcomeTable.Decide(method, 500, code, "x"));
            Assert.Equal(BinanceOutcome.Unknown, BinanceOutcomeTable.Decide(method, 504, code, "x"));
        }
    }

    [Theory]
    [InlineData(ApiMethod.PlaceOrder, 429, -1003, "", BinanceOutcome.RetryLater)]
    [InlineData(ApiMethod.CancelOrder, 418, -1003, "", BinanceOutcome.RetryLater)]
    [InlineData(ApiMethod.PlaceOrder, 400, -1003, "", BinanceOutcome.Unknown)]
    [InlineData(ApiMethod.PlaceOrder, 503, -1003, "", BinanceOutcome.Unknown)]
    [InlineData(ApiMethod.PlaceOrder, 429, -1015, "", BinanceOutcome.RetryLater)]
    [InlineData(ApiMethod.CancelOrder, 429, -1015, "", BinanceOutcome.Unknown)]
    [InlineData(ApiMethod.PlaceOrder, 400, -1021, "x", BinanceOutcome.Rejected)]
    [InlineData(ApiMethod.AmendOrder, 400, -1021, "x", BinanceOutcome.Rejected)]
    [InlineData(ApiMethod.CancelOrder, 400, -1021, "x", BinanceOutcome.RetryLater)]
    [InlineData(ApiMethod.CancelOrder, 500, -1021, "x", BinanceOutcome.Unknown)]
    [InlineData(ApiMethod.PlaceOrder, 400, -2010, "Duplicate order sent.", BinanceOutcome.Exists)]
    [InlineData(ApiMethod.PlaceOrder, 400, -2010, "Account has insufficient balance for requested action.", BinanceOutcome.Rejected)]
    [InlineData(ApiMethod.PlaceOrder, 400, -2010, "Order would immediately match and take.", BinanceOutcome.Rejected)]
    [InlineData(ApiMethod.CancelOrder, 400, -2010, "x", BinanceOutcome.Unknown)]
    [InlineData(ApiMethod.CancelOrder, 400, -2011, "Unknown order sent.", BinanceOutcome.Unknown)]
    [InlineData(ApiMethod.CancelOrder, 400, -2011, "Something new.", BinanceOutcome.Unknown)]
    [InlineData(ApiMethod.CancelOrder, 400, -2011, "Order was not canceled due to cancel restrictions.", BinanceOutcome.Rejected)]
    [InlineData(ApiMethod.CancelOrder, 400, -2011, "This action is disabled on this account.", BinanceOutcome.Rejected)]
    [InlineData(ApiMethod.CancelOrder, 400, -2011, "This account may not place or cancel orders.", BinanceOutcome.Rejected)]
    [InlineData(ApiMethod.CancelOrder, 400, -2011, "Market is closed.", BinanceOutcome.Rejected)]
    [InlineData(ApiMethod.CancelOrder, 400, -2011, "WebSocket API trading is not enabled.", BinanceOutcome.Rejected)]
    [InlineData(ApiMethod.PlaceOrder, 400, -2011, "Unknown order sent.", BinanceOutcome.Unknown)]
    [InlineData(ApiMethod.AmendOrder, 400, -2038, "Order amend (quantity increase) is not supported.", BinanceOutcome.Rejected)]
    [InlineData(ApiMethod.AmendOrder, 400, -2038, "Unknown order sent.", BinanceOutcome.Unknown)]
    internal void Decide_Row_GivesItsOutcome(ApiMethod method, int status, int code, string text, BinanceOutcome expected) =>
        Assert.Equal(expected, BinanceOutcomeTable.Decide(method, status, code, text));
}
