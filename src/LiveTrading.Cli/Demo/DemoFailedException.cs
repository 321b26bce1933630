using LiveTrading.Model;

namespace LiveTrading.Cli.Demo;

/// <summary>The engine of the demo could not start or died; the message is the cause's.</summary>
internal sealed class DemoFailedException(string message, Exception cause) : LiveTradingException(message, cause);
