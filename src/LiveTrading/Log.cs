using LiveTrading.Engine.Data;
using LiveTrading.Engine.Events;
using LiveTrading.Engine.Risk;
using LiveTrading.Model.Identifiers;
using Microsoft.Extensions.Logging;

namespace LiveTrading;

/// <summary>Every line the engine logs, numbered. Nothing here is called per message.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Engine '{Instance}' starts: event loop {Backend}; journal {Journal}; random seed {Seed}")]
    public static partial void Starting(ILogger logger, string instance, string backend, string journal, ulong seed);

    [LoggerMessage(2, LogLevel.Information, "Journal: {Records} records, {Orders} orders, {Open} of them open")]
    public static partial void Recovered(ILogger logger, long records, int orders, int open);

    [LoggerMessage(3, LogLevel.Warning, "Journal: {Warning}")]
    public static partial void JournalWarning(ILogger logger, string warning);

    [LoggerMessage(4, LogLevel.Error, "The order journal could not be written ({Reason}): it does not hold everything that happened")]
    public static partial void JournalFailed(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Information, "State: {State}")]
    public static partial void StateChanged(ILogger logger, EngineState state);

    [LoggerMessage(6, LogLevel.Information, "{Endpoint}: connected")]
    public static partial void Connected(ILogger logger, string endpoint);

    [LoggerMessage(EventId = 7, Message = "{Endpoint}: disconnected: {Reason}")]
    public static partial void Disconnected(ILogger logger, LogLevel level, string endpoint, string? reason);

    [LoggerMessage(8, LogLevel.Warning, "{Endpoint}: reconnecting, attempt {Attempt} in {Seconds:0.0} s")]
    public static partial void Reconnecting(ILogger logger, string endpoint, int attempt, double seconds);

    [LoggerMessage(9, LogLevel.Information, "{Endpoint}: ready")]
    public static partial void Ready(ILogger logger, string endpoint);

    [LoggerMessage(10, LogLevel.Error, "{Endpoint}: failed: {Reason}")]
    public static partial void ConnectionFailed(ILogger logger, string endpoint, string? reason);

    [LoggerMessage(11, LogLevel.Information, "{Venue} reconciled ({Reason}): {Open} own open orders, {Missing} missing there, {MissedFills} missed fills, {Adopted} taken back, {Foreign} of others, {Differences} position differences")]
    public static partial void Reconciled(ILogger logger, string venue, string reason, int open, int missing, int missedFills, int adopted, int foreign, int differences);

    [LoggerMessage(12, LogLevel.Error, "{Venue} refuses: {Reason}")]
    public static partial void VenueRefused(ILogger logger, string venue, string reason);

    [LoggerMessage(13, LogLevel.Information, "Strategy {Strategy}: {State}: {Reason}")]
    public static partial void StrategyChanged(ILogger logger, string strategy, string state, string reason);

    [LoggerMessage(14, LogLevel.Error, "Strategy {Strategy} failed and is stopped: {Reason}")]
    public static partial void StrategyFailed(ILogger logger, string strategy, string reason);

    [LoggerMessage(15, LogLevel.Error, "State in doubt, trading is halted: {What}")]
    public static partial void Faulted(ILogger logger, string what);

    [LoggerMessage(16, LogLevel.Information, "Stopping: {Reason} {Detail}")]
    public static partial void Stopping(ILogger logger, string reason, string detail);

    [LoggerMessage(17, LogLevel.Warning, "Left at the venue: {Order}")]
    public static partial void OrderLeft(ILogger logger, string order);

    [LoggerMessage(18, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(19, LogLevel.Warning, "Alert {Code}: {Text}")]
    public static partial void Alerted(ILogger logger, AlertCode code, string text);

    [LoggerMessage(20, LogLevel.Warning, "Forced to stop by a second signal")]
    public static partial void Forced(ILogger logger);

    [LoggerMessage(EventId = 21, Message = "Book of {Instrument}: {State} {Reason} {Detail}")]
    public static partial void BookChanged(ILogger logger, LogLevel level, InstrumentId instrument, BookState state, BookInvalidReason reason, string detail);

    [LoggerMessage(22, LogLevel.Information, "Book of {Instrument}: valid")]
    public static partial void BookValid(ILogger logger, InstrumentId instrument);

    [LoggerMessage(23, LogLevel.Warning, "Order {Order} denied: {Reason}")]
    public static partial void OrderDenied(ILogger logger, string order, string? reason);

    [LoggerMessage(24, LogLevel.Warning, "Order {Order} rejected: {Reason}")]
    public static partial void OrderRejected(ILogger logger, string order, string? reason);

    [LoggerMessage(25, LogLevel.Warning, "Order {Order} unknown: {Reason}")]
    public static partial void OrderUnknown(ILogger logger, string order, string? reason);

    [LoggerMessage(26, LogLevel.Warning, "Kill switch: {Kind}: {Text}")]
    public static partial void KillSwitch(ILogger logger, KillSwitchEventKind kind, string text);

    [LoggerMessage(EventId = 27, Message = "Data of {Instrument}: {State} {Reason}")]
    public static partial void Stale(ILogger logger, LogLevel level, InstrumentId instrument, string state, string reason);

    [LoggerMessage(29, LogLevel.Warning, "The heartbeat could not be written: {Reason}; trading goes on, a guard would take it for silence")]
    public static partial void HeartbeatFailed(ILogger logger, string? reason);

    [LoggerMessage(50, LogLevel.Information, "Recording to {File}")]
    public static partial void Recording(ILogger logger, string file);

    [LoggerMessage(51, LogLevel.Warning, "The recording ended before the session: {Reason}")]
    public static partial void RecordingFailed(ILogger logger, string reason);

    [LoggerMessage(50, LogLevel.Information, "Parameters of strategy {Strategy}: {Values}")]
    public static partial void ParametersChanged(ILogger logger, string strategy, string values);

    [LoggerMessage(51, LogLevel.Warning, "Parameters of strategy {Strategy} stay as they are: {Problems}")]
    public static partial void ParametersRefused(ILogger logger, string strategy, string problems);

    [LoggerMessage(52, LogLevel.Warning, "Parameters could not be read anew, nothing is changed: {Reason}")]
    public static partial void ReloadFailed(ILogger logger, string reason);

    [LoggerMessage(28, LogLevel.Critical, "The engine could not run: {Reason}")]
    public static partial void HostedEngineFailed(ILogger logger, string reason);

    [LoggerMessage(EventId = 40, Message = "Journal: {Text}")]
    public static partial void JournalCompacted(ILogger logger, LogLevel level, string text);
}
