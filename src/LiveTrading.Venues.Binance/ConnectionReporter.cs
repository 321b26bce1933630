using LiveTrading.Engine.Events;
using LiveTrading.Engine.Ports;
using LiveTrading.IO;
using LiveTrading.Model;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance;

/// <summary>Tells the log and the venue's observer what becomes of the connections, and knows when all of them are down.</summary>
internal sealed class ConnectionReporter
{
    private readonly EventLoop _loop;
    private readonly IVenueAdapter _venue;
    private readonly ILogger _logger;
    private readonly LoopTimer _stoppedTimer;
    private int _standing;
    private bool _isStopping;
    private bool _isStopTold;

    public ConnectionReporter(EventLoop loop, IVenueAdapter venue, ILogger logger)
    {
        _loop = loop;
        _venue = venue;
        _logger = logger;
        _stoppedTimer = loop.CreateTimer(static t => ((ConnectionReporter)t.State!).TellStopped(), this);
    }

    public IVenueObserver? Observer { get; set; }

    public void Connected(string name, WebSocketEndpoint endpoint)
    {
        _standing++;
        Log.Connected(_logger, name, endpoint.Url);
        Tell(name, ConnectionEventKind.Connected, endpoint, 0, default, null);
    }

    public void Ready(string name, WebSocketEndpoint endpoint)
    {
        Log.Ready(_logger, name, endpoint.Url);
        Tell(name, ConnectionEventKind.Ready, endpoint, 0, default, null);
    }

    public void Disconnected(string name, WebSocketEndpoint endpoint, bool wasConnected, string reason)
    {
        if (wasConnected)
            _standing--;
        Log.Disconnected(_logger, name, endpoint.Url, reason);
        Tell(name, ConnectionEventKind.Disconnected, endpoint, 0, default, reason);
        TellWhenStopped();
    }

    public void Reconnecting(string name, WebSocketEndpoint endpoint, int attempt, TimeSpan delay)
    {
        Log.Reconnecting(_logger, name, endpoint.Url, attempt, delay);
        Tell(name, ConnectionEventKind.Reconnecting, endpoint, attempt, delay, null);
    }

    public void Failed(string name, WebSocketEndpoint endpoint, string reason)
    {
        Log.Failed(_logger, name, endpoint.Url, reason);
        Tell(name, ConnectionEventKind.Failed, endpoint, 0, default, reason);
    }

    /// <summary>A connection stands that is to replace another: nobody is told yet.</summary>
    public void ReplacementConnected(string name, WebSocketEndpoint endpoint)
    {
        _standing++;
        Log.ReplacementConnected(_logger, name, endpoint.Url);
    }

    /// <summary>It took over, ready: what is told ends with that, so that the newest event of a name says how it stands.</summary>
    public void TookOver(string name, WebSocketEndpoint endpoint)
    {
        Log.TookOver(_logger, name, endpoint.Url);
        Tell(name, ConnectionEventKind.Disconnected, endpoint, 0, default, "replaced by a new connection");
        Tell(name, ConnectionEventKind.Connected, endpoint, 0, default, null);
        Tell(name, ConnectionEventKind.Ready, endpoint, 0, default, null);
    }

    /// <summary>The replacement stands in for a connection that was lost before it was ready.</summary>
    public void SteppedIn(string name, WebSocketEndpoint endpoint) => Tell(name, ConnectionEventKind.Connected, endpoint, 0, default, null);

    /// <summary>One of two connections of a replacement, not the one people know, is gone.</summary>
    public void ReplacementClosed(string name, WebSocketEndpoint endpoint, string reason)
    {
        _standing--;
        Log.Disconnected(_logger, name, endpoint.Url, reason);
        TellWhenStopped();
    }

    public void Refused(string reason) => Observer?.OnRefused(_venue, reason);

    public void InstrumentsLoaded() => Observer?.OnInstrumentsLoaded(_venue);

    /// <summary>Every connection was told to end: says so once, when all have, never during this call.</summary>
    public void Stopping()
    {
        _isStopping = true;
        TellWhenStopped();
    }

    private void TellWhenStopped()
    {
        if (_isStopping && _standing == 0 && !_stoppedTimer.IsActive && !_isStopTold)
            _stoppedTimer.Start(0);
    }

    private void TellStopped()
    {
        if (_isStopTold || _standing != 0)
            return;
        _isStopTold = true;
        Observer?.OnStopped(_venue);
    }

    private void Tell(string name, ConnectionEventKind kind, WebSocketEndpoint endpoint, int attempt, TimeSpan delay, string? reason)
    {
        ConnectionEvent e = new(kind, endpoint.Url, attempt, delay.Ticks * TimeSpan.NanosecondsPerTick, reason, new UnixNanos(_loop.WallNanos)) { Name = name };
        Observer?.OnConnection(_venue, in e);
    }
}
