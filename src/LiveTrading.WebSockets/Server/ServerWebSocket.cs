using System.Globalization;
using System.Text;
using LiveTrading.IO;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Frames;
using LiveTrading.WebSockets.Sending;

namespace LiveTrading.WebSockets.Server;

/// <summary>
/// The server's end of a WebSocket. For the loop thread. Sending never blocks; nothing is allocated per message. Pings are
/// answered, a client's close is answered, protocol errors close with the code the RFC names; what a handler throws goes to
/// <see cref="EventLoop.UnhandledError"/> and the socket goes on.
/// </summary>
public sealed class ServerWebSocket : IFrameSink
{
    private readonly WebServer _server;
    private readonly HttpServerConnection _connection;
    private readonly LoopStream _stream;
    private readonly IServerWebSocketHandler _handler;
    private readonly FrameReader _reader;
    private readonly SendQueue _queue;
    private readonly LoopTimer _closeTimer;
    private Phase _phase;
    private bool _owesDrained;
    private bool _receiveEnded;
    private bool _isCut;
    private string _cutReason = "";

    internal ServerWebSocket(WebServer server, HttpServerConnection connection, LoopStream stream, IServerWebSocketHandler handler, DeflateAgreement? compression)
    {
        _server = server;
        _connection = connection;
        _stream = stream;
        _handler = handler;
        RemoteName = stream.RemoteName;
        _reader = new FrameReader(expectMasked: true, server.Options.MaxMessageBytes);
        _queue = new SendQueue(server.Options.SendQueueBytes, mask: null, owner: null);
        if (compression is { } agreed)
        {
            IsCompressed = true;
            _reader.Inflate(new Inflater(agreed.ClientWindowBits, agreed.ClientTakesOver, server.Options.MaxMessageBytes));
            _queue.Compress(new Deflater(agreed.ServerWindowBits, agreed.ServerTakesOver), server.Options.Compression!.MinMessageBytes);
        }
        _closeTimer = server.Loop.CreateTimer(static timer => ((ServerWebSocket)timer.State!).OnCloseTimer(), this);
    }

    private enum Phase
    {
        Open,

        /// <summary>We asked for the close.</summary>
        Closing,

        /// <summary>The handler knows the end; our close frame leaves and the client's end is waited for.</summary>
        Lingering,

        Ended,
    }

    /// <summary>For the handler's own use.</summary>
    public object? Tag { get; set; }

    /// <summary>Whether pings are answered by pongs, as the protocol demands. Default true; false plays a peer that has died without a word.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>The client, as address and port.</summary>
    public string RemoteName { get; }

    /// <summary>Whether permessage-deflate was agreed on.</summary>
    public bool IsCompressed { get; }

    /// <summary>True from <see cref="IServerWebSocketHandler.OnOpened"/> until the close was asked for by either side.</summary>
    public bool IsOpen => _phase == Phase.Open && !_isCut;

    /// <summary>Bytes queued that the transport has not taken.</summary>
    public long QueuedBytes => _phase == Phase.Ended ? 0 : _queue.QueuedBytes + _connection.OutputBytes;

    /// <summary>Queues a text message.</summary>
    /// <param name="utf8">Copied; valid UTF-8 is the caller's duty.</param>
    /// <exception cref="ArgumentException">Longer than the whole send queue.</exception>
    public SendResult SendText(ReadOnlySpan<byte> utf8) => Send(FrameOpcode.Text, utf8);

    /// <summary>Queues a binary message.</summary>
    /// <param name="payload">Copied.</param>
    /// <exception cref="ArgumentException">Longer than the whole send queue.</exception>
    public SendResult SendBinary(ReadOnlySpan<byte> payload) => Send(FrameOpcode.Binary, payload);

