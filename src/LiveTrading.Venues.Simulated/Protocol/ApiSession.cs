using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LiveTrading.Venues.Simulated.Accounts;
using LiveTrading.WebSockets.Server;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>A client of the WebSocket API. Thread: the venue's loop.</summary>
internal sealed class ApiSession : IServerWebSocketHandler
{
    private readonly VenueState _state;
    private readonly VenueApi _api;
    private readonly RequestAnswering _answering;
    private readonly UserStreams _users;
    private readonly List<ApiSession> _sessions;
    private readonly bool _returnRateLimits;
    private readonly JsonBody _json = new();
    private SessionHealth? _health;
    private long _connectedSinceMs;
    private VenueUser? _loggedOn;
    private long _authorizedSinceMs;
    private int _nextSubscriptionId;

    public ApiSession(VenueState state, VenueApi api, RequestAnswering answering, UserStreams users, SendGate gate, List<ApiSession> sessions, bool returnRateLimits)
    {
        _state = state;
        _api = api;
        _answering = answering;
        _users = users;
        _sessions = sessions;
        _returnRateLimits = returnRateLimits;
        Sender = new FrameSender(gate);
    }

    public FrameSender Sender { get; }

    public void OnOpened(ServerWebSocket socket)
    {
        Sender.Open(socket);
        _connectedSinceMs = _state.NowMs;
        _health = new SessionHealth(_state, Sender, _state.Loop.MonotonicNanos);
        _sessions.Add(this);
        _state.AddWeight(2);
    }

    public void OnMessage(ServerWebSocket socket, ReadOnlySpan<byte> payload, bool isText)
    {
        if (Sender.IsMute)
            return;
        JsonDocument request;
        try
        {
            var reader = new Utf8JsonReader(payload);
            request = JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            Respond("null", _api.Refuse(new VenueError(400, -1135, "Invalid JSON Request")), null, true);
            return;
        }

        using (request)
            Handle(request.RootElement);
    }

    public void OnPong(ServerWebSocket socket, ReadOnlySpan<byte> payload) => _health?.OnPong(payload);

    public void OnDrained(ServerWebSocket socket) => Sender.Drained();

    public void OnClosed(ServerWebSocket socket, ushort code, string reason)
    {
        _users.Unsubscribe(this, null, onlyBySession: false);
        _sessions.Remove(this);
        Sender.Closed();
    }

    public void Tick(long nowNanos) => _health?.Tick(nowNanos);

    private void Handle(JsonElement request)
    {
        string id = "null";
        if (request.ValueKind != JsonValueKind.Object || (request.TryGetProperty("id", out JsonElement idElement) && !TryReadId(idElement, out id)))
        {
            Respond("null", _api.Refuse(new VenueError(400, -1135, "Invalid JSON Request")), null, true);
            return;
        }

        if (!request.TryGetProperty("method", out JsonElement methodElement) || methodElement.ValueKind != JsonValueKind.String)
        {
            Respond(id, _api.Refuse(VenueError.Missing("method")), null, true);
            return;
        }

        request.TryGetProperty("params", out JsonElement json);
        RequestParameters parameters = RequestParameters.FromJson(json);
        bool limits = _returnRateLimits && parameters.Text("returnRateLimits") != "false";
        string method = methodElement.GetString()!;
        if (_api.FindSocket(method) is { } route)
        {
            _answering.Take(
                route,
                parameters,
                parameters.Text("apiKey"),
                _loggedOn,
                (reply, user) => Respond(id, reply, user, limits),
                () => Sender.Socket?.Abort(reset: true));
            return;
        }

        ApiReply answer = _api.Admit(2) ?? AnswerSession(method, parameters);
        Respond(id, answer, _loggedOn, limits);
    }

    private static bool TryReadId(JsonElement element, out string id)
    {
        id = element.GetRawText();
        return element.ValueKind switch
        {
            JsonValueKind.Null => true,
            JsonValueKind.Number => element.TryGetInt64(out _),
            JsonValueKind.String => element.GetString()!.Length <= 36,
            _ => false,
        };
    }

