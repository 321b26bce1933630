using System.Text;
using LiveTrading.WebSockets.Server;

namespace LiveTrading.WebSockets.Tests.Harness;

internal delegate void RequestScript(in HttpRequest request, HttpExchange exchange);

/// <summary>Serves what a test hangs on it; echoes messages by default.</summary>
internal sealed class RecordingServer : IWebServerHandler, IServerWebSocketHandler
{
    public List<string> Events { get; } = [];

    public List<byte[]> Messages { get; } = [];

    public List<ServerWebSocket> Sockets { get; } = [];

    public bool Echo { get; set; } = true;

    public RequestScript? Request { get; set; }

    public Func<string, HttpExchange, bool>? Upgrade { get; set; }

    public Action<ServerWebSocket>? Opened { get; set; }

    public Action<ServerWebSocket>? Drained { get; set; }

    public Action<ServerWebSocket, string>? Message { get; set; }

    public ServerWebSocket Last => Sockets[^1];

    public void OnRequest(in HttpRequest request, HttpExchange exchange)
    {
        Events.Add($"{request.Method} {request.Path}?{request.RawQuery} {Encoding.Latin1.GetString(request.Body)}");
        if (Request is { } script)
            script(request, exchange);
        else
            exchange.Respond(200, "text/plain", Encoding.UTF8.GetBytes($"you asked for {request.Path}"));
    }

    public IServerWebSocketHandler? OnUpgrade(in HttpRequest request, HttpExchange exchange)
    {
        Events.Add($"upgrade {request.Path}?{request.RawQuery}");
        return Upgrade is null || Upgrade(request.Path, exchange) ? this : null;
    }

    public void OnOpened(ServerWebSocket socket)
    {
        Sockets.Add(socket);
        Events.Add("opened");
        Opened?.Invoke(socket);
    }

    public void OnMessage(ServerWebSocket socket, ReadOnlySpan<byte> payload, bool isText)
    {
        string text = payload.Length > 100 ? $"({payload.Length} bytes)" : Encoding.Latin1.GetString(payload);
        Events.Add($"{(isText ? "text" : "binary")} {text}");
        Messages.Add(payload.ToArray());
        Message?.Invoke(socket, text);
        if (!Echo)
            return;
        if (isText)
            socket.SendText(payload);
        else
            socket.SendBinary(payload);
    }

    public void OnPong(ServerWebSocket socket, ReadOnlySpan<byte> payload) => Events.Add($"pong {Encoding.Latin1.GetString(payload)}");

    public void OnDrained(ServerWebSocket socket)
    {
        Events.Add("drained");
        Drained?.Invoke(socket);
    }

    public void OnClosed(ServerWebSocket socket, ushort code, string reason) => Events.Add($"closed {code} {reason}");
}
