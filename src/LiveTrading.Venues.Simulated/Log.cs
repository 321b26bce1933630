using Microsoft.Extensions.Logging;

namespace LiveTrading.Venues.Simulated;

/// <summary>What the venue says, by number. Nothing per message; no keys' secrets.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Simulated venue listens on {Address}:{Port}, {Market}, speed {Speed}, waiting for {Streams}")]
    public static partial void Listening(ILogger logger, string address, int port, string market, double speed, string streams);

    [LoggerMessage(5002, LogLevel.Information, "Recording played to its end: {Messages} messages; orders are still served")]
    public static partial void EndOfData(ILogger logger, long messages);

    [LoggerMessage(5003, LogLevel.Error, "Playback stopped after {Messages} messages: {Error}")]
    public static partial void PlaybackFailed(ILogger logger, long messages, string error);

    [LoggerMessage(5004, LogLevel.Information, "A recording begins whose update ids do not continue the last one's; streams are closed so that clients resynchronise")]
    public static partial void StartingOver(ILogger logger);

    [LoggerMessage(5005, LogLevel.Warning, "Fault injected: {Fault}")]
    public static partial void FaultInjected(ILogger logger, string fault);

    [LoggerMessage(5006, LogLevel.Information, "Simulated venue stopped: {Messages} messages played, {Frames} frames sent, {Orders} orders, {Fills} fills")]
    public static partial void Stopped(ILogger logger, long messages, long frames, long orders, long fills);
}