    /// <summary>Queues a ping; it goes out ahead of waiting messages.</summary>
    /// <param name="payload">At most 125 bytes.</param>
    /// <exception cref="ArgumentException">Longer.</exception>
    public SendResult SendPing(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > 125)
            throw new ArgumentException("A ping carries at most 125 bytes.", nameof(payload));
        if (!IsOpen)
            return SendResult.NotConnected;
        return Queued(_queue.TryAddControl(FrameOpcode.Ping, payload));
    }

    /// <summary>For tests and fault injection: queues bytes as they are, as if they were frames.</summary>
    /// <returns>All of the length, or 0 when there is no room or the socket is not open.</returns>
    public int SendRawFrames(ReadOnlySpan<byte> bytes) =>
        IsOpen && Queued(_queue.TryAddRaw(bytes)) == SendResult.Accepted ? bytes.Length : 0;

    /// <summary>Starts the close handshake after what is queued; bounded by <see cref="WebServerOptions.CloseTimeout"/>. Idempotent. Messages that come before the client's close frame are still delivered.</summary>
    /// <param name="code">1000 to 1003, 1007 to 1014 or 3000 to 4999.</param>
    /// <param name="reason">At most 123 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">A code or reason that may not be sent.</exception>
    public void Close(ushort code, string reason)
    {
        CloseCodes.RequireSendable(code, reason);
        if (_phase != Phase.Open)
            return;
        _phase = Phase.Closing;
        StartClose(code, Encoding.UTF8.GetBytes(reason));
    }

    /// <summary>Cuts the connection without a close frame; <see cref="IServerWebSocketHandler.OnClosed"/> comes later.</summary>
    /// <param name="reset">True: with a TCP reset.</param>
    public void Abort(bool reset)
    {
        if (_phase == Phase.Ended || _isCut)
            return;
        if (_phase != Phase.Lingering)
            _cutReason = "cut by the server";
        _stream.Close(reset);
        _isCut = true;
    }

    bool IFrameSink.OnMessage(ReadOnlySpan<byte> payload, bool isText)
    {
        _handler.OnMessage(this, payload, isText);
        return GoesOn;
    }

    bool IFrameSink.OnPing(ReadOnlySpan<byte> payload)
    {
        if (AnswersPings && _queue.TryAddControl(FrameOpcode.Pong, payload))
            _server.Loop.RequestFlush(_connection);
        return true;
    }

    bool IFrameSink.OnPong(ReadOnlySpan<byte> payload)
    {
        _handler.OnPong(this, payload);
        return GoesOn;
    }

    bool IFrameSink.OnClose(ushort code, ReadOnlySpan<byte> reason)
    {
        Finish(code, Encoding.UTF8.GetString(reason), replyCode: code);
        return false;
    }

    internal void Open()
    {
        try
        {
            _handler.OnOpened(this);
        }
        catch (Exception error)
        {
            ErrorReport.To(_server.Loop, error);
        }
    }

    internal int OnReceived(Span<byte> data)
    {
        if (!GoesOn)
            return data.Length;
        int done = 0;
        bool again;
        do
        {
            again = false;
            try
            {
                done += _reader.Read(data[done..], this);
            }
            catch (Exception error)
            {
                done += _reader.Position;
                again = _reader.Position > 0 && GoesOn;
                ErrorReport.To(_server.Loop, error);
            }
        }
        while (again);
        if (_reader.ErrorCode != 0 && GoesOn)
            Finish(_reader.ErrorCode, $"the client sent {_reader.ErrorText}", replyCode: _reader.ErrorCode);
        return GoesOn ? done : data.Length;
    }

    internal void OnReceiveEnded()
    {
        _receiveEnded = true;
        // Half a connection is of no use here, but an answer to a close may still be on its way out.
        if (_phase != Phase.Lingering || _queue.QueuedBytes == 0)
            _stream.Close();
    }

    internal void OnTransportClosed(in StreamCloseInfo info)
    {
        _closeTimer.Cancel();
        bool isKnown = _phase >= Phase.Lingering;
        _phase = Phase.Ended;
        _server.Remove(this);
        if (!isKnown)
            TellClosed(CloseCodes.Abnormal, _cutReason.Length > 0 ? _cutReason : info.Text.Length > 0 ? info.Text : "the client closed the connection without a close frame");
    }

    internal void Flush()
    {
        if (_phase == Phase.Ended)
            return;
        FlushOutcome outcome = _queue.Flush(_stream, _server.Loop.MonotonicNanos);
        if (outcome == FlushOutcome.CloseSent && _phase == Phase.Lingering)
        {
            // RFC 6455 §7.1.1: the server ends the TCP connection first.
            if (_receiveEnded)
                _stream.Close();
            else
                _stream.ShutdownSend();
        }
        if (outcome == FlushOutcome.Drained && _owesDrained)
        {
            _owesDrained = false;
            try
            {
                _handler.OnDrained(this);
            }
            catch (Exception error)
            {
                ErrorReport.To(_server.Loop, error);
            }
        }
    }

    private bool GoesOn => !_isCut && _phase is Phase.Open or Phase.Closing;

    private SendResult Send(FrameOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (!IsOpen)
            return SendResult.NotConnected;
        return Queued(_queue.TryAdd(opcode, payload, token: 0, deadlineNanos: 0));
    }

    private SendResult Queued(bool isQueued)
    {
        if (!isQueued)
        {
            _owesDrained = true;
            return SendResult.BackPressured;
        }
        _server.Loop.RequestFlush(_connection);
        return SendResult.Accepted;
    }

    private void StartClose(ushort code, ReadOnlySpan<byte> reason)
    {
        _queue.AddClose(code, reason);
        _server.Loop.RequestFlush(_connection);
        _closeTimer.Start(WebSocketConnection.Nanos(_server.Options.CloseTimeout));
    }

    private void Finish(ushort code, string reason, ushort replyCode)
    {
        _phase = Phase.Lingering;
        // What was queued goes out ahead of the close frame, within the time of the close.
        StartClose(replyCode, default);
        _server.Remove(this);
        TellClosed(code, reason);
    }

    private void TellClosed(ushort code, string reason)
    {
        try
        {
            _handler.OnClosed(this, code, reason);
        }
        catch (Exception error)
        {
            ErrorReport.To(_server.Loop, error);
        }
    }

    private void OnCloseTimer()
    {
        if (_phase == Phase.Closing)
            _cutReason = string.Create(CultureInfo.InvariantCulture, $"the close was not answered within {_server.Options.CloseTimeout.TotalSeconds:0.###} s");
        _stream.Close(reset: true);
    }
}
