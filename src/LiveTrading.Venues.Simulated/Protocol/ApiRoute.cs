namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>A request both APIs know.</summary>
/// <param name="RestMethod">HTTP method.</param>
/// <param name="RestPath">Below <c>/api/v3/</c>.</param>
/// <param name="SocketMethod">Name in the WebSocket API; also what faults go by.</param>
/// <param name="Signed">Needs key and signature.</param>
/// <param name="Weight">Request weight.</param>
/// <param name="IsOrderRequest">Changes orders: faults on order requests concern it.</param>
/// <param name="CountsOrders">Its answer shows the order limits.</param>
/// <param name="Handler">Answers it.</param>
internal sealed record ApiRoute(
    string RestMethod, string RestPath, string SocketMethod, bool Signed, Func<RequestParameters, int> Weight, bool IsOrderRequest, bool CountsOrders, Func<ApiCall, ApiReply> Handler);
