using System.Globalization;
using System.Text;
using System.Text.Json;
using LiveTrading.WebSockets.Server;

namespace LiveTrading.Venues.Simulated.Protocol;

/// <summary>A client of the market streams. Thread: the venue's loop.</summary>
internal sealed class StreamSession : IServerWebSocketHandler
{
    /// <summary>Streams per connection.</summary>
    public const int MaxStreams = 1024;

    private readonly VenueState _state;
    private readonly StreamHub _hub;
    private readonly List<StreamTopic> _topics = [];
    private readonly IReadOnlyList<string> _initial;
    private SessionHealth? _health;
    private long _second;
    private int _messagesThisSecond;

    public StreamSession(VenueState state, StreamHub hub, SendGate gate, bool combined, IReadOnlyList<string> streams)
    {
        _state = state;
        _hub = hub;
        _initial = streams;
        IsCombined = combined;
        Sender = new FrameSender(gate);
    }

    public FrameSender Sender { get; }

    /// <summary>Events are wrapped with their stream's name.</summary>
    public bool IsCombined { get; private set; }

    public void OnOpened(ServerWebSocket socket)
    {
        Sender.Open(socket);
        _health = new SessionHealth(_state, Sender, _state.Loop.MonotonicNanos);
        _hub.Sessions.Add(this);
        foreach (string name in _initial)
            Subscribe(name);
        if (_initial.Count > 0)
            _hub.Subscribed?.Invoke();
    }

    public void OnMessage(ServerWebSocket socket, ReadOnlySpan<byte> payload, bool isText)
    {
        if (Sender.IsMute || !CountMessage(socket))
            return;
        JsonDocument request;
        try
        {
            var reader = new Utf8JsonReader(payload);
            request = JsonDocument.ParseValue(ref reader);
        }
        catch (JsonException e)
        {
            Fail("null", 3, string.Create(CultureInfo.InvariantCulture, $"Invalid JSON: expected value at line {(e.LineNumber ?? 0) + 1} column {(e.BytePositionInLine ?? 0) + 1}"));
            return;
        }

        using (request)
            Handle(request.RootElement);
    }

    public void OnPong(ServerWebSocket socket, ReadOnlySpan<byte> payload)
    {
        if (CountMessage(socket))
            _health?.OnPong(payload);
    }

    public void OnDrained(ServerWebSocket socket) => Sender.Drained();

    public void OnClosed(ServerWebSocket socket, ushort code, string reason)
    {
        LeaveAll();
        _hub.Sessions.Remove(this);
        Sender.Closed();
    }

    /// <summary>Closes in order. From now on it counts as subscribed to nothing, although the close takes its time.</summary>
    public void End(ushort code, string reason)
    {
        LeaveAll();
        Sender.Socket?.Close(code, reason);
    }

    public void Tick(long nowNanos) => _health?.Tick(nowNanos);

    private bool CountMessage(ServerWebSocket socket)
    {
        int limit = _state.Options.StreamMessagesPerSecond;
        if (limit == 0)
            return true;
        long second = _state.Loop.MonotonicNanos / 1_000_000_000;
        if (second != _second)
        {
            _second = second;
            _messagesThisSecond = 0;
        }

        if (++_messagesThisSecond <= limit)
            return true;
        socket.Close(1008, "Too many requests");
        return false;
    }

