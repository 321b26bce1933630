using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LiveTrading.IO;
using LiveTrading.WebSockets;
using LiveTrading.WireBench.Measuring;

namespace LiveTrading.WireBench.Clients;

/// <summary>One run on one loop: counts messages of all connections, answers them if asked to, and takes the thread's figures at the first message and the last.</summary>
/// <remarks>Thread: the loop's. A message allocates nothing.</remarks>
internal sealed class LoopRun : IWebSocketConnectionHandler
{
    private const long NanosPerSecond = 1_000_000_000;

    // A server that measures round trips reads the last reply by itself, and says what it measured, before it is told the end.
    private const long LastWordNanos = 200_000_000;

    private readonly EventLoop _loop;
    private readonly RunRequest _request;
    private readonly bool _warming;
    private readonly WebSocketConnection[] _connections;
    private readonly byte[]? _reply;
    private readonly long[] _latencies;

    // Kept for all connections alike: what the last one said counts. Beyond it a server has said too much.
    private readonly byte[] _lastWord = new byte[16 * 1024];
    private readonly LoopTimer _silenceTimer;
    private readonly LoopTimer _endTimer;
    private ThreadFigures _begin;
    private ThreadFigures _end;
    private string? _failure;
    private int _lastWordLength;
    private long _counted;
    private long _bytes;
    private long _countedBefore;
    private int _open;
    private int _connected;
    private bool _ended;
    private bool _early;