    private ApiReply AnswerSession(string method, RequestParameters parameters)
    {
        switch (method)
        {
            case "session.logon":
                return LogOn(parameters);
            case "session.status":
                return Status();
            case "session.logout":
                _loggedOn = null;
                _users.Unsubscribe(this, null, onlyBySession: true);
                return Status();
            case "userDataStream.subscribe":
                return _loggedOn is null ? _api.Refuse(VenueError.BadKeyFormat) : Subscribe(_loggedOn, bySession: true);
            case "userDataStream.subscribe.signature":
                VenueError? error = _api.Authenticate(parameters, parameters.Text("apiKey"), null, out VenueUser? user);
                return error is null ? Subscribe(user!, bySession: false) : _api.Refuse(error);
            case "userDataStream.unsubscribe":
                return Unsubscribe(parameters);
            case "session.subscriptions":
                return new ApiReply(200, _json.Write(json =>
                {
                    json.WriteStartArray();
                    foreach (int id in _users.Subscriptions(this))
                    {
                        json.WriteStartObject();
                        json.WriteNumber("subscriptionId", id);
                        json.WriteEndObject();
                    }

                    json.WriteEndArray();
                }));
            default:
                return _api.Refuse(new VenueError(400, -1020, "This operation is not supported."));
        }
    }

    private ApiReply LogOn(RequestParameters parameters)
    {
        string? key = parameters.Text("apiKey");
        if (key is null)
            return _api.Refuse(VenueError.Missing("apiKey"));
        VenueError? error = _api.Authenticate(parameters, key, null, out VenueUser? user);
        if (error is not null)
            return _api.Refuse(error);
        if (user!.Signature.Kind != SimulatedKeyKind.Ed25519)
            return _api.Refuse(VenueError.BadKey);
        _loggedOn = user;
        _authorizedSinceMs = _state.NowMs;
        return Status();
    }

    private ApiReply Status() => new(200, _json.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("apiKey", _loggedOn?.ApiKey);
        if (_loggedOn is null)
            json.WriteNull("authorizedSince");
        else
            json.WriteNumber("authorizedSince", _authorizedSinceMs);
        json.WriteNumber("connectedSince", _connectedSinceMs);
        json.WriteBoolean("returnRateLimits", _returnRateLimits);
        json.WriteNumber("serverTime", _state.NowMs);
        json.WriteBoolean("userDataStream", _users.Subscriptions(this).Any());
        json.WriteEndObject();
    }));

    private ApiReply Subscribe(VenueUser user, bool bySession)
    {
        if (_nextSubscriptionId >= 65_535)
            return _api.Refuse(new VenueError(400, -2042, "Maximum subscription ID reached for this connection."));
        int id = _nextSubscriptionId;
        if (!_users.TrySubscribe(this, user.Account, id, bySession))
            return _api.Refuse(new VenueError(400, -2035, "User Data Stream subscription already active."));
        _nextSubscriptionId++;
        return new ApiReply(200, Encoding.ASCII.GetBytes("{\"subscriptionId\":" + id.ToString(CultureInfo.InvariantCulture) + "}"));
    }

    private ApiReply Unsubscribe(RequestParameters parameters)
    {
        long? id = parameters.Integer("subscriptionId");
        if (parameters.Error is { } error)
            return _api.Refuse(error);
        List<int> ended = _users.Unsubscribe(this, id is { } one ? (int)Math.Min(one, int.MaxValue) : null, onlyBySession: false);
        if (ended.Count == 0)
            return _api.Refuse(new VenueError(400, -2036, "User Data Stream subscription not active."));
        foreach (int subscription in ended)
            Sender.Send(Encoding.ASCII.GetBytes($"{{\"subscriptionId\":{subscription.ToString(CultureInfo.InvariantCulture)},\"event\":{{\"e\":\"eventStreamTerminated\",\"E\":{_state.NowMs.ToString(CultureInfo.InvariantCulture)}}}}}"));
        return new ApiReply(200, "{}"u8.ToArray());
    }

    private void Respond(string id, ApiReply reply, VenueUser? user, bool limits)
    {
        var frame = new ArrayBufferWriter<byte>(reply.Body.Length + 512);
        frame.Write(Encoding.UTF8.GetBytes($"{{\"id\":{id},\"status\":{reply.Status.ToString(CultureInfo.InvariantCulture)},\"{(reply.IsSuccess ? "result" : "error")}\":"));
        frame.Write(reply.Body);
        if (limits)
        {
            frame.Write(",\"rateLimits\":"u8);
            frame.Write(_json.Write(json =>
            {
                json.WriteStartArray();
                if (reply.CountsOrders && user is not null)
                {
                    ExchangeInfoJson.WriteLimit(json, "ORDERS", "SECOND", 10, _state.Options.OrdersPerTenSeconds, user.Counts.TenSeconds);
                    ExchangeInfoJson.WriteLimit(json, "ORDERS", "DAY", 1, _state.Options.OrdersPerDay, user.Counts.Day);
                }

                ExchangeInfoJson.WriteLimit(json, "REQUEST_WEIGHT", "MINUTE", 1, _state.Options.RequestWeightPerMinute, _state.UsedWeight);
                json.WriteEndArray();
            }));
        }

        frame.Write("}"u8);
        Sender.Send(frame.WrittenSpan);
    }
}
