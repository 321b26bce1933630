using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LiveTrading.IO;
using LiveTrading.WebSockets.Compression;
using LiveTrading.WebSockets.Frames;
using LiveTrading.WebSockets.Http;
using LiveTrading.WebSockets.Sending;

namespace LiveTrading.WebSockets.Client;

/// <summary>
/// One dial of a <see cref="WebSocketConnection"/> and what grows from it: transport, handshake, frames, heartbeat, close.
/// A new dial is a new session, so nothing late from an old one can touch the new one. Loop thread only; per message
/// nothing is allocated.
/// </summary>
internal sealed class ClientSession : IStreamHandler, IFlushHandler, IFrameSink, ISendQueueOwner
{
    private readonly WebSocketConnection _owner;
    private readonly IWebSocketConnectionHandler _handler;
    private readonly EventLoop _loop;
    private readonly WebSocketConnectionOptions _options;
    private readonly RandomSource _random;
    private readonly FrameReader _reader;
    private readonly LoopTimer _phaseTimer;
    private readonly LoopTimer _deadlineTimer;
    private readonly Heartbeat _heartbeat;
    private LoopStream? _stream;
    private SendQueue? _queue;
    private SessionPhase _phase;
    private string _key = "";
    private byte[] _request = [];
    private int _requestSent;
    private int _headScanned;
    private ushort _replyCode;
    private bool _hasCloseFrame;
    private bool _hasNewData;
    private bool _isBlocked;
    private long _earliestDeadline = long.MaxValue;

    public ClientSession(WebSocketConnection owner, IWebSocketConnectionHandler handler, EventLoop loop, WebSocketConnectionOptions options, RandomSource random)
    {
        _owner = owner;
        _handler = handler;
        _loop = loop;
        _options = options;
        _random = random;
        _reader = new FrameReader(expectMasked: false, options.MaxMessageBytes);
        _phaseTimer = loop.CreateTimer(static timer => ((ClientSession)timer.State!).OnPhaseTimer(), this);
        _deadlineTimer = loop.CreateTimer(static timer => ((ClientSession)timer.State!).OnDeadlineTimer(), this);
        _heartbeat = new Heartbeat(loop, options.ExpectData, this);
    }

    public bool IsOpen => _phase == SessionPhase.Open;

    public long QueuedBytes => _queue?.QueuedBytes ?? 0;

    public long RoundTripNanos => _heartbeat.RoundTripNanos;

    /// <summary>Chosen by the server; empty: none.</summary>
    public string Subprotocol { get; private set; } = "";

    /// <summary>Whether permessage-deflate was agreed on.</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>Dials.</summary>
    public void Start()
    {
        WebSocketEndpoint endpoint = _owner.Endpoint;
        int room = FrameReader.MaxFrameBytes(_options.MaxMessageBytes);
        _stream = _loop.Connect(
            new ConnectOptions
            {
                Host = endpoint.Host.Trim('[', ']'),
                Port = endpoint.Port,
                Tls = endpoint.Tls,
                ExtraRoots = _options.ExtraRoots,
                Distrusted = _options.Distrusted,
                ClientCertificate = _options.ClientCertificate,
                Proxy = _options.Proxy,
                Timeout = _options.DialTimeout,
                Priority = _options.Priority,
                Limits = new StreamLimits
                {
                    ReceiveBufferBytes = Math.Min(StreamLimits.Default.ReceiveBufferBytes, room),
                    MaxReceiveBufferBytes = room,
                },
            },
            this);
    }

    public SendResult Send(FrameOpcode opcode, ReadOnlySpan<byte> payload, long token, long deadlineNanos)
    {
        if (_phase != SessionPhase.Open)
            return SendResult.NotConnected;
        if (!_queue!.TryAdd(opcode, payload, token, deadlineNanos))
            return SendResult.BackPressured;
        // While the transport is blocked no flush looks at deadlines: the timer does.
        if (_isBlocked && deadlineNanos != 0)
            ArmDeadline(deadlineNanos);
        _loop.RequestFlush(this);
        return SendResult.Accepted;
    }

    public bool Withdraw(long token) => _queue?.Withdraw(token) ?? false;

