using System.Globalization;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.WebSockets.Server;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>Leads connections and requests to streams, WebSocket API, REST and the venue's own admin routes, under any path prefix. Thread: the venue's loop.</summary>
internal sealed class VenueServer(
    VenueState state, VenueApi api, RequestAnswering answering, UserStreams users, StreamHub hub, SendGate gate, List<ApiSession> apiSessions, SimulatedVenue venue) : IWebServerHandler
{
    private const string Json = "application/json;charset=UTF-8";
    private readonly AdminRequests _admin = new(venue);

    public void OnRequest(in HttpRequest request, HttpExchange exchange)
    {
        string path = request.Path;
        int admin = path.LastIndexOf("/sim/", StringComparison.Ordinal);
        int rest = path.LastIndexOf("/api/v3/", StringComparison.Ordinal);
        if (rest >= 0)
        {
            OnRest(request, path[(rest + "/api/v3/".Length)..], exchange);
            return;
        }

        ApiReply reply = admin >= 0
            ? _admin.Answer(request.Method, path[(admin + "/sim/".Length)..], RequestParameters.FromRest(request.RawQuery, []), request.Body)
            : api.Refuse(new VenueError(404, -1020, "This operation is not supported."));
        exchange.Respond(reply.Status, Json, reply.Body);
    }

    public IServerWebSocketHandler? OnUpgrade(in HttpRequest request, HttpExchange exchange)
    {
        string path = request.Path;
        string query = request.RawQuery;
        if (path.EndsWith("/ws-api/v3", StringComparison.Ordinal) || path.EndsWith("/ws-api/v3/", StringComparison.Ordinal))
            return new ApiSession(state, api, answering, users, gate, apiSessions, !Has(query, "returnRateLimits=false"));
        int ws = path.IndexOf("/ws", StringComparison.Ordinal);
        int stream = path.IndexOf("/stream", StringComparison.Ordinal);
        if (ws >= 0 && IsSegment(path, ws + 3))
            return Streams(combined: false, path[(ws + 3)..]);
        if (stream >= 0 && IsSegment(path, stream + 7))
        {
            string names = path[(stream + 7)..];
            foreach (string pair in query.Split('&'))
            {
                if (pair.StartsWith("streams=", StringComparison.Ordinal))
                    names += "/" + Uri.UnescapeDataString(pair["streams=".Length..]);
            }

            return Streams(combined: true, names);
        }

        exchange.Respond(404, Json, api.Refuse(new VenueError(404, -1020, "This operation is not supported.")).Body);
        return null;
    }

    private StreamSession Streams(bool combined, string names) =>
        new(state, hub, gate, combined, names.Split('/', StringSplitOptions.RemoveEmptyEntries));

    private static bool IsSegment(string path, int end) => end == path.Length || path[end] == '/';

    private static bool Has(string query, string pair) => query.Split('&').Contains(pair, StringComparer.Ordinal);

    private void OnRest(in HttpRequest request, string path, HttpExchange exchange)
    {
        if (api.FindRest(request.Method, path) is not { } route)
        {
            exchange.Respond(404, Json, api.Refuse(new VenueError(404, -1020, "This operation is not supported.")).Body);
            return;
        }

        RequestParameters parameters = RequestParameters.FromRest(request.RawQuery, request.Body);
        string? apiKey = request.TryGetHeader("X-MBX-APIKEY", out string key) ? key : null;
        answering.Take(
            route,
            parameters,
            apiKey,
            null,
            (reply, user) => Respond(exchange, reply, user),
            () =>
            {
                if (!exchange.IsFinished)
                    exchange.Abort();
            });
    }

    private void Respond(HttpExchange exchange, ApiReply reply, VenueUser? user)
    {
        if (exchange.IsFinished)
            return;
        string weight = state.UsedWeight.ToString(CultureInfo.InvariantCulture);
        var headers = new List<KeyValuePair<string, string>> { new("X-MBX-USED-WEIGHT", weight), new("X-MBX-USED-WEIGHT-1M", weight) };
        if (reply.CountsOrders && user is not null)
        {
            headers.Add(new("X-MBX-ORDER-COUNT-10S", user.Counts.TenSeconds.ToString(CultureInfo.InvariantCulture)));
            headers.Add(new("X-MBX-ORDER-COUNT-1D", user.Counts.Day.ToString(CultureInfo.InvariantCulture)));
        }

        if (reply.RetryAfterMs > 0)
            headers.Add(new("Retry-After", Math.Max(1, (reply.RetryAfterMs - state.NowMs + 999) / 1000).ToString(CultureInfo.InvariantCulture)));
        exchange.Respond(reply.Status, Json, reply.Body, headers);
    }
}
