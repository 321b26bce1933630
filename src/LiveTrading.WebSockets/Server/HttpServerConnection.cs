using System.Text;
using LiveTrading.IO;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Http;

namespace LiveTrading.WebSockets.Server;

/// <summary>
/// One accepted connection: HTTP/1.1 requests one after the other, until one of them makes it a WebSocket. Loop thread
/// only. A request is looked at only when the answer before it has left, so neither side of the memory grows with pipelining.
/// </summary>
internal sealed class HttpServerConnection : IStreamHandler, IFlushHandler
{
    /// <summary>While a request waits for its answer, at most about so much more is read before the client is held back.</summary>
    private const int PipelineBytes = 64 * 1024;

    private readonly WebServer _server;
    private readonly LoopStream _stream;
    private readonly RequestBuffer _input;
    private readonly LoopTimer _timer;
    private Phase _phase;
    private byte[] _output = [];
    private int _outputSent;
    private HttpExchange? _exchange;
    private ServerWebSocket? _socket;
    private bool _closeAfter;
    private bool _omitBody;
    private bool _requestTimerRuns;
    private bool _receiveEnded;

    public HttpServerConnection(WebServer server, LoopStream stream)
    {
        _server = server;
        _stream = stream;
        _input = new RequestBuffer(server.Options);
        _timer = server.Loop.CreateTimer(static timer => ((HttpServerConnection)timer.State!).OnTimer(), this);
    }

    private enum Phase
    {
        /// <summary>Waiting for a request, or for the rest of one.</summary>
        Reading,

        /// <summary>A request waits for its answer.</summary>
        Answering,

        /// <summary>A WebSocket.</summary>
        Upgraded,

        /// <summary>The last answer leaves.</summary>
        LastAnswer,

        /// <summary>The last answer left; what still comes in is thrown away until the client ends.</summary>
        Lingering,

        /// <summary>Over.</summary>
        Ended,
    }

    public ServerWebSocket? Socket => _socket;

    /// <summary>Bytes of HTTP answers that wait.</summary>
    public int OutputBytes => _output.Length - _outputSent;

    public void OnConnected(LoopStream stream) => _timer.Start(WebSocketConnection.Nanos(_server.Options.RequestTimeout));

    public int OnReceived(LoopStream stream, Span<byte> data)
    {
        if (_phase == Phase.Upgraded)
            return _socket!.OnReceived(data);
        if (_phase > Phase.Upgraded)
            return data.Length;
        _input.Append(data);
        ReadRequests();
        if (_phase <= Phase.Answering && _input.Length > PipelineBytes && (_phase == Phase.Answering || OutputBytes > 0))
            _stream.ReceivePaused = true;
        return data.Length;
    }

    public void OnSendReady(LoopStream stream) => Flush();

    public void OnReceiveEnded(LoopStream stream)
    {
        _receiveEnded = true;
        switch (_phase)
        {
            case Phase.Upgraded:
                _socket!.OnReceiveEnded();
                break;
            case Phase.Reading when OutputBytes == 0:
            case Phase.Lingering:
                Abort(reset: false);
                break;
            default:
                // What was asked for is still answered.
                break;
        }
    }

    public void OnClosed(LoopStream stream, in StreamCloseInfo info)
    {
        _phase = Phase.Ended;
        _timer.Cancel();
        _input.Clear();
        _output = [];
        _outputSent = 0;
        _exchange?.Forget();
        _exchange = null;
        _server.Remove(this);
        _socket?.OnTransportClosed(info);
    }

    public void Flush()
    {
        if (_phase == Phase.Ended)
            return;
        do
        {
            if (!FlushOutput())
                return;
            if (_phase == Phase.Upgraded)
            {
                _socket!.Flush();
                return;
            }
            if (_phase == Phase.LastAnswer)
            {
                Linger();
                return;
            }
            if (_phase != Phase.Reading)
                return;
            _stream.ReceivePaused = false;
            ReadRequests();
        }
        while (OutputBytes > 0);
        if (_receiveEnded && _phase == Phase.Reading)
            Abort(reset: false);
    }

