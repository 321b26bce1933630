using LiveTrading.Guarding;
using LiveTrading.Recording;

namespace LiveTrading;

/// <summary>
/// Options of a <see cref="LiveTradingEngine"/>. Validated at start, all problems at once, then copied: later changes to this
/// object have no effect. Bound from configuration section <c>LiveTrading</c>.
/// </summary>
public sealed class LiveTradingOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "LiveTrading";

    /// <summary>Names this engine among others on the same account; its hash is part of every client order id. Default <c>livetrading</c>; 1 to 32 letters, digits, <c>-</c>, <c>_</c>.</summary>
    public string InstanceName { get; set; } = "livetrading";

    /// <summary><c>Sim</c> (default): only addresses of this machine are dialled. <c>Live</c>: real venues too; the explicit opt-in.</summary>
    public TradingMode Mode { get; set; } = TradingMode.Sim;

    /// <summary>WebSocket connections beside those of the venues; none by default.</summary>
    public List<WsEndpointOptions> WsEndpoints { get; set; } = [];

    /// <summary>How often a ping is sent, and within which time its pong must come. Default 30 s; 0.1 s to 1 h.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Interval of the clock-driven mode; null (default): no ticks. 1 ms to 1 day.</summary>
    public TimeSpan? TickInterval { get; set; }

    /// <summary>Rebuild orders from the journal at start. Default true. Without, only the venue's own reports bring orders back.</summary>
    public bool EnableRecovery { get; set; } = true;

    /// <summary>Dial again after a connection is lost. Default true.</summary>
    public bool AutoReconnect { get; set; } = true;

    /// <summary>Wait before the first reconnect attempt; doubles with each further one. Default 1 s; 10 ms to 1 h.</summary>
    public TimeSpan ReconnectBase { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait before an attempt. Default 60 s; <see cref="ReconnectBase"/> to 1 h.</summary>
    public TimeSpan ReconnectMax { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Attempts before a connection is failed; 0 (default): for ever.</summary>
    public int MaxReconnectAttempts { get; set; }

    /// <summary>Connections at most, those of the venues included. Default 16; 1 to 1024.</summary>
    public int MaxConnections { get; set; } = 16;

    /// <summary>Trade although a venue could not be reconciled. Default false: no reconciliation, no trading.</summary>
    public bool TradeWithoutReconciliation { get; set; }

    /// <summary>Keep quotes, trades and the book of every instrument while it runs, whatever the strategies subscribe to, so that each book stands and can be compared with the venue's best bid and offer. Default false; <c>livetrading run</c> and <c>demo</c> set it.</summary>
    public bool WatchMarket { get; set; }

    /// <summary>The event loop.</summary>
    public LoopOptions Loop { get; set; } = new();

    /// <summary>The order journal.</summary>
    public JournalOptions Journal { get; set; } = new();

    /// <summary>The recording of the session.</summary>
    public RecordingOptions Recording { get; set; } = new();

    /// <summary>The heartbeat, and when <c>livetrading guard</c> acts on its silence.</summary>
    public GuardOptions Guard { get; set; } = new();

    /// <summary>The graceful stop.</summary>
    public StopOptions Stop { get; set; } = new();
}