    public void SetHeartbeat(TimeSpan interval)
    {
        if (_phase == SessionPhase.Open)
            _heartbeat.Start(interval);
    }

    /// <summary>Ends it in order: an open session sends what is queued and a close frame first.</summary>
    public void Close(ushort code, string reason)
    {
        if (_phase < SessionPhase.Open)
        {
            Finish("disconnected by request", TimeSpan.Zero, Ending.Reset);
            return;
        }
        if (_phase != SessionPhase.Open)
            return;
        _phase = SessionPhase.Closing;
        _heartbeat.Stop();
        _queue!.AddClose(code, Encoding.UTF8.GetBytes(reason));
        _loop.RequestFlush(this);
        _phaseTimer.Start(WebSocketConnection.Nanos(_options.CloseTimeout));
    }

    /// <summary>Ends it now. The reset keeps what the kernel still holds, an old price perhaps, from leaving later.</summary>
    public void Cut(string reason) => Finish(reason, TimeSpan.Zero, Ending.Reset);

    public void OnConnected(LoopStream stream)
    {
        if (_phase != SessionPhase.Dialing)
            return;
        _phase = SessionPhase.Handshaking;
        Span<byte> nonce = stackalloc byte[16];
        _random.Fill(nonce);
        _key = Convert.ToBase64String(nonce);
        _request = HandshakeRequest.Build(_owner.Endpoint, _key, _options.Compression);
        _phaseTimer.Start(WebSocketConnection.Nanos(_options.HandshakeTimeout));
        FlushRequest();
    }

    public int OnReceived(LoopStream stream, Span<byte> data)
    {
        int consumed = 0;
        if (_phase == SessionPhase.Handshaking)
            consumed = ReadHandshake(data);
        if (_phase is SessionPhase.Open or SessionPhase.Closing)
            consumed += ReadFrames(data[consumed..]);
        if (_phase >= SessionPhase.Lingering)
            consumed = data.Length;
        _owner.BytesReceived += consumed;
        return consumed;
    }

    public void OnSendReady(LoopStream stream) => Flush();

    public void OnReceiveEnded(LoopStream stream)
    {
        if (_phase == SessionPhase.Lingering)
            EndLinger();
        else
            Finish(_phase switch
            {
                < SessionPhase.Open => "the server closed the connection before it answered the handshake",
                SessionPhase.Closing => "disconnected by request; the server closed without a close frame",
                _ => "the server closed the connection without a close frame",
            }, TimeSpan.Zero, Ending.Close);
    }

    public void OnClosed(LoopStream stream, in StreamCloseInfo info)
    {
        string text = info.Text.Length > 0 ? info.Text : info.Error.ToString();
        if (_phase == SessionPhase.Lingering)
            EndLinger();
        else
            Finish(_phase switch
            {
                SessionPhase.Dialing => $"connecting failed: {text}",
                SessionPhase.Handshaking => $"the connection was lost before the handshake was answered: {text}",
                SessionPhase.Closing => $"disconnected by request; the connection was lost before the server's close frame: {text}",
                _ => $"the connection was lost: {text}",
            }, TimeSpan.Zero, Ending.Close);
    }

    public void Flush()
    {
        if (_requestSent < _request.Length)
        {
            FlushRequest();
            return;
        }
        if (_queue is null || _phase is < SessionPhase.Open or SessionPhase.Ended)
            return;
        long bytesBefore = _queue.BytesSent;
        long messagesBefore = _queue.MessagesSent;
        FlushOutcome outcome = _queue.Flush(_stream!, _loop.MonotonicNanos);
        _owner.BytesSent += _queue.BytesSent - bytesBefore;
        _owner.MessagesSent += _queue.MessagesSent - messagesBefore;
        _isBlocked = outcome == FlushOutcome.Blocked;
        if (_isBlocked)
            ArmNextDeadline();
    }

    bool IFrameSink.OnMessage(ReadOnlySpan<byte> payload, bool isText)
    {
        _owner.MessagesReceived++;
        _hasNewData = true;
        _handler.OnMessage(_owner, payload, isText);
        return _phase is SessionPhase.Open or SessionPhase.Closing;
    }

