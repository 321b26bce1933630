using LiveTrading.Engine.Kernel;

namespace LiveTrading.Recording;

/// <summary>What a recorded session was built from: all that its core knows of the world before the first input. No credentials, no addresses.</summary>
internal sealed class SessionDescription
{
    /// <summary>Version of the program that recorded.</summary>
    public required string Product { get; init; }

    /// <summary>The start's part of client order ids.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>Strategies could keep state across restarts.</summary>
    public required bool KeepsStates { get; init; }

    /// <summary>Venues, in the order of adding.</summary>
    public required IReadOnlyList<string> Venues { get; init; }

    /// <summary>Strategies, in the order of adding.</summary>
    public required IReadOnlyList<RecordedStrategy> Strategies { get; init; }

    /// <summary>The engine's options, connections beside those of the venues left out.</summary>
    public required LiveTradingOptions Engine { get; init; }

    /// <summary>The core's options.</summary>
    public required TradingKernelOptions Kernel { get; init; }
}
