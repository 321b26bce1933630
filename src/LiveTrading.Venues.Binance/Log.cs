using LiveTrading.Model;
using LiveTrading.Model.Instruments;
using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Binance;

/// <summary>Everything this project logs. Nothing per message; never a key, a signature or a request's text. What becomes of connections is told to the observer, which says it to people; here it is for debugging.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Debug, "Binance {Name}: connected to {Endpoint}")]
    public static partial void Connected(ILogger logger, string name, string endpoint);

    [LoggerMessage(4002, LogLevel.Debug, "Binance {Name}: ready at {Endpoint}")]
    public static partial void Ready(ILogger logger, string name, string endpoint);

    [LoggerMessage(4003, LogLevel.Debug, "Binance {Name}: connection to {Endpoint} ended: {Reason}")]
    public static partial void Disconnected(ILogger logger, string name, string endpoint, string reason);

    [LoggerMessage(4004, LogLevel.Debug, "Binance {Name}: reconnect attempt {Attempt} to {Endpoint} in {Delay}")]
    public static partial void Reconnecting(ILogger logger, string name, string endpoint, int attempt, TimeSpan delay);

    [LoggerMessage(4005, LogLevel.Debug, "Binance {Name}: gave up {Endpoint}: {Reason}")]
    public static partial void Failed(ILogger logger, string name, string endpoint, string reason);

    [LoggerMessage(4006, LogLevel.Information, "Binance {Name}: the venue announced its shutdown; replacing the connection")]
    public static partial void ServerShutdown(ILogger logger, string name);

    [LoggerMessage(4007, LogLevel.Information, "Binance {Name}: replacing the connection before the venue's 24-hour limit")]
    public static partial void Renewing(ILogger logger, string name);

    [LoggerMessage(4008, LogLevel.Warning, "Binance {Name}: unreadable message no. {Count} ({Failure})")]
    public static partial void Unreadable(ILogger logger, string name, long count, string failure);

    [LoggerMessage(4009, LogLevel.Warning, "Binance {Name}: subscription refused: {Code} {Text}")]
    public static partial void SubscriptionRefused(ILogger logger, string name, long code, string text);

    [LoggerMessage(4010, LogLevel.Error, "Binance orders: user data subscription refused: {Code} {Text}")]
    public static partial void UserDataRefused(ILogger logger, long code, string text);

    [LoggerMessage(4011, LogLevel.Warning, "Binance {Name}: the venue blocks requests until {Until} (status {Status}): {Text}")]
    public static partial void Blocked(ILogger logger, string name, DateTimeOffset until, int status, string text);

    [LoggerMessage(4012, LogLevel.Warning, "Binance: loading instruments failed, next attempt in {Delay}: {Reason}")]
    public static partial void InstrumentsFailed(ILogger logger, TimeSpan delay, string reason);

    [LoggerMessage(4013, LogLevel.Information, "Binance: {Count} instruments loaded; clock skew {SkewMilliseconds} ms, round trip {RoundTripMilliseconds} ms")]
    public static partial void InstrumentsLoaded(ILogger logger, int count, double skewMilliseconds, double roundTripMilliseconds);

    [LoggerMessage(4014, LogLevel.Error, "Binance: instruments cannot be loaded: {Reason}")]
    public static partial void InstrumentsRefused(ILogger logger, string reason);

    [LoggerMessage(4015, LogLevel.Warning, "Binance orders: an execution report about an order that is not ours, on an instrument that is not configured (no. {Count})")]
    public static partial void ForeignReport(ILogger logger, long count);

    [LoggerMessage(4016, LogLevel.Warning, "Binance: the venue found our clock wrong (-1021); asking its time again")]
    public static partial void ClockDistrusted(ILogger logger);

    [LoggerMessage(4017, LogLevel.Warning, "Binance: the rules of {Symbol} changed: {Status}, tick size {TickSize}, lot size {LotSize}, smallest notional {MinNotional}")]
    public static partial void InstrumentChanged(ILogger logger, string symbol, InstrumentStatus status, Price tickSize, Quantity lotSize, decimal minNotional);

    [LoggerMessage(4018, LogLevel.Debug, "Binance {Name}: a second connection to {Endpoint} stands")]
    public static partial void ReplacementConnected(ILogger logger, string name, string endpoint);

    [LoggerMessage(4019, LogLevel.Information, "Binance {Name}: the new connection to {Endpoint} is ready and took over")]
    public static partial void TookOver(ILogger logger, string name, string endpoint);

    [LoggerMessage(4020, LogLevel.Warning, "Binance {Name}: the new connection did not become ready, the old one goes on: {Reason}")]
    public static partial void ReplacementFailed(ILogger logger, string name, string reason);

    [LoggerMessage(4021, LogLevel.Warning, "Binance {Name}: the pool has no room for a second connection; closing this one first")]
    public static partial void NoRoomToReplace(ILogger logger, string name);
}
