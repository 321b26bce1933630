using LiveTrading.Engine.Caching;
using LiveTrading.Engine.Ports;
using LiveTrading.Engine.Time;
using LiveTrading.IO;
using LiveTrading.WebSockets;
using Microsoft.Extensions.Logging;

namespace LiveTrading;

/// <summary>What a venue adapter is built from. Valid for one run of the engine.</summary>
public sealed class VenueContext
{
    /// <summary>The loop that everything runs on.</summary>
    public required EventLoop Loop { get; init; }

    /// <summary>Where connections come from; shared by all venues, bounded by <see cref="LiveTradingOptions.MaxConnections"/>.</summary>
    public required WebSocketConnectionPool Connections { get; init; }

    /// <summary>Where instruments go.</summary>
    public required Cache Cache { get; init; }

    /// <summary>Where market data goes.</summary>
    public required IMarketDataSink MarketData { get; init; }

    /// <summary>Where order events and answers go.</summary>
    public required IExecutionSink Execution { get; init; }

    /// <summary>The core's clock.</summary>
    public required IEngineClock Clock { get; init; }

    /// <summary>The core's timers.</summary>
    public required IEngineTimers Timers { get; init; }

    /// <summary>The engine's options: reconnect, heartbeat and mode hold for venues too.</summary>
    public required LiveTradingOptions Options { get; init; }

    /// <summary>The instance part of client order ids.</summary>
    public required uint Instance { get; init; }

    /// <summary>Seed for whatever is random in the adapter (masks, jitter).</summary>
    public required ulong RandomSeed { get; init; }

    /// <summary>Loggers.</summary>
    public required ILoggerFactory LoggerFactory { get; init; }
}
