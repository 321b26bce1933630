using System.Text;
using System.Text.Json;
using LiveTrading.IO;
using LiveTrading.Venues.Simulated.Capture;
using LiveTrading.Venues.Simulated.Protocol;

namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>
/// Plays recordings: every frame verbatim to whom it concerns, at a multiple of recorded time or as fast as every client
/// takes it, and into the venue's own book first.
/// </summary>
/// <remarks>
/// Thread: the venue's loop. At most <see cref="RecordsPerTurn"/> records a turn, so that orders are served in between.
/// While any client is back-pressured nothing is read. Allocates nothing per record but for candles somebody listens to.
/// </remarks>
internal sealed class CapturePlayer : IMarketPlayer
{
    /// <summary>Records played before the loop serves others.</summary>
    public const int RecordsPerTurn = 256;

    /// <summary>Records looked at beforehand for stream names and the first snapshot.</summary>
    public const int RecordsLookedAt = 5000;

    private readonly VenueState _state;
    private readonly StreamHub _hub;
    private readonly SendGate _gate;
    private readonly Action _played;
    private readonly LoopTimer _timer;
    private readonly Action<object?> _pump;
    private readonly MarketPublisher _publisher;
    private readonly List<string> _streams = [];
    private readonly Dictionary<string, VenueMarket> _marketByStream = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VenueMarket>.AlternateLookup<ReadOnlySpan<char>> _byStream;
    private CaptureReader? _reader;
    private bool _hasRecord;
    private bool _pumpPosted;
    private long _startNanos;
    private long _startRecorded;
    private long _lastDueNanos;
    private VenueMarket? _snapshotMarket;
    private int _file;

    /// <param name="state">The venue.</param>
    /// <param name="hub">Who listens.</param>
    /// <param name="gate">Whether they take it.</param>
    /// <param name="played">Called after a record changed a market, to send users their events.</param>
    /// <exception cref="CaptureException">A recording cannot be read.</exception>
    public CapturePlayer(VenueState state, StreamHub hub, SendGate gate, Action played)
    {
        _state = state;
        _hub = hub;
        _publisher = new MarketPublisher(state, hub);
        _gate = gate;
        _played = played;
        _pump = _ => PumpPosted();
        _byStream = _marketByStream.GetAlternateLookup<ReadOnlySpan<char>>();
        _timer = state.Loop.CreateTimer(_ => Pump());
        LookAhead(0);
        _reader = new CaptureReader(state.Options.Recordings);
    }

    /// <inheritdoc/>
    public PlaybackState State { get; private set; } = PlaybackState.Waiting;

    /// <inheritdoc/>
    public long Played { get; private set; }

