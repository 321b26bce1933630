using System.Text.Json;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.Venues.Simulated.Faults;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>The requests of both APIs: looks up, checks key, time and signature, counts, answers. Thread: the venue's loop.</summary>
internal sealed class VenueApi
{
    /// <summary>Requests dated before 2017 are nonsense.</summary>
    private const long EarliestMs = 1_483_228_800_000;

    private readonly VenueState _state;
    private readonly JsonBody _json = new();
    private readonly Dictionary<(string Method, string Path), ApiRoute> _rest = [];
    private readonly Dictionary<string, ApiRoute> _socket = new(StringComparer.Ordinal);

    public VenueApi(VenueState state)
    {
        _state = state;
        var market = new MarketRequests(state, _json);
        var orders = new OrderRequests(state, _json);
        var account = new AccountRequests(state, _json);
        Add("GET", "ping", "ping", 1, MarketRequests.Ping);
        Add("GET", "time", "time", 1, market.Time);
        Add("GET", "exchangeInfo", "exchangeInfo", 20, market.ExchangeInfo);
        Add(new ApiRoute("GET", "depth", "depth", false, MarketRequests.DepthWeight, false, false, market.Depth));
        Add("GET", "trades", "trades.recent", 25, market.Trades);
        Add("GET", "klines", "klines", 2, market.Klines);
        Add("GET", "ticker/price", "ticker.price", 2, market.TickerPrice);
        Add("GET", "ticker/bookTicker", "ticker.book", 2, market.TickerBook);
        AddOrder("POST", "order", "order.place", orders.Place, counts: true);
        AddOrder("POST", "order/test", "order.test", orders.Test, counts: false);
        AddOrder("DELETE", "order", "order.cancel", orders.Cancel, counts: false);
        AddOrder("POST", "order/cancelReplace", "order.cancelReplace", orders.CancelReplace, counts: true);
        AddOrder("PUT", "order/amend/keepPriority", "order.amend.keepPriority", orders.Amend, counts: false, weight: 4);
        AddOrder("DELETE", "openOrders", "openOrders.cancelAll", orders.CancelAll, counts: false);
        AddSigned("GET", "order", "order.status", _ => 4, account.Order);
        AddSigned("GET", "openOrders", "openOrders.status", p => p.Has("symbol") ? 6 : 80, account.OpenOrders);
        AddSigned("GET", "allOrders", "allOrders", _ => 20, account.AllOrders);
        AddSigned("GET", "myTrades", "myTrades", p => p.Has("orderId") ? 5 : 20, account.Trades);
        AddSigned("GET", "account", "account.status", _ => 20, account.Account);
        AddSigned("GET", "rateLimit/order", "account.rateLimits.orders", _ => 40, account.OrderLimits);
    }

    public ApiRoute? FindRest(string method, string path) => _rest.GetValueOrDefault((method, path));

    public ApiRoute? FindSocket(string method) => _socket.GetValueOrDefault(method.StartsWith("v3/", StringComparison.Ordinal) ? method[3..] : method);

    /// <summary>Answers a request.</summary>
    /// <param name="route">Which.</param>
    /// <param name="parameters">What was sent.</param>
    /// <param name="apiKey">The key of the request itself; null when it has none.</param>
    /// <param name="session">Who is logged on; null: nobody.</param>
    /// <param name="user">Whose request it turned out to be.</param>
    public ApiReply Answer(ApiRoute route, RequestParameters parameters, string? apiKey, VenueUser? session, out VenueUser? user)
    {
        user = null;
        int weight = route.Weight(parameters);
        if (Admit(weight) is { } refused)
            return refused;
        if (route.Signed)
        {
            VenueError? error = Authenticate(parameters, apiKey, session, out user);
            if (error is not null)
                return Refuse(error);
            user!.Counts.Roll(_state.NowMs);
        }

        if (parameters.Error is { } malformed)
            return Refuse(malformed) with { CountsOrders = route.CountsOrders };
        ApiReply reply = route.Handler(new ApiCall(parameters, user, _state.NowMs));
        if (route.IsOrderRequest && reply.IsSuccess)
            _state.AddWeight(-weight);
        return reply with { CountsOrders = route.CountsOrders };
    }

