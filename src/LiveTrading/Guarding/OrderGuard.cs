using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Time;
using LiveTrading.IO;
using LiveTrading.Model;
using LiveTrading.Model.Identifiers;
using LiveTrading.Time;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LiveTrading.Guarding;

/// <summary>
/// Watches an engine's heartbeat and takes its orders off the venues when it stands still: the engine crashed, hangs, or its
/// machine is overloaded. It never places an order and never touches those of others. Loop thread.
/// </summary>
/// <remarks>
/// Silence is measured by this process's monotonic clock alone, never by a wall clock, and only as far as the guard itself ran:
/// after a pause of the whole machine both start anew.
/// </remarks>
public sealed class OrderGuard : IDisposable
{
    // How often it looks; what passed beyond MostCountedNanos since the last look is the guard's own pause and not the engine's.
    private const long LookNanos = 200_000_000;
    private const long MostCountedNanos = 1_000_000_000;

    // A venue that refuses is tried anew after this, doubled up to a minute.
    private const long FirstRefusalPauseNanos = 5 * UnixNanos.PerSecond;
    private const long LongestRefusalPauseNanos = 60 * UnixNanos.PerSecond;

    // Queries, orders, streams and one in reserve for a replacement.
    private const int ConnectionsOfASession = 8;

    private readonly EngineEnvironment _environment;
    private readonly EventLoop _loop;
    private readonly LiveTradingOptions _options;
    private readonly IHeartbeatSource _heartbeats;
    private readonly ulong _randomSeed;
    private readonly ILoggerFactory _loggers;
    private readonly LoopClock _clock;
    private readonly LoopTimers _timers;
    private readonly IEngineTimer _look;
    private readonly uint _instance;
    private readonly List<VenueRegistration> _venues = [];
    private readonly List<(VenueRegistration Venue, GuardSession Session)> _sessions = [];
    private Heartbeat _last;
    private bool _hasBeat;
    private long _lookedAt;
    private long _silentNanos;
    private long _refusalPauseNanos = FirstRefusalPauseNanos;
    private bool _isCleared;
    private int _stopsLeft;
    private int _exitCode;

    /// <summary>A guard that does nothing yet.</summary>
    /// <param name="options">The engine's: its instance name, loop, <see cref="LiveTradingOptions.Guard"/>, <see cref="StopOptions.CancelProtective"/>.</param>
    /// <param name="heartbeats">Where the engine's heartbeat is read.</param>
    /// <param name="loggers">Where the connections' log lines go; null: nowhere.</param>
    /// <param name="environment">The world it runs in; null: the real one.</param>
    /// <exception cref="LiveTradingOptionsException">A value is not allowed; the message names all of them.</exception>
    public OrderGuard(LiveTradingOptions options, IHeartbeatSource heartbeats, ILoggerFactory? loggers = null, EngineEnvironment? environment = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(heartbeats);
        List<OptionsProblem> problems = LiveTradingOptionsValidator.Validate(options);
        if (problems.Count > 0)
            throw new LiveTradingOptionsException(problems);
        _environment = environment ?? new EngineEnvironment();
        _loop = _environment.Loop ?? EventLoops.Create(options.Loop.ToEventLoopOptions());
        _options = options;
        _heartbeats = heartbeats;
        _randomSeed = _environment.RandomSeed ?? BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
        _loggers = loggers ?? NullLoggerFactory.Instance;
        _clock = new LoopClock(_loop);
        _timers = new LoopTimers(_loop);
        _instance = InstanceNumber.Of(options.InstanceName);
        _look = _timers.Create(_ => Look());
    }

    /// <summary>Gets every line.</summary>
    public Action<GuardEvent>? Said { get; set; }

    /// <summary>True while orders of a silent engine may be at a venue, stops that are left there included.</summary>
    public bool IsGuarding => _sessions.Count > 0 || (_look.IsActive && _hasBeat && (!_isCleared || _stopsLeft > 0) && IsSilent);

    /// <summary>What <see cref="Run"/> returns: final once it was stopped.</summary>
    public int ExitCode => _exitCode;

    /// <summary>Registers a venue; its adapter is made each time the guard acts.</summary>
    public OrderGuard AddVenue(VenueId venue, Func<VenueContext, IVenueAdapter> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        _venues.Add(new VenueRegistration(venue, create));
        return this;
    }

    /// <summary>Runs on this thread until SIGINT or SIGTERM.</summary>
    /// <returns>0; 3 when it ends while orders of a silent engine may be left; 1 when it cannot guard.</returns>
    public int Run()
    {
        List<IDisposable> signals = [];
        try
        {
            if (_environment.HandleSignals)
            {
                signals.Add(_loop.OnSignal(LoopSignal.Interrupt, _ => Stop()));
                signals.Add(_loop.OnSignal(LoopSignal.Terminate, _ => Stop()));
            }

            Begin();
            if (_exitCode == ExitCodes.Clean)
                _loop.Run();
            return _exitCode;
        }
        finally
        {
            foreach (IDisposable signal in signals)
                signal.Dispose();
        }
    }

    /// <summary>The first part of <see cref="Run"/>, for a loop that somebody else drives.</summary>
    public void Begin()
    {
        _lookedAt = _clock.MonotonicNanos;
        TakeHeartbeat();
        if (_exitCode != ExitCodes.Clean)
            return;
        if (!_hasBeat)
            Say(GuardEventKind.Waiting, $"no heartbeat in {_heartbeats.Name} yet");
        _look.Start(LookNanos, LookNanos);
    }