    /// <inheritdoc/>
    public string? Error { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> AwaitedStreams => _state.Options.WaitForStreams ?? _streams;

    /// <summary>The last record was played. The argument is an error text or null.</summary>
    public Action<string?>? Ended { get; set; }

    /// <summary>A recording begins whose update ids do not continue those before: the first one anew, or the next one. Streams must be closed.</summary>
    public Action? StartingOver { get; set; }

    /// <inheritdoc/>
    public void Continue()
    {
        if (State == PlaybackState.Waiting)
        {
            if (_state.Options.WaitForSubscriptions && !AwaitedStreams.All(_hub.HasSubscribers))
                return;
            if (!_hasRecord && !TryRead())
                return;
            State = PlaybackState.Playing;
            StartClock();
            Post();
        }
        else if (State == PlaybackState.AwaitingDepthRequest)
        {
            if (MustAwaitDepthRequest())
                return;
            State = PlaybackState.Playing;
            StartClock();
            Post();
        }
        else if (State == PlaybackState.Playing && !_timer.IsActive)
        {
            Post();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Cancel();
        _reader?.Dispose();
        _reader = null;
        State = PlaybackState.Ended;
    }

    private void Post()
    {
        if (_pumpPosted)
            return;
        if (_state.Loop.TryPost(_pump, null))
            _pumpPosted = true;
        else
            _timer.Start(1_000_000);
    }

    private void PumpPosted()
    {
        _pumpPosted = false;
        Pump();
    }

    private void Pump()
    {
        if (State != PlaybackState.Playing)
            return;
        for (int budget = RecordsPerTurn; budget > 0; budget--)
        {
            if (_gate.Blocked > 0)
                return;
            if (!_hasRecord && !TryRead())
                return;
            long wait = DueNanos() - _state.Loop.MonotonicNanos;
            if (wait > 0)
            {
                _timer.Start(wait);
                return;
            }

            if (_reader!.Kind == CaptureRecordKind.DepthSnapshot && MustAwaitDepthRequest())
            {
                State = PlaybackState.AwaitingDepthRequest;
                return;
            }

            if (!TryPlay())
                return;
        }

        Post();
    }

    private bool TryRead()
    {
        try
        {
            if (_reader!.Read())
            {
                _hasRecord = true;
                return _reader.FileIndex == _file || !BeginsAnew();
            }

            if (_state.Options.Loop)
                StartOver();
            else
                Finish(null);
        }
        catch (CaptureException e)
        {
            Finish(e.Message);
        }

        return false;
    }

    private bool TryPlay()
    {
        CaptureReader reader = _reader!;
        try
        {
            Play(reader);
        }
        catch (JsonException e)
        {
            Finish(reader.Malformed($"the {(reader.Kind == CaptureRecordKind.DepthSnapshot ? "snapshot" : Encoding.UTF8.GetString(reader.StreamName))} message is malformed.", e).Message);
            return false;
        }

        _hasRecord = false;
        Played++;
        _played();
        return true;
    }

    private void Play(CaptureReader reader)
    {
        if (reader.Kind != CaptureRecordKind.DepthSnapshot)
        {
            _publisher.Publish(reader.Kind, MarketOf(reader.StreamName), reader.StreamName, reader.Message, reader.Data);
            return;
        }

        MarketMessage.ReadSnapshotId(reader.Data);
        _snapshotMarket?.OnSnapshot(reader.Data, _state.NowMs);
    }

    private long DueNanos()
    {
        double speed = _state.Options.Speed;
        if (speed == 0)
            return 0;

        // A receive time that goes back (another file, another clock) is played at once, in order.
        long due = _startNanos + (long)((_reader!.ReceivedNanos - _startRecorded) / speed);
        _lastDueNanos = Math.Max(_lastDueNanos, due);
        return _lastDueNanos;
    }

    private void StartClock()
    {
        _startNanos = _state.Loop.MonotonicNanos;
        _startRecorded = _reader!.ReceivedNanos;
        _lastDueNanos = _startNanos;
    }

    private bool MustAwaitDepthRequest()
    {
        VenueMarket? market = _snapshotMarket;
        if (!_state.Options.WaitForDepthRequest || market is null || market.HasSnapshot || market.DepthAsked)
            return false;
        string symbol = market.Matching.Symbol.ToLowerInvariant();
        return _hub.HasSubscribers(symbol + "@depth") || _hub.HasSubscribers(symbol + "@depth@100ms");
    }

    private void Finish(string? error)
    {
        State = PlaybackState.Ended;
        Error = error;
        _hasRecord = false;
        _reader?.Dispose();
        _reader = null;
        Ended?.Invoke(error);
    }

    private void StartOver()
    {
        _reader!.Dispose();
        _file = 0;
        LookAhead(0);
        _reader = new CaptureReader(_state.Options.Recordings);
        Resynchronise();
    }

    /// <summary>At the first record of the next file. One with a snapshot of its own is another session of the venue; one without continues the book.</summary>
    private bool BeginsAnew()
    {
        _file = _reader!.FileIndex;
        if (!LookAhead(_file))
        {
            StartClock();
            return false;
        }

        Resynchronise();
        return true;
    }

    private void Resynchronise()
    {
        foreach (VenueMarket market in _state.Markets)
            market.Reset();
        State = PlaybackState.Waiting;
        StartingOver?.Invoke();
        if (!_state.Options.WaitForSubscriptions)
            Continue();
    }

    private VenueMarket? MarketOf(ReadOnlySpan<byte> stream)
    {
        Span<char> name = stackalloc char[64];
        if (stream.Length > name.Length)
            return null;
        int length = Encoding.UTF8.GetChars(stream, name);
        return _byStream.TryGetValue(name[..length], out VenueMarket? market) ? market : Resolve(stream);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private VenueMarket? Resolve(ReadOnlySpan<byte> stream)
    {
        string name = Encoding.UTF8.GetString(stream);
        int at = name.IndexOf('@', StringComparison.Ordinal);
        VenueMarket? market = at > 0 ? _state.FindMarket(name[..at].ToUpperInvariant()) : null;
        if (market is not null)
            _marketByStream[name] = market;
        return market;
    }

    /// <summary>Finds the streams to wait for and the snapshot that answers the depth route before playback has reached it.</summary>
    /// <returns>Whether the file has a snapshot; without one, what was found before stays.</returns>
    private bool LookAhead(int file)
    {
        using var reader = new CaptureReader([_state.Options.Recordings[file]]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        VenueMarket? snapshotMarket = null;
        byte[]? snapshot = null;
        for (int i = 0; i < RecordsLookedAt && reader.Read(); i++)
        {
            if (reader.Kind == CaptureRecordKind.DepthSnapshot)
            {
                snapshot ??= reader.Data.ToArray();
                continue;
            }

            seen.Add(Encoding.UTF8.GetString(reader.StreamName));
            if (reader.Kind == CaptureRecordKind.Depth)
                snapshotMarket ??= Resolve(reader.StreamName);
        }

        if (snapshot is null && file > 0)
            return false;
        _streams.Clear();
        _streams.AddRange(seen);

        // A snapshot names no symbol: it belongs to the only market, or to the one whose depth stream came first.
        _snapshotMarket = snapshotMarket ?? (_state.Markets.Count == 1 ? _state.Markets.First() : null);
        if (_snapshotMarket is not null)
            _snapshotMarket.RecordedSnapshot = snapshot;
        return snapshot is not null;
    }
}