    /// <summary>From the exchange; what is given was checked.</summary>
    public void Respond(int status, string contentType, ReadOnlySpan<byte> body, IReadOnlyList<KeyValuePair<string, string>>? headers)
    {
        _exchange = null;
        byte[] head = ResponseWriter.Head(status, contentType, body.Length, _closeAfter, _server.Loop.WallNanos, headers);
        Write(head, _omitBody || !ResponseWriter.HasBody(status) ? default : body);
        _phase = _closeAfter ? Phase.LastAnswer : Phase.Reading;
        StartIdleTimer();
    }

    public void Abort(bool reset)
    {
        if (_phase == Phase.Ended)
            return;
        _phase = Phase.Ended;
        _timer.Cancel();
        _exchange?.Forget();
        _exchange = null;
        _stream.Close(reset);
    }

    private void ReadRequests()
    {
        while (_phase == Phase.Reading && OutputBytes == 0)
        {
            if (_input.TryComplete(out int status))
            {
                Serve();
                continue;
            }
            if (status != 0)
                Refuse(status, _input.Error);
            else if (_input.AwaitsContinue)
            {
                _input.ContinueSent();
                Write("HTTP/1.1 100 Continue\r\n\r\n"u8, default);
            }
            if (_phase == Phase.Reading && _input.Length > 0 && !_requestTimerRuns)
            {
                // From its first byte on, so that dribbling does not win time.
                _requestTimerRuns = true;
                _timer.Start(WebSocketConnection.Nanos(_server.Options.RequestTimeout));
            }
            return;
        }
    }

    private void Serve()
    {
        _timer.Cancel();
        _requestTimerRuns = false;
        if (!HttpHead.TryParse(_input.Head, out HttpHead head, out string error))
            throw new InvalidOperationException($"A head that was inspected does not parse: {error}.");
        int status = RequestTarget.TryParse(head.StartLine, out RequestTarget? target, out error);
        if (status == 0 && head.Count("Host"u8) != 1 && target!.IsVersion11)
            (status, error) = (400, "a request needs exactly one Host header");
        if (status != 0)
        {
            Refuse(status, error);
            return;
        }
        _closeAfter = !target!.IsVersion11 || head.HasToken("Connection"u8, "close"u8);
        _omitBody = target.Method == "HEAD";
        var request = new HttpRequest(head, target.Method, target.Path, target.RawQuery, _input.Body);
        var exchange = new HttpExchange(this) { RemoteName = _stream.RemoteName };
        _exchange = exchange;
        _phase = Phase.Answering;
        if (IsUpgrade(head, target))
            Upgrade(head, request, exchange);
        else
            Dispatch(request, exchange);
        if (_phase != Phase.Ended)
            _input.RemoveRequest();
    }

    private void Dispatch(in HttpRequest request, HttpExchange exchange)
    {
        try
        {
            _server.Handler.OnRequest(request, exchange);
        }
        catch (Exception error)
        {
            FailExchange(exchange, error);
        }
    }

    private void Upgrade(HttpHead head, in HttpRequest request, HttpExchange exchange)
    {
        if (!TryCheckUpgrade(head, out string key, out List<ExtensionElement> extensions))
            return;
        IServerWebSocketHandler? handler;
        try
        {
            handler = _server.Handler.OnUpgrade(request, exchange);
            if (handler is not null && exchange.IsFinished)
                throw new InvalidOperationException("OnUpgrade gave a handler and an answer: only one of them can be.");
            if (handler is not null && exchange.Subprotocol is { } chosen && !head.HasToken("Sec-WebSocket-Protocol"u8, Encoding.ASCII.GetBytes(chosen)))
                throw new InvalidOperationException("OnUpgrade chose a subprotocol that the client did not offer.");
        }
        catch (Exception error)
        {
            FailExchange(exchange, error);
            return;
        }
        if (handler is null)
            return;
        exchange.Forget();
        _exchange = null;
        _phase = Phase.Upgraded;
        bool isCompressed = DeflateNegotiation.TryChoose(_server.Options.Compression, extensions, out DeflateAgreement agreement, out string answer);
        Write(ResponseWriter.SwitchingProtocols(key, exchange.Subprotocol, answer), default);
        _socket = new ServerWebSocket(_server, this, _stream, handler, isCompressed ? agreement : null);
        _server.Add(_socket);
        _socket.Open();
    }

