namespace LiveTrading.WebSockets.Server;

internal sealed class HttpServerConnection
{
    public void Respond(HttpExchange exchange, int status, string contentType, ReadOnlySpan<byte> body, IReadOnlyList<KeyValuePair<string, string>>? headers) => throw new NotSupportedException();

    public void Abort(bool reset) => throw new NotSupportedException();
}