    public LoopRun(EventLoop loop, RunRequest request, bool warming)
    {
        _loop = loop;
        _request = request;
        _warming = warming;
        _reply = request.Replies ? ReplyText.OfLength(request.ReplyBytes) : null;
        _latencies = request.Stamped ? new long[request.Messages] : [];
        WebSocketConnectionOptions options = new()
        {
            AutoReconnect = false,
            ExtraRoots = request.CaFile is { } file ? Roots(file) : null,
        };
        WebSocketEndpoint endpoint = WebSocketEndpoint.Parse(request.Url);
        _connections = new WebSocketConnection[request.Connections];
        for (int i = 0; i < _connections.Length; i++)
            _connections[i] = new WebSocketConnection(loop, endpoint, options, this, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        _silenceTimer = loop.CreateTimer(static timer => ((LoopRun)timer.State!).OnSilenceTimer(), this);
        _endTimer = loop.CreateTimer(static timer => ((LoopRun)timer.State!).DisconnectAll(), this);
    }

    public void Start()
    {
        _open = _connections.Length;
        foreach (WebSocketConnection connection in _connections)
            connection.Connect();
        if (_warming)
            _endTimer.Start((long)(_request.WarmupSeconds * NanosPerSecond));
        _silenceTimer.Start((long)(_request.SilenceSeconds * NanosPerSecond), (long)(_request.SilenceSeconds * NanosPerSecond));
    }

    /// <exception cref="WireBenchException">There are no figures.</exception>
    public RunResult Result()
    {
        if (_failure is not null)
            throw new WireBenchException(_failure);
        System.Text.Json.JsonElement? server = ServerReport.Parse(_lastWord.AsSpan(0, _lastWordLength));
        return new RunResult
        {
            Backend = _loop.Backend,
            Wait = BackendNames.Of(_request.Wait),
            Connections = _connections.Length,
            Messages = _counted,
            Bytes = _bytes,
            Seconds = (_end.Nanos - _begin.Nanos) / 1e9,
            CpuSeconds = (_end.ProcessorNanos - _begin.ProcessorNanos) / 1e9,
            ProcessCpuSeconds = (_end.ProcessTime - _begin.ProcessTime).TotalSeconds,
            AllocatedBytes = _end.AllocatedBytes - _begin.AllocatedBytes,
            SystemCalls = _end.SystemCalls - _begin.SystemCalls,
            EndedEarly = _early,
            Latency = _request.Stamped ? LatencyFigures.Of(_latencies.AsSpan(0, (int)_counted)) : LatencyFigures.FromServer(server),
            Server = server,
        };
    }

    public void OnConnected(WebSocketConnection connection)
    {
        _connected++;

        // A server may begin before the last of its clients knows that it is connected: what making a connection takes is no cost of a message.
        if (_connected == _connections.Length && _counted > 0)
            _begin = _begin with { AllocatedBytes = GC.GetAllocatedBytesForCurrentThread() };
    }

    public void OnMessage(WebSocketConnection connection, ReadOnlySpan<byte> payload, bool isText)
    {
        if (_ended)
        {
            OnLate(payload);
            return;
        }

        if (_counted == 0)
            _begin = ThreadFigures.Begin(_loop.SystemCalls);
        if (_request.Stamped && !Stamp(payload))
            return;
        _counted++;
        _bytes += payload.Length;
        if (_reply is not null && connection.SendText(_reply) != SendResult.Accepted)
            Fail("the reply could not be sent: the connection takes no more.");
        if (_counted == _request.Messages)
            End();
    }

    public void OnDisconnected(WebSocketConnection connection, bool wasConnected, string reason)
    {
        _open--;
        if (!wasConnected)
        {
            Fail(string.Concat(connection.Endpoint.Url, ": ", reason.TrimEnd('.'), "."));
            return;
        }

        bool clean = _ended || _warming || reason.StartsWith("the server closed the connection with ", StringComparison.Ordinal);
        if (!clean)
        {
            Fail(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{connection.Endpoint.Url}: {reason.TrimEnd('.')}, after {_counted} of {_request.Messages} messages."));
            return;
        }

        if (_open > 0)
            return;
        if (!_ended)
        {
            // Before the first message too: then there is nothing between the two.
            _early = true;
            if (_counted == 0)
                _begin = ThreadFigures.Begin(_loop.SystemCalls);
            End();
        }

        _loop.Stop();
    }

    public void OnReconnecting(WebSocketConnection connection, int attempt, TimeSpan delay)
    {
    }

    public void OnFailed(WebSocketConnection connection, string reason) => Fail(reason);

    public void OnHandedOver(WebSocketConnection connection, long token)
    {
    }

    public void OnDiscarded(WebSocketConnection connection, long token, DiscardReason reason)
    {
    }

    private static X509Certificate2Collection Roots(string file)
    {
        X509Certificate2Collection roots = [];
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new WireBenchException($"{file} has no certificates to trust: {error.Message}");
        }

        return roots.Count > 0 ? roots : throw new WireBenchException($"{file} has no certificates to trust.");
    }

    private bool Stamp(ReadOnlySpan<byte> payload)
    {
        if (MessageStamp.TryRead(payload, out long due))
        {
            _latencies[_counted] = MonotonicClock.Nanos() - due;
            return true;
        }

        OnUnstamped(payload);
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnUnstamped(ReadOnlySpan<byte> payload)
    {
        if (ServerReport.IsOne(payload))
            KeepLastWord(payload);
        else
            Fail("a message carries no time: --stamped needs messages that begin with {\"t\": and nineteen digits.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void OnLate(ReadOnlySpan<byte> payload)
    {
        if (ServerReport.IsOne(payload))
            KeepLastWord(payload);
    }

    private void KeepLastWord(ReadOnlySpan<byte> payload)
    {
        if (payload.TryCopyTo(_lastWord))
            _lastWordLength = payload.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void End()
    {
        _end = ThreadFigures.End(_loop.SystemCalls);
        _ended = true;
        if (_early)
            return;
        if (_reply is null)
            DisconnectAll();
        else
            _endTimer.Start(LastWordNanos);
    }

    private void DisconnectAll()
    {
        if (!_ended)
        {
            // The warm-up's time is over; nobody asks for its figures.
            _ended = true;
            _loop.Stop();
            return;
        }

        foreach (WebSocketConnection connection in _connections)
            connection.Disconnect();
    }

    private void OnSilenceTimer()
    {
        if (_counted == _countedBefore && !_ended)
            Fail(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"no message for {_request.SilenceSeconds} s, after {_counted} of {_request.Messages} messages."));
        _countedBefore = _counted;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Fail(string failure)
    {
        _failure ??= failure;
        _ended = true;
        _loop.Stop();
    }
}
