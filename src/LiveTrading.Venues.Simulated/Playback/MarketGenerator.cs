using LiveTrading.IO;
using LiveTrading.Venues.Simulated.Protocol;

namespace LiveTrading.Venues.Simulated.Playback;

/// <summary>Plays markets of the venue's own making, at a multiple of real time, endlessly.</summary>
/// <remarks>
/// Thread: the venue's loop. At most <see cref="EventsPerTurn"/> events a turn, so that orders are served in between. While a
/// client is back-pressured, or the loop is late, the market stands still; when it was behind for more than
/// <see cref="MaxLagNanos"/> it goes on from where it stood instead of catching up.
/// </remarks>
internal sealed class MarketGenerator : IMarketPlayer
{
    /// <summary>Events before the loop serves others.</summary>
    public const int EventsPerTurn = 256;

    /// <summary>How far it may be behind and still catch up: one second.</summary>
    public const long MaxLagNanos = 1_000_000_000;

    private readonly VenueState _state;
    private readonly StreamHub _hub;
    private readonly SendGate _gate;
    private readonly Action _played;
    private readonly LoopTimer _timer;
    private readonly GeneratedMarket[] _markets;
    private long _startNanos;

    /// <param name="state">The venue, with a generator among its options; its markets get their first books.</param>
    /// <param name="hub">Who listens.</param>
    /// <param name="gate">Whether they take it.</param>
    /// <param name="played">Called after an event changed a market, to send users their events.</param>
    public MarketGenerator(VenueState state, StreamHub hub, SendGate gate, Action played)
    {
        _state = state;
        _hub = hub;
        _gate = gate;
        _played = played;
        _timer = state.Loop.CreateTimer(_ => Pump());
        MarketGeneratorOptions options = state.Options.Generator!;
        MarketPublisher publisher = new(state, hub);
        _markets = [.. options.Symbols.Select(s => new GeneratedMarket(state.FindMarket(s.Symbol)!, s, options.Seed, publisher, state.NowMs))];
    }

    /// <inheritdoc/>
    public PlaybackState State { get; private set; } = PlaybackState.Waiting;

    /// <inheritdoc/>
    public long Played { get; private set; }

    /// <inheritdoc/>
    public string? Error => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> AwaitedStreams => _state.Options.WaitForStreams ?? [];

    /// <inheritdoc/>
    public void Continue()
    {
        if (State == PlaybackState.Waiting)
        {
            if (_state.Options.WaitForSubscriptions && !AwaitedStreams.All(_hub.HasSubscribers))
                return;
            State = PlaybackState.Playing;
            _startNanos = _state.Loop.MonotonicNanos;
        }

        if (State == PlaybackState.Playing && !_timer.IsActive)
            _timer.Start(0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Cancel();
        State = PlaybackState.Ended;
    }

    private void Pump()
    {
        if (State != PlaybackState.Playing)
            return;
        for (int budget = EventsPerTurn; budget > 0; budget--)
        {
            if (_gate.Blocked > 0)
                return;
            GeneratedMarket next = _markets[0];
            foreach (GeneratedMarket market in _markets)
                next = market.DueNanos < next.DueNanos ? market : next;
            long due = _startNanos + (long)(next.DueNanos / _state.Options.Speed);
            long wait = due - _state.Loop.MonotonicNanos;
            if (wait > 0)
            {
                _timer.Start(wait);
                return;
            }

            if (wait < -MaxLagNanos)
                _startNanos -= wait;
            Played += next.Advance(_state.NowMs);
            _played();
        }

        _timer.Start(0);
    }
}