    bool IFrameSink.OnPing(ReadOnlySpan<byte> payload)
    {
        if (_queue!.TryAddControl(FrameOpcode.Pong, payload))
            _loop.RequestFlush(this);
        return true;
    }

    bool IFrameSink.OnPong(ReadOnlySpan<byte> payload)
    {
        _heartbeat.OnPong(payload);
        return true;
    }

    bool IFrameSink.OnClose(ushort code, ReadOnlySpan<byte> reason)
    {
        string words = reason.IsEmpty ? CloseCodes.Describe(code) : $"{CloseCodes.Describe(code)}: {OneLine(reason)}";
        string text = string.Create(CultureInfo.InvariantCulture, $"the server closed the connection with {code} ({words})");
        _replyCode = code;
        _hasCloseFrame = true;
        Finish(_phase == SessionPhase.Closing ? "disconnected by request" : text, TimeSpan.Zero, Ending.Linger);
        return false;
    }

    void ISendQueueOwner.OnHandedOver(long token) => _owner.TellHandedOver(token);

    void ISendQueueOwner.OnDiscarded(long token, DiscardReason reason) => _owner.TellDiscarded(token, reason);

    /// <summary>From <see cref="Heartbeat"/>: a ping is due.</summary>
    public void SendPing(ReadOnlySpan<byte> payload)
    {
        // Without room the ping counts as unanswered: the transport has taken nothing for a whole interval.
        if (_queue!.TryAddControl(FrameOpcode.Ping, payload))
            _loop.RequestFlush(this);
    }

    private int ReadHandshake(Span<byte> data)
    {
        int length = HttpHead.FindEnd(data, ref _headScanned);
        if (length > HandshakeResponse.MaxHeadBytes || (length < 0 && data.Length > HandshakeResponse.MaxHeadBytes))
        {
            Refuse($"the head of the answer is longer than {HandshakeResponse.MaxHeadBytes} bytes", TimeSpan.Zero);
            return 0;
        }
        if (length < 0)
        {
            // What cannot become an answer is not waited for.
            int known = Math.Min(data.Length, 5);
            if (!data[..known].SequenceEqual("HTTP/"u8[..known]))
                Refuse("the answer is not HTTP", TimeSpan.Zero);
            return 0;
        }
        HandshakeVerdict verdict = HandshakeResponse.Judge(data[..length], _key, _owner.Endpoint.Subprotocols, _loop.WallNanos, _options.Compression);
        if (!verdict.Accepted)
        {
            Refuse(verdict.Error, verdict.RetryAfter);
            return 0;
        }
        _phaseTimer.Cancel();
        _phase = SessionPhase.Open;
        _request = [];
        _requestSent = 0;
        Subprotocol = verdict.Subprotocol;
        _queue = new SendQueue(_options.SendQueueBytes, _random, this);
        if (verdict.Compression is { } agreed)
        {
            IsCompressed = true;
            _reader.Inflate(new Inflater(agreed.ServerWindowBits, agreed.ServerTakesOver, _options.MaxMessageBytes));
            _queue.Compress(new Deflater(agreed.ClientWindowBits, agreed.ClientTakesOver), _options.Compression!.MinMessageBytes);
        }
        _heartbeat.Start(_owner.HeartbeatInterval);
        _owner.SessionOpened(this);
        return length;
    }

    private void Refuse(string error, TimeSpan retryAfter) => Finish($"handshake refused: {error}", retryAfter, Ending.Close);

