using LiveTrading.IO;
using LiveTrading.WebSockets.Client;
using LiveTrading.WebSockets.Frames;

namespace LiveTrading.WebSockets;

/// <summary>
/// A WebSocket client that reconnects, beats and queues; it knows nothing of trading. For the loop thread. In steady state
/// nothing is allocated per message sent or received. Every method may be called from within the handler's callbacks.
/// </summary>
/// <remarks>
/// What a callback throws goes to <see cref="EventLoop.UnhandledError"/>, and the connection goes on with the next message.
/// </remarks>
public sealed class WebSocketConnection
{
    private readonly EventLoop _loop;
    private readonly WebSocketConnectionOptions _options;
    private readonly IWebSocketConnectionHandler _handler;
    private readonly RandomSource _random;
    private readonly LoopTimer _reconnectTimer;
    private readonly LoopTimer _stableTimer;
    private ClientSession? _session;
    private ConnectionState _state;
    private long _stateSinceWallNanos;
    private string _lastError = "";
    private int _attempts;
    private long _connections;
    private bool _isEnding;
    private bool _isRetired;
    private AfterEnd _afterEnd;

    /// <summary>Makes it, disconnected.</summary>
    /// <param name="loop">Serves it.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="options">How; read now.</param>
    /// <param name="handler">Told of everything.</param>
    /// <param name="randomSeed">Of frame masks, handshake keys and jitter: secret and random in production, fixed in a simulation.</param>
    /// <exception cref="ArgumentException">Bad options, endpoint or headers; the message has all problems.</exception>
    public WebSocketConnection(EventLoop loop, WebSocketEndpoint endpoint, WebSocketConnectionOptions options, IWebSocketConnectionHandler handler, ulong randomSeed)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        IReadOnlyList<string> problems = options.Validate();
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        problems = HandshakeRequest.Validate(endpoint);
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(' ', problems), nameof(endpoint));
        _loop = loop;
        Endpoint = endpoint;
        _options = options;
        _handler = handler;
        _random = new RandomSource(randomSeed);
        HeartbeatInterval = options.HeartbeatInterval;
        _stateSinceWallNanos = loop.WallNanos;
        _reconnectTimer = loop.CreateTimer(static timer => ((WebSocketConnection)timer.State!).Dial(), this);
        _stableTimer = loop.CreateTimer(static timer => ((WebSocketConnection)timer.State!)._attempts = 0, this);
    }

    /// <summary>Where to.</summary>
    public WebSocketEndpoint Endpoint { get; }

    /// <summary>For the owner's use.</summary>
    public object? Tag { get; set; }

    /// <summary>Where it stands. While the handler is told of an end it is <see cref="ConnectionState.Disconnected"/>.</summary>
    public ConnectionState State => _state;

    /// <summary>The subprotocol the server chose for the present connection; empty: none.</summary>
    public string Subprotocol => _session?.Subprotocol ?? "";

    /// <summary>Whether the present connection agreed on permessage-deflate.</summary>
    public bool IsCompressed => _session?.IsCompressed ?? false;

    /// <summary>Whether the newest end came with the server's close frame: everything it had sent before was delivered.</summary>
    public bool EndedByCloseFrame { get; private set; }

    /// <summary>As set by the options or <see cref="SetHeartbeatInterval"/>.</summary>
    public TimeSpan HeartbeatInterval { get; private set; }

    /// <summary>A snapshot; allocates.</summary>
    public ConnectionStatus Status => new()
    {
        Endpoint = Endpoint.Url,
        State = _state,
        SinceWallNanos = _stateSinceWallNanos,
        RoundTripNanos = _session?.RoundTripNanos ?? -1,
        MessagesReceived = MessagesReceived,
        BytesReceived = BytesReceived,
        MessagesSent = MessagesSent,
        BytesSent = BytesSent,
        QueuedBytes = _session?.QueuedBytes ?? 0,
        Attempts = _attempts,
        Connections = _connections,
        LastError = _lastError,
    };

    internal long MessagesReceived { get; set; }

    internal long BytesReceived { get; set; }

    internal long MessagesSent { get; set; }

    internal long BytesSent { get; set; }

    /// <summary>
    /// Dials at once when disconnected or failed, or instead of the wait when reconnecting; after a close handshake that is
    /// under way; otherwise nothing happens. The handler is told later, never during this call.
    /// </summary>
    /// <exception cref="ObjectDisposedException">Returned to its pool.</exception>
    public void Connect()
    {
        ObjectDisposedException.ThrowIf(_isRetired, this);
        if (_state is ConnectionState.Connecting or ConnectionState.Connected)
            return;
        if (_isEnding || _session is not null)
        {
            _afterEnd = AfterEnd.Dial;
            return;
        }
        if (_state != ConnectionState.Reconnecting)
            _attempts = 0;
        Dial();
    }

    /// <summary>
    /// Ends the connection, an attempt or the wait for one; no reconnect. An open connection sends what is queued and then a
    /// close frame, and is cut after <see cref="WebSocketConnectionOptions.CloseTimeout"/>; messages that arrive before the
    /// server's close frame are still delivered; the state is <see cref="ConnectionState.Disconnected"/> at once and
    /// <see cref="IWebSocketConnectionHandler.OnDisconnected"/> says when it is over. For an attempt under way that call
    /// comes before this one returns.
    /// </summary>
    /// <param name="code">1000 to 1003, 1007 to 1014 or 3000 to 4999.</param>
    /// <param name="reason">At most 123 bytes of UTF-8.</param>
    /// <exception cref="ArgumentException">A code or reason that may not be sent.</exception>
    public void Disconnect(ushort code = 1000, string reason = "")
    {
        CloseCodes.RequireSendable(code, reason);
        _afterEnd = AfterEnd.Stop;
        if (_isEnding)
            return;
        _reconnectTimer.Cancel();
        _stableTimer.Cancel();
        Enter(ConnectionState.Disconnected);
        _session?.Close(code, reason);
    }

    /// <summary>
    /// Drops the connection or attempt now, without a close frame, and goes through the back-off, whatever
    /// <see cref="WebSocketConnectionOptions.AutoReconnect"/> says. The handler is told before the call returns. Nothing
    /// happens when disconnected, failed or already waiting.
    /// </summary>
    /// <param name="reason">For <see cref="IWebSocketConnectionHandler.OnDisconnected"/>.</param>
    public void Reconnect(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (_isEnding || _state is not (ConnectionState.Connecting or ConnectionState.Connected))
            return;
        _afterEnd = AfterEnd.BackOff;
        _session!.Cut(reason);
    }

    /// <summary>Queues a text message; it leaves with the next flush.</summary>
    /// <param name="utf8">Copied; valid UTF-8 is the caller's duty.</param>
    /// <param name="token">Above zero: reported by <see cref="IWebSocketConnectionHandler.OnHandedOver"/> or <see cref="IWebSocketConnectionHandler.OnDiscarded"/>, exactly one of them, exactly once. Unique among queued messages. 0: not reported.</param>
    /// <param name="deadlineNanos"><see cref="EventLoop.MonotonicNanos"/> at which the message is dropped if not begun; 0: none.</param>
    /// <exception cref="ArgumentException">Longer than the whole send queue, or a negative token.</exception>
    public SendResult SendText(ReadOnlySpan<byte> utf8, long token = 0, long deadlineNanos = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        return _session?.Send(FrameOpcode.Text, utf8, token, deadlineNanos) ?? SendResult.NotConnected;
    }

    /// <summary>Queues a binary message; otherwise as <see cref="SendText"/>.</summary>
    /// <param name="payload">Copied.</param>
    /// <param name="token">As for <see cref="SendText"/>.</param>
    /// <param name="deadlineNanos">As for <see cref="SendText"/>.</param>
    /// <exception cref="ArgumentException">Longer than the whole send queue, or a negative token.</exception>
    public SendResult SendBinary(ReadOnlySpan<byte> payload, long token = 0, long deadlineNanos = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        return _session?.Send(FrameOpcode.Binary, payload, token, deadlineNanos) ?? SendResult.NotConnected;
    }

    /// <summary>Takes a queued message back. <see cref="IWebSocketConnectionHandler.OnDiscarded"/> comes before the call returns.</summary>
    /// <returns>True when it was not begun: it will never be sent. False: unknown or handed over.</returns>
    public bool Withdraw(long token) => _session?.Withdraw(token) ?? false;

    /// <summary>Changes the heartbeat from now on.</summary>
    /// <param name="interval">As <see cref="WebSocketConnectionOptions.HeartbeatInterval"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not allowed.</exception>
    public void SetHeartbeatInterval(TimeSpan interval)
    {
        var problems = new List<string>();
        WebSocketConnectionOptions.RequireHeartbeat(problems, interval);
        if (interval == TimeSpan.Zero && _options.ExpectData)
            problems.Add("A feed that should have data needs an interval above zero.");
        if (problems.Count > 0)
            throw new ArgumentOutOfRangeException(nameof(interval), interval, problems[0]);
        HeartbeatInterval = interval;
        _session?.SetHeartbeat(interval);
    }

    /// <summary>Nanoseconds of a time span that was validated to a day or three.</summary>
    internal static long Nanos(TimeSpan span) => span.Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>The pool took it back: cut, and of no more use.</summary>
    internal void Retire()
    {
        _isRetired = true;
        _afterEnd = AfterEnd.Stop;
        _reconnectTimer.Cancel();
        _stableTimer.Cancel();
        Enter(ConnectionState.Disconnected);
        if (!_isEnding)
            _session?.Cut("the connection was returned to its pool");
    }

    internal void SessionOpened(ClientSession session)
    {
        _connections++;
        Enter(ConnectionState.Connected);
        if (_options.StableAfter == TimeSpan.Zero)
            _attempts = 0;
        else
            _stableTimer.Start(Nanos(_options.StableAfter));
        try
        {
            _handler.OnConnected(this);
        }
        catch (Exception error)
        {
            Report(error);
        }
    }

    /// <summary>Before the session's messages are reported discarded: from here to the end of <see cref="SessionEnded"/> calls only note what comes after.</summary>
    internal void SessionEnding(bool byCloseFrame)
    {
        _isEnding = true;
        EndedByCloseFrame = byCloseFrame;
        _stableTimer.Cancel();
        Enter(ConnectionState.Disconnected);
    }

    internal void SessionEnded(bool wasConnected, string reason, TimeSpan retryAfter)
    {
        _session = null;
        _lastError = reason;
        try
        {
            _handler.OnDisconnected(this, wasConnected, reason);
        }
        catch (Exception error)
        {
            Report(error);
        }
        _isEnding = false;
        AfterEnd next = _afterEnd;
        _afterEnd = AfterEnd.Policy;
        switch (next)
        {
            case AfterEnd.Dial:
                _attempts = 0;
                Dial();
                break;
            case AfterEnd.BackOff:
            case AfterEnd.Policy when _options.AutoReconnect:
                BackOff(reason, retryAfter);
                break;
        }
    }

    internal void TellHandedOver(long token)
    {
        try
        {
            _handler.OnHandedOver(this, token);
        }
        catch (Exception error)
        {
            Report(error);
        }
    }

    internal void TellDiscarded(long token, DiscardReason reason)
    {
        try
        {
            _handler.OnDiscarded(this, token, reason);
        }
        catch (Exception error)
        {
            Report(error);
        }
    }

    /// <summary>What a callback threw reaches the loop's owner without unwinding through the transport, whose state would then be in doubt.</summary>
    internal void Report(Exception error) => ErrorReport.To(_loop, error);

    private void Dial()
    {
        _reconnectTimer.Cancel();
        _afterEnd = AfterEnd.Policy;
        Enter(ConnectionState.Connecting);
        _session = new ClientSession(this, _handler, _loop, _options, _random);
        _session.Start();
    }

    private void BackOff(string reason, TimeSpan retryAfter)
    {
        try
        {
            if (_options.MaxReconnectAttempts > 0 && _attempts >= _options.MaxReconnectAttempts)
            {
                Enter(ConnectionState.Failed);
                _handler.OnFailed(this, $"{_attempts} reconnect attempts in a row failed; the last: {reason}");
                return;
            }
            _attempts++;
            long delayNanos = Math.Max(BackOffNanos(_attempts), Nanos(retryAfter));
            Enter(ConnectionState.Reconnecting);
            _reconnectTimer.Start(delayNanos);
            _handler.OnReconnecting(this, _attempts, TimeSpan.FromTicks(delayNanos / TimeSpan.NanosecondsPerTick));
        }
        catch (Exception error)
        {
            Report(error);
        }
    }

    private long BackOffNanos(int attempt)
    {
        double doubled = Math.ScaleB(Nanos(_options.ReconnectBase), attempt - 1);
        double delay = Math.Min(doubled, Nanos(_options.ReconnectMax));
        return (long)(delay * (1 + (_options.ReconnectJitter * _random.NextUnit())));
    }

    private void Enter(ConnectionState state)
    {
        if (_state == state)
            return;
        _state = state;
        _stateSinceWallNanos = _loop.WallNanos;
    }

    private enum AfterEnd
    {
        /// <summary>Reconnect if the options say so.</summary>
        Policy,

        /// <summary>Stay disconnected.</summary>
        Stop,

        /// <summary>Dial at once.</summary>
        Dial,

        /// <summary>Reconnect whatever the options say.</summary>
        BackOff,
    }
}