    /// <summary>Ends it: nothing more is sent. Loop thread; idempotent.</summary>
    public void Stop()
    {
        if (IsGuarding)
            _exitCode = ExitCodes.OrdersLeft;
        _look.Cancel();
        EndSessions();
        _loop.Stop();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_environment.Loop is null)
            _loop.Dispose();
    }

    private bool IsSilent => _last.State == HeartbeatState.Running && _silentNanos >= _options.Guard.After.Ticks * TimeSpan.NanosecondsPerTick;

    private void Look()
    {
        long now = _clock.MonotonicNanos;
        _silentNanos += Math.Min(now - _lookedAt, MostCountedNanos);
        _lookedAt = now;
        if (TakeHeartbeat() || !_hasBeat || _isCleared || _sessions.Count > 0 || !IsSilent)
            return;
        Say(GuardEventKind.Silent, string.Create(CultureInfo.InvariantCulture, $"no heartbeat of process {_last.ProcessId} for {_silentNanos / 1e9:0.0} s: its orders are taken off the venue"));
        foreach (VenueRegistration venue in _venues)
            StartSession(venue);
    }

    /// <summary>Reads the heartbeat.</summary>
    /// <returns>True when nothing may be done: it moved, or it is another engine's and the guard ends.</returns>
    private bool TakeHeartbeat()
    {
        if (!_heartbeats.TryRead(out Heartbeat beat))
            return false;
        if (beat.Instance != _instance)
        {
            Say(GuardEventKind.Failed, string.Create(CultureInfo.InvariantCulture, $"the heartbeat in {_heartbeats.Name} is of instance {beat.Instance}; '{_options.InstanceName}' is {_instance}: another engine's journal, or another InstanceName"));
            _exitCode = ExitCodes.Error;
            _look.Cancel();
            EndSessions();
            _loop.Stop();
            return true;
        }

        if (_hasBeat && beat.Start == _last.Start && beat.Counter == _last.Counter && beat.State == _last.State)
            return false;
        bool wasWatching = _hasBeat && _last.State == HeartbeatState.Running && !_isCleared && _sessions.Count == 0;
        bool wasGuarding = _sessions.Count > 0;
        bool isNewStart = !_hasBeat || beat.Start != _last.Start;
        _hasBeat = true;
        _last = beat;
        _silentNanos = 0;
        _isCleared = false;
        _stopsLeft = 0;
        EndSessions();
        if (wasGuarding)
            Say(GuardEventKind.EngineBack, "the engine beats again: nothing more is canceled");
        if (beat.State == HeartbeatState.Stopped)
            Say(GuardEventKind.EngineStopped, $"the engine (process {beat.ProcessId}) ended in order");
        else if (!wasWatching || isNewStart)
            Say(GuardEventKind.Watching, string.Create(CultureInfo.InvariantCulture, $"process {beat.ProcessId}, acting after {_options.Guard.After.TotalSeconds:0.###} s of silence"));
        return true;
    }

    private void StartSession(VenueRegistration venue)
    {
        Cache cache = new();
        GuardSession session = new(
            sink => venue.Create(new VenueContext
            {
                Loop = _loop,
                Connections = new WebSocketConnectionPool(_loop, _randomSeed + (ulong)_clock.MonotonicNanos, ConnectionsOfASession),
                Cache = cache,
                MarketData = new NoMarketData(),
                Execution = sink,
                Clock = _clock,
                Timers = _timers,
                Options = _options,
                Instance = _instance,
                RandomSeed = _randomSeed,
                LoggerFactory = _loggers,
            }),
            cache,
            _timers,
            _instance,
            _options.Stop.CancelProtective,
            () => !TakeHeartbeat(),
            Say,
            OnSessionEnded);
        _sessions.Add((venue, session));
        session.Start();
    }

    private void OnSessionEnded(GuardSession session)
    {
        int index = _sessions.FindIndex(s => s.Session == session);
        if (index < 0)
            return;
        if (!session.IsClear)
        {
            VenueRegistration venue = _sessions[index].Venue;
            session.Stop();
            _timers.Create(_ => TryAnew(venue, session)).Start(_refusalPauseNanos);
            _refusalPauseNanos = Math.Min(_refusalPauseNanos * 2, LongestRefusalPauseNanos);
            return;
        }

        if (!_sessions.TrueForAll(s => s.Session.IsClear))
            return;
        _stopsLeft = _sessions.Sum(s => s.Session.StopsLeft);
        EndSessions();
        _isCleared = true;
        Say(GuardEventKind.Clear, _stopsLeft switch
        {
            0 => "no order of this instance is left; watching on",
            1 => "1 stop order of this instance stays (Stop:CancelProtective is false), no other is left; watching on",
            _ => string.Create(CultureInfo.InvariantCulture, $"{_stopsLeft} stop orders of this instance stay (Stop:CancelProtective is false), no other is left; watching on"),
        });
    }

    private void TryAnew(VenueRegistration venue, GuardSession refused)
    {
        if (_sessions.RemoveAll(s => s.Session == refused) > 0)
            StartSession(venue);
    }

    private void EndSessions()
    {
        foreach ((_, GuardSession session) in _sessions)
            session.Stop();
        _sessions.Clear();
        _refusalPauseNanos = FirstRefusalPauseNanos;
    }

    private void Say(GuardEventKind kind, string text) => Say(kind, text, ClientOrderId.None);

    private void Say(GuardEventKind kind, string text, ClientOrderId order) => Said?.Invoke(new GuardEvent(kind, text, order, _clock.Now));
}