    private int ReadFrames(Span<byte> data)
    {
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
                // The handler's mistake is reported, and the next message is not made to pay for it.
                done += _reader.Position;
                again = _reader.Position > 0 && _phase is SessionPhase.Open or SessionPhase.Closing;
                _owner.Report(error);
            }
        }
        while (again);
        _heartbeat.OnBytes(endedFrames: done > 0, isInsideFrame: done < data.Length);
        if (_hasNewData)
        {
            _hasNewData = false;
            _heartbeat.OnData();
        }
        if (_reader.ErrorCode != 0 && _phase is SessionPhase.Open or SessionPhase.Closing)
            FailProtocol();
        return done;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FailProtocol()
    {
        _replyCode = _reader.ErrorCode;
        Finish(string.Create(CultureInfo.InvariantCulture, $"the server sent {_reader.ErrorText}; closed with {_reader.ErrorCode} ({CloseCodes.Describe(_reader.ErrorCode)})"), TimeSpan.Zero, Ending.Linger);
    }

    private void FlushRequest()
    {
        int taken = _stream!.Offer(_request.AsSpan(_requestSent));
        _requestSent += taken;
        _owner.BytesSent += taken;
    }

    private void ArmNextDeadline()
    {
        if (!_queue!.HasDeadlines)
            return;
        _earliestDeadline = long.MaxValue;
        long next = _queue.DiscardExpired(_loop.MonotonicNanos);
        if (next != long.MaxValue && _phase is SessionPhase.Open or SessionPhase.Closing)
            ArmDeadline(next);
    }

    private void ArmDeadline(long deadlineNanos)
    {
        if (deadlineNanos >= _earliestDeadline && _deadlineTimer.IsActive)
            return;
        _earliestDeadline = deadlineNanos;
        _deadlineTimer.Start(Math.Max(0, deadlineNanos - _loop.MonotonicNanos));
    }

    private void OnDeadlineTimer()
    {
        if (_isBlocked && _phase is SessionPhase.Open or SessionPhase.Closing)
            ArmNextDeadline();
    }

    private void OnPhaseTimer()
    {
        switch (_phase)
        {
            case SessionPhase.Handshaking:
                Finish(string.Create(CultureInfo.InvariantCulture, $"the server did not answer the handshake within {_options.HandshakeTimeout.TotalSeconds:0.###} s"), TimeSpan.Zero, Ending.Reset);
                break;
            case SessionPhase.Closing:
                Finish(string.Create(CultureInfo.InvariantCulture, $"disconnected by request; the close was not answered within {_options.CloseTimeout.TotalSeconds:0.###} s"), TimeSpan.Zero, Ending.Reset);
                break;
            case SessionPhase.Lingering:
                _phase = SessionPhase.Ended;
                _stream!.Close(reset: true);
                break;
        }
    }

    /// <summary>Tells the owner the end, once; messages not begun are reported discarded before.</summary>
    private void Finish(string reason, TimeSpan retryAfter, Ending ending)
    {
        if (_phase >= SessionPhase.Lingering)
            return;
        bool wasConnected = _phase >= SessionPhase.Open;
        _phase = ending == Ending.Linger ? SessionPhase.Lingering : SessionPhase.Ended;
        _phaseTimer.Cancel();
        _deadlineTimer.Cancel();
        _heartbeat.Stop();
        _owner.SessionEnding(_hasCloseFrame);
        if (ending == Ending.Linger)
        {
            // What answers messages that came before the end still goes out, as it would have had they come alone; but an
            // order must not go to a server that may read no further.
            _queue!.DiscardTracked(DiscardReason.ConnectionLost);
            _queue.AddClose(_replyCode, default);
            _loop.RequestFlush(this);
            _phaseTimer.Start(WebSocketConnection.Nanos(_options.CloseTimeout));
        }
        else
        {
            _queue?.DiscardWaiting(DiscardReason.ConnectionLost);
            _stream?.Close(ending == Ending.Reset);
        }
        _owner.SessionEnded(wasConnected, reason, retryAfter);
    }

    private void EndLinger()
    {
        _phase = SessionPhase.Ended;
        _phaseTimer.Cancel();
        _stream!.Close();
    }

    /// <summary>The peer's words on one line.</summary>
    private static string OneLine(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(utf8));
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]))
                text[i] = ' ';
        }
        return text.ToString();
    }

    private enum Ending
    {
        /// <summary>The transport is of no more use.</summary>
        Close,

        /// <summary>What the kernel holds is thrown away.</summary>
        Reset,

        /// <summary>Our close frame still goes out, and the transport is drained until the server ends it, as RFC 6455 §7.1.1 wants: no reset overtakes the frame.</summary>
        Linger,
    }
}