    /// <summary>Counts weight and refuses while the venue is closed, the client too fast, or a fault says so.</summary>
    public ApiReply? Admit(int weight)
    {
        _state.AddWeight(weight);
        FaultPlan faults = _state.Faults;
        if (faults.TryUse(FaultKind.Maintenance, null, out _))
            return Refuse(VenueError.Unavailable);
        if (faults.TryUse(FaultKind.Banned, null, out VenueFault ban))
        {
            long until = _state.NowMs + (long)ban.Delay.TotalMilliseconds;
            return RefuseUntil(418, $"Way too much request weight used; IP banned until {until}. Please use WebSocket Streams for live updates to avoid bans.", until);
        }

        bool injected = faults.TryUse(FaultKind.RateLimited, null, out VenueFault limited);
        if (!injected && !(_state.Options.EnforceRateLimits && _state.UsedWeight > _state.Options.RequestWeightPerMinute))
            return null;
        long after = injected ? _state.NowMs + (long)limited.Delay.TotalMilliseconds : ((_state.NowMs / 60_000) + 1) * 60_000;
        return RefuseUntil(
            429,
            $"Too much request weight used; current limit is {_state.Options.RequestWeightPerMinute} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.",
            after);
    }

    public ApiReply Refuse(VenueError error) => new(error.Status, _json.Write(error, WriteError));

    /// <summary>Key, time and signature, in that order.</summary>
    public VenueError? Authenticate(RequestParameters parameters, string? apiKey, VenueUser? session, out VenueUser? user)
    {
        user = null;
        if (apiKey is null && session is null)
            return VenueError.BadKeyFormat;
        if (parameters.Text("timestamp") is null)
            return VenueError.Missing("timestamp");
        bool signed = apiKey is not null || parameters.Signature is not null;
        if (signed && string.IsNullOrEmpty(parameters.Signature))
            return VenueError.Missing("signature");
        if (apiKey is { } key && (key.Length is < 1 or > 128 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            return VenueError.BadKeyFormat;
        VenueUser? found = apiKey is null ? session : _state.FindUser(apiKey);
        if (found is null)
            return VenueError.BadKey;
        if (CheckTime(parameters) is { } late)
            return late;
        if (signed && !found.Signature.Verify(parameters.SignedPayload, parameters.Signature!))
            return VenueError.BadSignature;
        user = found;
        return null;
    }

    internal static void WriteError(Utf8JsonWriter json, VenueError error)
    {
        json.WriteStartObject();
        json.WriteNumber("code", error.Code);
        json.WriteString("msg", error.Message);
        json.WriteEndObject();
    }

    private VenueError? CheckTime(RequestParameters parameters)
    {
        if (parameters.Integer("timestamp") is not { } timestamp)
            return parameters.Error;
        decimal window = 5000;
        if (parameters.Text("recvWindow") is { } text)
        {
            long raw = parameters.Amount("recvWindow");
            if (parameters.Error is { } error)
                return error;
            window = Model.FixedPoint.ToDecimal(raw);
            if (window > 60_000)
                return new VenueError(400, -1102, "'recvWindow' contains unexpected value. Cannot be greater than 60000.");
            if (decimal.Round(window, 3) != window)
                return VenueError.IllegalCharacters("recvWindow", "^([0-9]{1,20})(\\.[0-9]{1,3})?$");
        }

        // Microseconds are told by their size: in milliseconds they would lie beyond the year 33658.
        if (timestamp > 1_000_000_000_000_000)
            timestamp /= 1000;
        long now = _state.NowMs;
        if (timestamp >= now + 1000)
            return VenueError.AheadOfServer;
        return timestamp < EarliestMs || now - timestamp > window ? VenueError.OutsideWindow : null;
    }

    private ApiReply RefuseUntil(int status, string message, long untilMs)
    {
        byte[] body = _json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("code", -1003);
            json.WriteString("msg", message);
            json.WriteStartObject("data");
            json.WriteNumber("serverTime", _state.NowMs);
            json.WriteNumber("retryAfter", untilMs);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        return new ApiReply(status, body, untilMs);
    }

    private void Add(string method, string path, string socket, int weight, Func<ApiCall, ApiReply> handler) =>
        Add(new ApiRoute(method, path, socket, false, _ => weight, false, false, handler));

    private void AddSigned(string method, string path, string socket, Func<RequestParameters, int> weight, Func<ApiCall, ApiReply> handler) =>
        Add(new ApiRoute(method, path, socket, true, weight, false, false, handler));

    private void AddOrder(string method, string path, string socket, Func<ApiCall, ApiReply> handler, bool counts, int weight = 1) =>
        Add(new ApiRoute(method, path, socket, true, _ => weight, true, counts, handler));

    private void Add(ApiRoute route)
    {
        _rest.Add((route.RestMethod, route.RestPath), route);
        _socket.Add(route.SocketMethod, route);
    }
}
