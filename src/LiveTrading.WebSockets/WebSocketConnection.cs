namespace LiveTrading.WebSockets;
/// <summary>Placeholder.</summary>
public sealed class WebSocketConnection { }