    private void Handle(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
        {
            Fail("null", 3, "Invalid JSON: expected value at line 1 column 1");
            return;
        }

        string id = "null";
        if (request.TryGetProperty("id", out JsonElement idElement))
        {
            bool valid = idElement.ValueKind == JsonValueKind.Null
                || (idElement.ValueKind == JsonValueKind.Number && idElement.TryGetInt64(out _))
                || (idElement.ValueKind == JsonValueKind.String && idElement.GetString()!.Length <= 36 && idElement.GetString()!.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
            if (!valid)
            {
                Fail("null", 2, "Invalid request: request ID must be an unsigned integer");
                return;
            }

            id = idElement.GetRawText();
        }

        if (!request.TryGetProperty("method", out JsonElement method) || method.ValueKind != JsonValueKind.String)
        {
            Fail(id, 2, "Invalid request: missing field `method` at line 1 column " + request.GetRawText().Length.ToString(CultureInfo.InvariantCulture));
            return;
        }

        request.TryGetProperty("params", out JsonElement parameters);
        switch (method.GetString())
        {
            case "SUBSCRIBE":
                Change(id, parameters, subscribe: true);
                break;
            case "UNSUBSCRIBE":
                Change(id, parameters, subscribe: false);
                break;
            case "LIST_SUBSCRIPTIONS":
                Succeed(id, JsonSerializer.Serialize(_topics.Select(t => t.Name).ToArray(), VenueJsonContext.Default.StringArray));
                break;
            case "SET_PROPERTY":
                SetProperty(id, parameters);
                break;
            case "GET_PROPERTY":
                if (IsCombinedProperty(id, parameters, 1))
                    Succeed(id, IsCombined ? "true" : "false");
                break;
            default:
                Fail(id, 2, $"Invalid request: unknown variant {method.GetString()}, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 28");
                break;
        }
    }

    private void Change(string id, JsonElement parameters, bool subscribe)
    {
        if (parameters.ValueKind != JsonValueKind.Array || !parameters.EnumerateArray().All(p => p.ValueKind == JsonValueKind.String && IsStreamName(p.GetString()!)))
        {
            Fail(id, 2, "Invalid request: invalid stream");
            return;
        }

        if (_topics.Count + (subscribe ? parameters.GetArrayLength() : 0) > MaxStreams)
        {
            Fail(id, 2, "Invalid request: too many parameters");
            return;
        }

        foreach (JsonElement name in parameters.EnumerateArray())
        {
            if (subscribe)
                Subscribe(name.GetString()!);
            else if (_topics.Find(t => t.Name == name.GetString()) is { } topic)
            {
                _topics.Remove(topic);
                _hub.Leave(topic, this);
            }
        }

        Succeed(id, "null");
        if (subscribe)
            _hub.Subscribed?.Invoke();
    }

    private void LeaveAll()
    {
        foreach (StreamTopic topic in _topics)
            _hub.Leave(topic, this);
        _topics.Clear();
    }

    private void Subscribe(string name)
    {
        if (_topics.Count >= MaxStreams || _topics.Exists(t => t.Name == name))
            return;
        StreamTopic topic = _hub.Topic(name);
        topic.Sessions.Add(this);
        _topics.Add(topic);
    }

    private void SetProperty(string id, JsonElement parameters)
    {
        if (!IsCombinedProperty(id, parameters, 2))
            return;
        JsonElement value = parameters[1];
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fail(id, 1, "Invalid value type: expected Boolean");
            return;
        }

        IsCombined = value.GetBoolean();
        Succeed(id, "null");
    }

    private bool IsCombinedProperty(string id, JsonElement parameters, int count)
    {
        if (parameters.ValueKind != JsonValueKind.Array || parameters.GetArrayLength() < 1 || parameters[0].ValueKind != JsonValueKind.String)
            Fail(id, 2, "Invalid request: property name must be a string");
        else if (parameters.GetArrayLength() != count)
            Fail(id, 2, "Invalid request: too many parameters");
        else if (parameters[0].GetString() != "combined")
            Fail(id, 0, "Unknown property");
        else
            return true;
        return false;
    }

    private static bool IsStreamName(string name) => name.Length is > 0 and <= 100 && name.All(c => c > ' ' && c is not ('"' or '\\' or '/'));

    private void Succeed(string id, string result) => Sender.Send(Encoding.UTF8.GetBytes($"{{\"result\":{result},\"id\":{id}}}"));

    private void Fail(string id, int code, string message) =>
        Sender.Send(Encoding.UTF8.GetBytes($"{{\"error\":{{\"code\":{code.ToString(CultureInfo.InvariantCulture)},\"msg\":{JsonSerializer.Serialize(message, VenueJsonContext.Default.String)}}},\"id\":{id}}}"));
}
