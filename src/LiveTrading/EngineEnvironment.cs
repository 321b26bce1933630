using LiveTrading.Engine.Journal;
using LiveTrading.IO;

namespace LiveTrading;

/// <summary>The world an engine runs in, where it is not the real one: tests and simulations put their own loop, storage and randomness here.</summary>
public sealed class EngineEnvironment
{
    /// <summary>The loop to run on; null: made from <see cref="LiveTradingOptions.Loop"/> and disposed at the end.</summary>
    public EventLoop? Loop { get; init; }

    /// <summary>The journal's storage; null: files in <see cref="JournalOptions.Directory"/>.</summary>
    public IJournalStorage? JournalStorage { get; init; }

    /// <summary>Seed of everything random; null: from the system. It is logged.</summary>
    public ulong? RandomSeed { get; init; }

    /// <summary>Whether SIGINT and SIGTERM stop the engine; default true.</summary>
    public bool HandleSignals { get; init; } = true;
}