    private static bool IsUpgrade(HttpHead head, RequestTarget target) =>
        target is { Method: "GET", IsVersion11: true } && head.HasToken("Upgrade"u8, "websocket"u8) && head.HasToken("Connection"u8, "Upgrade"u8);

    private bool TryCheckUpgrade(HttpHead head, out string key, out List<ExtensionElement> extensions)
    {
        key = "";
        if (!ExtensionList.TryRead(head, out extensions))
        {
            Refuse(400, "Sec-WebSocket-Extensions is malformed");
            return false;
        }
        if (!head.TryGet("Sec-WebSocket-Version"u8, out ReadOnlySpan<byte> version) || !version.SequenceEqual("13"u8))
        {
            _exchange!.Respond(426, "text/plain", "only version 13 of the WebSocket protocol is spoken here\n"u8, [new("Sec-WebSocket-Version", "13"), new("Upgrade", "websocket")]);
            return false;
        }
        Span<byte> nonce = stackalloc byte[16];
        bool hasKey = head.Count("Sec-WebSocket-Key"u8) == 1 & head.TryGet("Sec-WebSocket-Key"u8, out ReadOnlySpan<byte> found);
        if (!hasKey || found.Length != 24 || !Convert.TryFromBase64String(key = Encoding.Latin1.GetString(found), nonce, out int bytes) || bytes != 16)
        {
            Refuse(400, "Sec-WebSocket-Key is not 16 bytes in base64");
            return false;
        }
        // RFC 6455 §4.1: the client sends nothing before it has the answer.
        if (_input.Length == _input.HeadBytes)
            return true;
        Refuse(400, "bytes follow the upgrade request before it was answered");
        return false;
    }

    /// <summary>The handler's mistake: the client gets 500, the loop's owner the exception.</summary>
    private void FailExchange(HttpExchange exchange, Exception error)
    {
        if (!exchange.IsFinished)
        {
            _closeAfter = true;
            exchange.Respond(500, "text/plain", "the server failed to answer this request\n"u8);
        }
        ErrorReport.To(_server.Loop, error);
    }

    /// <summary>A request that cannot be trusted to end where it seems to: answered, then closed.</summary>
    private void Refuse(int status, string error)
    {
        _exchange?.Forget();
        _closeAfter = true;
        _omitBody = false;
        Respond(status, "text/plain", Encoding.UTF8.GetBytes(error + "\n"), null);
    }

    private void Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        int waiting = OutputBytes;
        var joined = new byte[waiting + head.Length + body.Length];
        _output.AsSpan(_outputSent).CopyTo(joined);
        head.CopyTo(joined.AsSpan(waiting));
        body.CopyTo(joined.AsSpan(waiting + head.Length));
        _output = joined;
        _outputSent = 0;
        _server.Loop.RequestFlush(this);
    }

    private bool FlushOutput()
    {
        if (OutputBytes == 0)
            return true;
        int taken = _stream.Offer(_output.AsSpan(_outputSent));
        _outputSent += taken;
        if (OutputBytes > 0)
        {
            // A client that takes its answer slowly is waited for as long as it takes something.
            if (taken > 0 && _phase is Phase.Reading or Phase.LastAnswer)
                StartIdleTimer();
            return false;
        }
        _output = [];
        _outputSent = 0;
        return true;
    }

    private void Linger()
    {
        if (_receiveEnded)
        {
            Abort(reset: false);
            return;
        }
        _phase = Phase.Lingering;
        _input.Clear();
        _stream.ReceivePaused = false;
        _stream.ShutdownSend();
        _timer.Start(WebSocketConnection.Nanos(_server.Options.CloseTimeout));
    }

    private void StartIdleTimer()
    {
        _requestTimerRuns = false;
        _timer.Start(WebSocketConnection.Nanos(_server.Options.IdleTimeout));
    }

    private void OnTimer()
    {
        if (_phase == Phase.Reading && OutputBytes == 0 && _input.Length > 0)
            Refuse(408, $"the request was not complete after {_server.Options.RequestTimeout.TotalSeconds:0.###} s");
        else if (_phase is not (Phase.Answering or Phase.Upgraded))
            Abort(reset: _phase != Phase.Reading);
    }
}
